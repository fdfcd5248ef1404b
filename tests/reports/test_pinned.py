"""Promises as they stand on a ticket, out of the file that the report wrote."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ilosync.core.report import Night
from ilosync.reports.kept import read_history
from ilosync.reports.pinned import pinned
from ilosync.reports.write import nightly
from ilosync.rules import RULES
from ilosync.trackers.jira.wiki import on_cloud, wiki
from tests.reports.coop import CHARTER, House, house

ENOUGH = 60  # people, so that all figures are spoken
MOST = 10_000  # signs; a comment in Jira holds 32,767, in GitHub 65,536


def weeks(here: House, folder: Path, count: int) -> tuple[Night, ...]:
    """So many Tuesdays' reports in a folder."""
    for n in range(count):
        now = here.now + n * timedelta(days=7)
        nightly(here.snapshot, here.plan, here.policy, now, RULES, folder)
    return read_history(folder)


def test_nothing_was_written_yet(tmp_path: Path):
    """No file and no folder: nothing stands on a ticket."""
    assert pinned(tmp_path) == pinned(tmp_path / "nowhere") == ""


def test_nothing_was_counted_yet(tmp_path: Path):
    """A report of a night on which a tracker could not be read has no issue to show."""
    house(ENOUGH, unread=True).written(tmp_path)
    assert (tmp_path / "promises.md").exists()
    assert pinned(tmp_path) == ""


def test_the_issue_stands_there_whole(tmp_path: Path):
    """Its heading, when it was counted, a row for each figure, and what the numbers are."""
    value = house(ENOUGH).written(tmp_path)
    text = pinned(tmp_path)
    spoken = value.promises.spoken
    assert text.startswith("# How we're keeping our learning promises\n\nCounted on Tuesday")
    assert text.count("\n| ") == 2 + len(spoken) > 5
    assert all(f"| {m.title} | {m.words} |" in text for m in spoken)
    last = (tmp_path / "promises.md").read_text(encoding="utf-8").strip().splitlines()[-1]
    assert text.endswith(f"\n\n{last}")


def test_it_stays_as_it_is_all_week(tmp_path: Path):
    """Later nights of the week change nothing, though a tracker was not read; Monday does."""
    here = house(ENOUGH)
    here.written(tmp_path)
    text = pinned(tmp_path)
    for days, unread in ((1, False), (3, True), (5, False)):
        night = replace(house(ENOUGH, unread=unread), now=here.now + timedelta(days=days))
        night.written(tmp_path)
        assert pinned(tmp_path) == text

    replace(here, now=here.now + timedelta(days=6)).written(tmp_path)
    assert pinned(tmp_path) != text


def test_a_year_of_trends_stays_in_the_file(tmp_path: Path):
    """The ticket shows the issue alone, and what stands below the trends; it is never long."""
    here = house(ENOUGH)
    assert len(weeks(here, tmp_path, 12)) == 12
    text, file = pinned(tmp_path), (tmp_path / "promises.md").read_text(encoding="utf-8")
    assert "\n## " in file
    assert "\n## " not in text
    assert text.count("| --- |") == 1
    assert len(text) < MOST
    last = file.strip().splitlines()[-1]
    assert text.endswith(last)


@pytest.mark.parametrize("policy", [CHARTER, replace(CHARTER, narrow=True, charter_review=None)])
@pytest.mark.parametrize("count", [1, 12, ENOUGH])
def test_no_name_and_no_title_stands_there(tmp_path: Path, count: int, policy):
    """Of nobody, of no team, no ticket and no account; nor a sign that could call somebody."""
    here = house(count, policy=policy)
    here.written(tmp_path)
    text = pinned(tmp_path)
    assert text
    for person in here.snapshot.people:
        for word in (person.name, person.team, *person.accounts.values()):
            assert re.search(rf"\b{re.escape(word)}\b", text) is None
    for ticket in here.snapshot.tickets:
        assert ticket.title not in text
        assert ticket.ref.key not in text
    assert not set("@<>&~`{}$") & set(text)
    assert re.search(r"#\S|https?:|www\.|\bGH-", text) is None
    assert re.findall(r"^> |^#{2,} |^- ", text, re.MULTILINE) == []


def test_it_is_a_table_in_jira_too(tmp_path: Path):
    """Each row of it has its two cells there, and what is above and below stays outside."""
    value = house(ENOUGH).written(tmp_path)
    shown = wiki(pinned(tmp_path), on_cloud)
    rows = [x for x in shown.splitlines() if x.startswith("|")]
    assert rows[0] == "||Promise||Where we are||"
    assert len(rows) == 1 + len(value.promises.spoken)
    assert all(re.fullmatch(r"\|[^|]+\|[^|]+\|", x) for x in rows[1:])
    assert shown.startswith("h1. How we're keeping our learning promises\n\nCounted on ")
    assert "\\\\" not in shown


def test_it_says_whom_to_ask(tmp_path: Path):
    """Where the configuration has an address for that."""
    house(ENOUGH).written(tmp_path)
    text = pinned(tmp_path, "https://acme.example/charter")
    assert text == (
        f"{pinned(tmp_path)}\n\n[What ilosync keeps, and whom to ask](https://acme.example/charter)"
    )


def test_the_charter_review_does_not_hide_it(tmp_path: Path):
    """Past its review the report is in words, and so is the ticket."""
    past = replace(CHARTER, charter_review=date(2026, 1, 1))
    house(ENOUGH, policy=past).written(tmp_path)
    assert "| One objective each |" in pinned(tmp_path)
