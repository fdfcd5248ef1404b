"""The field for the next check-in: written on request, and never over a person's own date."""

from __future__ import annotations

import pytest

from ilosync.core.model import Ref
from ilosync.errors import NotAllowed, Refused, Unproven
from ilosync.trackers.jira.tracker import JiraTracker
from tests.trackers.jira.conftest import LAG, Town, one


def dated(town: Town, field: str = "Due date") -> JiraTracker:
    """A tracker that keeps the date in this field."""
    return town.another(date_field=field, write_date=True)


def due(town: Town, ref: Ref) -> str | None:
    """What the issue's due date is."""
    return town.world.issue(ref.key).now.due


def test_nothing_is_written_unless_it_is_asked_for(town: Town):
    """Reading the field is one thing, writing to it another."""
    ref = town.ilo()
    town.world.edit(ref.key, "ada-l", due="2026-12-24")
    for tracker in (town.tracker, town.another(date_field="duedate")):
        assert one(tracker.read()).planned is None
        with pytest.raises(Refused, match="set `date_field` and `write_date`"):
            tracker.set_day(ref, "2026-12-01", "2026-12-24")
    assert one(dated(town).read()).planned == "2026-12-24"
    assert due(town, ref) == "2026-12-24"


def test_a_day_takes_a_look_and_a_write(town: Town):
    """Two requests; one where it is there already."""
    ref, tracker = town.ilo(), dated(town)
    path = f"/issue/{ref.key}"
    ask = lambda: tracker.set_day(ref, "2026-12-01", "")  # noqa: E731
    assert town.requests(ask) == [f"GET {path}", f"PUT {path}"]
    assert town.requests(ask) == [f"GET {path}"]
    assert due(town, ref) == "2026-12-01"


def test_a_field_of_ones_own_is_written(town: Town):
    """By its name; nothing but the day, and nothing at all when it is taken out."""
    key = town.world.custom_field("Next check-in", "date")
    ref, tracker = town.ilo(), dated(town, "next check-in")
    for day in ("2026-12-01", ""):
        tracker.set_day(ref, day, one(tracker.read()).planned or "")
        assert town.world.issue(ref.key).now.custom[key] == (day or None)
        assert one(tracker.read()).planned == day


def test_a_search_that_lags_does_not_mislead(town: Town):
    """A person's date, set after what the index shows, is seen before it would be written over."""
    ref, tracker = town.ilo(), dated(town)
    town.clock.sleep(3_600)
    town.world.search_lag = LAG
    town.world.edit(ref.key, "ada-l", due="2026-12-24")
    assert one(tracker.read()).planned == ""
    with pytest.raises(Unproven, match="somebody else has just set Due date"):
        tracker.set_day(ref, "2026-12-01", "")
    assert due(town, ref) == "2026-12-24"


@pytest.mark.parametrize("kind", ["stored_then_502", "stored_then_reset"])
def test_a_lost_answer_is_looked_up(town: Town, kind: str):
    """It was stored: the next reading has it, and the next write finds it there."""
    ref, tracker = town.ilo(), dated(town)
    town.clock.sleep(3_600)
    town.world.search_lag = LAG
    tracker.read()
    town.fails(kind)
    with pytest.raises(Unproven):
        tracker.set_day(ref, "2026-12-01", "")
    ticket = one(tracker.read())
    assert (ticket.planned, [e.ours for e in ticket.events]) == ("2026-12-01", [True])


def test_a_field_that_no_screen_shows_is_told(town: Town):
    """With the field's own name."""
    ref = town.ilo()
    town.world.projects["GROW"].off_screen.add("duedate")
    with pytest.raises(Refused, match="Due date cannot be set in GROW: put it on the project's"):
        dated(town).set_day(ref, "2026-12-01", "")


def test_a_missing_permission_is_told(town: Town):
    """By its name."""
    ref = town.ilo()
    town.world.permit("EDIT_ISSUES", "grace-h", project="GROW")
    with pytest.raises(NotAllowed, match="Edit issues"):
        dated(town).set_day(ref, "2026-12-01", "")


def test_what_an_account_of_ours_wrote_before_is_ours(town: Town):
    """After a change of accounts the field is still ours to keep."""
    ref = town.ilo()
    town.world.edit(ref.key, "old-bot", due="2026-12-01")
    tracker = town.another(date_field="duedate", write_date=True, formerly=("old-bot",))
    (event,) = one(tracker.read()).events
    assert (event.what, event.ours) == ("2026-12-01", True)
