"""Reports of days that have passed, and the difference between two: pages by name, and for all."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from ilosync.core.model import Comment, PersonId, Snapshot
from ilosync.core.past import TODAYS
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.report import Report, report
from ilosync.core.report.difference import Difference, difference
from ilosync.core.report.past import report_on
from ilosync.reports.difference import write_difference
from ilosync.reports.write import write
from ilosync.rules import RULES
from tests.core.test_past import dated, lives, lives_on, since
from tests.worlds import World, person, worlds

from .coop import CHARTER, NOW, House, house, people

NIGHT = time(2)
DAY = timedelta(days=1)


def on(world: World, at: datetime) -> Report:
    """The report of that instant, out of the world as it is now."""
    return report_on(since(world, at - 7 * DAY), at, world.policy, world.now, RULES, NIGHT)


def files(value: Report | Difference) -> dict[str, bytes]:
    """All that is written of it, by its path."""
    with TemporaryDirectory() as folder:
        there = Path(folder)
        if isinstance(value, Report):
            write(value, there, ("html", "md", "json", "csv"))
        else:
            write_difference(value, there)
        found = (x for x in there.rglob("*") if x.is_file())
        return {x.relative_to(there).as_posix(): x.read_bytes() for x in found}


@settings(max_examples=25)
@given(worlds(), lives(dated), lives(dated))
def test_a_year_later_not_a_byte_is_other(world: World, life, further):
    """Whatever is done later, and whatever we say later, in every form and on every page."""
    at = lives_on(world, life)
    world.passes(3600)
    settled = {c.id for t in world.tickets.values() for c in t.comments if _is_settled(c)}
    first = files(on(world, at))
    lives_on(world, further)
    rewritten = {c.id for t in world.tickets.values() for c in t.comments if _edited(c, at)}
    world.passes(365 * 86_400)
    again = files(on(world, at))

    unknown = bool(settled & rewritten)
    assert _certain(again, unknown=unknown) == _certain(first, unknown=unknown)


def _is_settled(comment: Comment) -> bool:
    return comment.marker is not None and not comment.marker.standing


def _edited(comment: Comment, since: datetime) -> bool:
    return comment.edited_at is not None and comment.edited_at > since


def _certain(found: dict[str, bytes], *, unknown: bool) -> dict[str, list[bytes]]:
    """The lines of all pages, but for the remark on notices that were rewritten since.

    Nobody can tell (`unknown`) of those that were settled before whether they stood.
    """
    remark = b"Notices rewritten since, taken as standing then: "
    return {
        path: [x for x in data.splitlines() if remark not in x]
        for path, data in found.items()
        if not (unknown and path.startswith("named/me/"))
    }


# --- the week's issue --------------------------------------------------------------------------


def joined(count: int, day: date) -> World:
    """So many people, each with an objective; one more, with none, came on that day."""
    begun = datetime(2026, 10, 1, 9, tzinfo=NOW.tzinfo)
    newest = person("New", supervisor=PersonId("p0"), start=day)
    lead = PersonId("p0")
    old = tuple(person(f"P{i}", supervisor=lead if i else None) for i in range(count))
    world = World.new(CHARTER, (*old, newest))
    world.at(begun)
    for each in old:
        who = each.accounts["memory"]
        world.tracker.opens(who, labels=("ILO",), assignees=(who,))
    world.at(NOW)
    return world


def test_promises_are_those_that_stood_on_that_day():
    """Counted in the week's first night; from Wednesday to Sunday nothing else may be learned."""
    world = joined(20, date(2026, 10, 14))
    days = [datetime(2026, 11, day, 10, tzinfo=NOW.tzinfo) for day in (15, 16, 18, 22)]
    reports = [on(world, day) for day in days]
    told = [x.promises.metrics[0].n for x in reports]

    counted = [x.promises.issue and x.promises.issue.at for x in reports]
    assert [x and (x.month, x.day, x.hour) for x in counted] == [(11, 9, 2), *[(11, 16, 2)] * 3]
    assert told == [20, 21, 21, 21]
    night = days[1].replace(hour=2)
    nightly = report(world.snapshot(), Plan(), CHARTER, night, RULES)
    assert [x.promises.issue for x in reports[1:]] == [nightly.promises.issue] * 3


def test_nothing_is_planned_for_a_day_that_has_passed():
    """Though a pass of that moment would write; nor is any request told."""
    world = World.new(CHARTER)
    for title in ("One", "Two"):
        world.tracker.opens("ada-x", title, labels=("ILO",), assignees=("ada-x",))
    assert world.plan().actions

    told = on(world, world.now).tool
    assert (told.planned, told.brake, told.spent) == (0, False, {})


def test_of_today_nothing_is_remarked():
    """A report of this very moment says nothing of the past."""
    world = joined(5, date(2026, 10, 14))

    assert TODAYS not in on(world, world.now).remarks
    assert TODAYS in on(world, world.now - DAY).remarks


# --- the difference ----------------------------------------------------------------------------


def weeks(before: House, after: House) -> Difference:
    """Two houses a week apart."""
    earlier = replace(before, now=NOW - 7 * DAY)
    return difference(earlier.report(), after.report())


def test_what_changed_is_told_promise_by_promise():
    """Every thing that is owed on either day is in one line, and in the right one."""
    one, other = house(40, seed=1), house(40, seed=2)
    found = weeks(one, other)
    before = {(d.rule, d.what, d.to) for d in replace(one, now=NOW - 7 * DAY).report().todo}
    after = {(d.rule, d.what, d.to) for d in other.report().todo}

    def lines(name: str) -> set[tuple[str, str, str]]:
        return {(d.rule, d.what, d.to) for x in found.owed for d in getattr(x, name)}

    assert (lines("began"), lines("ended")) == (after - before, before - after)
    assert lines("stands") == after & before
    assert lines("began")
    assert lines("ended")
    assert lines("stands")
    for change in found.owed:
        assert {d.promise for d in (*change.began, *change.ended, *change.stands)} == {
            change.promise
        }


def test_what_is_not_known_is_told_of_its_day():
    """Once where it is of both days; else with the day it is about."""
    one, other = house(40).report(), replace(house(40), now=NOW + 7 * DAY).report()
    before, after = replace(one, remarks=("A", "B: 1.")), replace(other, remarks=("A", "B: 2."))

    told = ("A", "24 November 2026: B: 1.", "1 December 2026: B: 2.")
    assert difference(before, after).remarks == told


def test_as_many_as_there_are():
    """Of two like things one may be owed no more: the other still is."""
    value = house(40).report()
    twin = replace(value, todo=(value.todo[0], *value.todo))
    found = difference(twin, value)

    assert [d for x in found.owed for d in x.ended] == [value.todo[0]]
    assert sum(len(x.stands) for x in found.owed) == len(value.todo)


def test_the_page_for_everybody_is_made_of_published_figures_alone():
    """What is owed, by whom and to whom changes nothing on it; nobody is named."""
    found = weeks(house(40, seed=1), house(40, seed=2))
    other = replace(found, owed=(), remarks=("Ada",))
    text = files(found)["difference.md"].decode()

    for form in ("html", "md"):
        assert files(found)[f"difference.{form}"] == files(other)[f"difference.{form}"]
    assert "One objective each" in text
    for each in people(40):
        assert not re.search(rf"\b{each.name}\b", text)


@pytest.mark.parametrize(("before", "after"), [(4, 40), (40, 4), (4, 4), (2, 3)])
def test_what_one_issue_holds_back_is_in_no_line(before: int, after: int):
    """Of a small co-op's issue nothing is put beside another one's, in either order."""
    found = weeks(house(before), house(after))
    text = files(found)["difference.md"].decode()

    assert found.issues.figures == ()
    assert "nothing that may be told of both days" in text
    assert not re.search(r"about \d|of the \d", text)


def test_groups_and_waits_that_one_issue_lacks_are_left_out():
    """Managers beside the others, and the usual wait, only where both issues tell them."""
    issue = house(80).report().promises.issue
    assert issue is not None
    without = replace(issue, at=issue.at - 7 * DAY, figures=tuple(_bare(f) for f in issue.figures))
    value = house(80).report()
    earlier = replace(value, promises=replace(value.promises, issue=without))
    titles = [x.title for x in difference(earlier, value).issues.figures]
    mentors = next(x for x in difference(earlier, value).issues.figures if x.title == "Mentors")

    assert "Managers" in [x.title for x in weeks(house(80), house(80)).issues.figures]
    assert "Managers" not in titles
    assert "One objective each" in titles
    assert (
        "usually"
        in value.promises.metrics[[m.id for m in value.promises.metrics].index("mentors")].words
    )
    assert "usually" not in mentors.before + mentors.after


def _bare(figure):
    return replace(figure, groups=(), typical=None)


def test_without_a_charter_it_is_in_words():
    """No digit of a count on the page for everybody, and none beside words."""
    narrow = weeks(house(40, policy=Policy()), house(40, seed=2, policy=Policy()))
    mixed = weeks(house(40, policy=Policy()), house(40, seed=2))

    assert narrow.issues.figures
    for each in narrow.issues.figures:
        assert not re.search(r"\d", (each.before + each.after).replace("90 days", ""))
    assert mixed.issues.figures == ()


def test_two_days_of_one_week_have_one_issue():
    """It is said, and no table is drawn."""
    world = joined(20, date(2026, 10, 14))
    days = (datetime(2026, 11, day, 10, tzinfo=NOW.tzinfo) for day in (17, 19))
    text = files(difference(*(on(world, day) for day in days)))["difference.md"].decode()

    assert "Both days are in one week" in text
    assert "|" not in text


def test_of_a_partial_reading_nothing_is_counted():
    """The pages say which tracker, and that what depends on it is in no line."""
    found = weeks(house(40, unread=True), house(40, unread=True))
    pages = {k: v.decode() for k, v in files(found).items()}

    assert all("github could not be read in full" in x for x in pages.values())
    assert "So nothing was counted" in pages["difference.md"]
    assert "Nothing was owed" not in pages["named/difference.md"]
    assert "Of what could be read, nothing was owed" in pages["named/difference.html"]


def test_nobody_and_nothing_is_a_calm_page():
    """An empty co-op has two empty days."""
    empty = House(Snapshot(()))
    pages = {k: v.decode() for k, v in files(weeks(empty, empty)).items()}

    assert all("Nothing was owed to anybody" in v for k, v in pages.items() if "named" in k)


def test_what_people_write_is_no_markup():
    """A name with signs in it stands there as text."""
    value = house(40).report()
    odd = tuple(replace(d, to="<b>A|da</b>", by="*Bo*") for d in value.todo[:1])
    pages = files(difference(replace(value, todo=()), replace(value, todo=odd)))

    assert b"<b>A" not in pages["named/difference.html"]
    assert b"\\<b\\>A\\|da" in pages["named/difference.md"]
