"""`ilosync doctor`: all that ilosync needs, a line each, over a GitHub and a Jira on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.responses import HTMLResponse

from ilosync.sandbox.server import listen

from .both import HOOK, PEOPLE, TABLES, Both, open_both
from .configuration import PLACE, person


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    """Where all is well until somebody breaks it."""
    with open_both(tmp_path) as both:
        yield both


def test_all_is_well(both: Both):
    """A line each and none to mend; 0, and nothing is made on the disk; few requests.

    It fits a terminal of 80 columns, and has no colours where none are wanted.
    """
    ended = both.types()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == "All is there."
    for part in ("configuration", "github", "jira", "daemon"):
        assert part in ended.out.splitlines()
    for sign in ("✗", "!", "→", "\x1b"):
        assert sign not in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80
    assert [x.name for x in both.town.folder.parent.iterdir()] == ["config"]
    assert (both.town.reads(), len(both.jira.asked)) == (7, 10)


def test_a_program_is_told_the_same(both: Both):
    """`--json`: every line that people see, with its part, and its mend apart."""
    both.configure(top="")
    code, found = both.told()
    shown = both.types().out
    assert code == 0
    assert len(found) == sum(x[:3] in ("  ✓", "  !", "  ✗") for x in shown.splitlines())
    assert all(about.partition(": ")[2] in shown for about in found)
    assert "What has a ! could be better." in shown
    assert found["configuration: about_url"].mend


# --- what stops ilosync: its line, and 1 ----------------------------------------------------------


def _lock(both: Both) -> None:
    both.town.world.repo(PLACE).may_write = False


def _open_up(both: Both) -> None:
    both.town.world.repo(PLACE).private = False


def _forbid(both: Both) -> None:
    both.jira.permit("ADD_COMMENTS", "bo-b", project="GROW")


def _misname(both: Both) -> None:
    both.configure(person("ada", jira="ada-a"), PEOPLE[1])


def _nothing(both: Both) -> None:
    """All is as it was; the environment differs."""


def test_a_doubled_webhook_could_be_better(both: Both):
    """It is told with the mend, and stops nothing."""
    both.jira.deliveries.hook(f"{HOOK}jira", "s")
    code, found = both.told()

    assert code == 0
    assert "delete one of them" in found["jira: webhooks"].mend


@pytest.mark.parametrize(
    ("breaks", "environ", "about", "says"),
    [
        (_nothing, {"GITHUB__TOKEN": "no"}, "github: account", "GITHUB__TOKEN"),
        (_nothing, {"GITHUB__REPOSITORIES": '["a/b"]'}, "github: a/b", "repositories"),
        (_lock, {}, f"github: {PLACE}: writing", "Issues: read and write"),
        (_open_up, {}, f"github: {PLACE}: readers", "make it private"),
        (_nothing, {"JIRA__TOKEN": "no"}, "jira: account", "JIRA__TOKEN"),
        (_nothing, {"JIRA__PROJECTS": '["NOPE"]'}, "jira: NOPE", "projects"),
        (_forbid, {}, "jira: GROW: permissions", "give the account Add comments"),
        (_misname, {}, "jira: people", "accountId"),
    ],
)
def test_what_a_tracker_lacks(
    both: Both, breaks: Callable[[Both], None], environ: dict[str, str], about: str, says: str
):
    """It is told once, with the mend; the other tracker is looked at all the same, and is well."""
    breaks(both)
    code, found = both.told(**{f"ILOSYNC_TRACKERS__{k}": v for k, v in environ.items()})
    assert code == 1
    assert [x for x, check in found.items() if not check.ok] == [about]
    assert says in found[about].says + found[about].mend
    assert found[about].mend
    assert not found[about].says.startswith(about.partition(" ")[0]), "the heading says so"
    other = "jira" if about.startswith("github") else "github"
    assert found[f"{other}: account"].ok
    assert found[f"{other}: people"].ok


@pytest.mark.parametrize("tracker", ["github", "jira"])
def test_another_service_at_the_address(both: Both, tracker: str):
    """One line, and the setting to correct; the other tracker is well."""
    with listen(HTMLResponse("<h1>Welcome</h1>")) as url:
        code, found = both.told(**{f"ILOSYNC_TRACKERS__{tracker.upper()}__URL": url})
    wrong = [x for x, check in found.items() if not check.ok]
    assert (code, wrong) == (1, [f"{tracker}: address"])
    assert "url" in found[wrong[0]].mend


@pytest.mark.slow
def test_a_tracker_that_does_not_answer(both: Both):
    """One line after a few tries, no traceback; the other is looked at."""
    ended = both.types(ILOSYNC_TRACKERS__GITHUB__URL="http://localhost:9")
    assert ended.code == 1
    assert ended.err == "Not all is well: 1 thing to mend, see above\n"
    assert ended.out.count("✗") == 1
    assert "✗  address" in ended.out
    assert "✓  GROW: permissions" in ended.out


def test_clocks_that_differ(both: Both):
    """Told for each tracker, with how far; Jira's dates would be wrong, GitHub's token works."""
    both.town.ago(1)
    code, found = both.told()
    assert code == 1
    assert (found["jira: clock"].ok, found["github: clock"].ok) == (False, True)
    for tracker in ("jira", "github"):
        assert "ahead of" in found[f"{tracker}: clock"].says
        assert "clock" in found[f"{tracker}: clock"].mend


# --- what could be better: its line, and 0 --------------------------------------------------------


def test_people_who_cannot_be_told_apart(both: Both):
    """Who has no account, and which accounts on tickets are nobody's: by id and by account."""
    both.configure(*PEOPLE, person("cy", github=None))
    both.ilo("zoe-z")
    code, found = both.told()
    assert code == 0
    assert found["configuration: people"].says.endswith(": cy")
    assert "github or jira" in found["configuration: people"].mend
    assert found["github: people"].says.endswith(": zoe-z")
    assert found["github: people"].mend


def test_what_could_be_better(both: Both):
    """A charter to look at again, no page to read more on, no secret, a webhook there twice."""
    both.configure(top="", tables=TABLES.replace("9999-03-02", "2020-03-03"))
    both.town.world.deliveries.hook(f"{HOOK}github", "s", PLACE)
    code, found = both.told(ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET="")
    assert code == 0
    better = {about for about, x in found.items() if x.mend}
    assert better == {
        "configuration: about_url",
        "configuration: charter",
        "github: webhook secret",
        f"github: {PLACE}: webhook",
    }
    assert "ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET" in found["github: webhook secret"].mend
    assert "2 webhooks" in found[f"github: {PLACE}: webhook"].says


def test_a_report_that_could_not_be_written(both: Both):
    """A file stands where its folder should be."""
    folder = both.town.folder.parent / "taken"
    folder.touch(0o755)
    code, found = both.told(ILOSYNC_REPORT__OUT=str(folder / "reports"))
    assert (code, found["configuration: reports"].ok) == (1, False)
    assert "`out`" in found["configuration: reports"].mend


def test_a_configuration_that_does_not_hold(both: Both):
    """One line, as for every command; no tracker is asked."""
    both.configure(top="speek = true")
    ended = both.types()
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "speek" in ended.err
    assert both.jira.asked == []
