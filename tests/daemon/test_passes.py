"""What hints, polls and nights lead to, over a world in memory and a real SQLite file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from ilosync.core.model import Ref, Turn
from ilosync.core.policy import Enforce, Policy
from ilosync.daemon.attention import Mark
from ilosync.daemon.keys import of_person
from ilosync.daemon.turns import Turns
from ilosync.daemon.wide import next_at
from ilosync.errors import Busy, NotAllowed, TryLater
from ilosync.ports import Hint
from ilosync.trackers.memory import MemoryTracker
from tests.worlds import BEGIN, PEOPLE, World, worlds

from .village import Village, owners, village

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world() -> World:
    """Ada, Bo and Grace, and one tracker; nothing has happened yet."""
    return World(MemoryTracker(now=BEGIN + 60 * DAY), Policy(), PEOPLE)


@pytest.fixture
def here(world: World, tmp_path: Path) -> Iterator[Village]:
    """The daemon over that world, started."""
    with village(world, tmp_path) as made:
        made.begin()
        yield made


def opens(world: World, who: str, *assignees: str, labels: tuple[str, ...] = ("ILO",)) -> Ref:
    return world.tracker.opens(who, labels=labels, assignees=assignees or (who,))


def notices(world: World, rule: str = "") -> list[tuple[int, bool]]:
    """Ticket number and whether it stands, of each notice (of this rule)."""
    return [
        (ref.number, c.marker.standing)
        for ref, t in world.tickets.items()
        for c in t.comments
        if c.marker and c.marker.rule.startswith(rule)
    ]


def delivered(here: Village, ref: Ref, *accounts: str) -> None:
    here.hint(ref.tracker, Hint(owners(accounts), frozenset({str(ref)})))
    here.settle()


# --- hints -----------------------------------------------------------------------------------


def test_a_second_objective_is_answered_at_once(world: World, here: Village):
    """The delivery alone leads to the note, by one look at the person's tickets."""
    delivered(here, opens(world, "ada-x"), "ada-x")
    second = opens(world, "ada-x")
    before = world.tracker.spent["read"]
    delivered(here, second, "ada-x")

    assert notices(world, "only_one") == [(2, True)]
    assert world.tracker.spent["read"] - before == 1


def test_closing_it_settles_the_note(world: World, here: Village):
    """The next delivery finds the notice it no longer needs."""
    for ref in (opens(world, "ada-x"), opens(world, "ada-x")):
        delivered(here, ref, "ada-x")
    world.tracker.closes("ada-x", ref)
    delivered(here, ref, "ada-x")

    assert notices(world, "only_one") == [(2, False)]


def test_a_hint_without_people_reaches_the_owner(world: World, here: Village):
    """A delivery that names a ticket alone is handed on to whoever it belongs to."""
    for ref in (opens(world, "ada-x"), opens(world, "ada-x")):
        delivered(here, ref)

    assert notices(world, "only_one") == [(2, True)]


def test_a_reassignment_looks_at_the_old_and_the_new_owner(world: World, here: Village):
    """Ada had two and hands one to Bo, who has one: her note settles, he gets one."""
    first, second = opens(world, "ada-x"), opens(world, "ada-x")
    third = opens(world, "bo-x")
    for ref, who in ((first, "ada-x"), (second, "ada-x"), (third, "bo-x")):
        delivered(here, ref, who)
    assert notices(world, "only_one") == [(2, True)]

    world.tracker.unassigns("ada-x", second, "ada-x")
    world.tracker.assigns("ada-x", second, "bo-x")
    delivered(here, second, "bo-x")  # the delivery that named Ada was lost

    standing = [n for n, stands in notices(world, "only_one") if stands]
    assert len(standing) == 1
    assert world.plan().actions == ()


def test_a_ticket_of_two_owners_is_judged_by_itself(world: World, here: Village):
    """Nobody's in particular: the note about it comes with its own pass."""
    ref = opens(world, "ada-x", "ada-x", "bo-x")
    delivered(here, ref, "ada-x", "bo-x")

    assert notices(world, "owned") == [(1, True)]
    world.tracker.unassigns("bo-x", ref, "bo-x")
    delivered(here, ref, "ada-x", "bo-x")
    assert notices(world, "owned") == [(1, False)]


def test_a_label_taken_off_settles_what_we_said(world: World, here: Village):
    """No full reading shows such a ticket; what was known of the person does."""
    for ref in (opens(world, "ada-x"), opens(world, "ada-x")):
        delivered(here, ref, "ada-x")
    world.tracker.unlabels("ada-x", ref, "ILO")
    delivered(here, ref, "ada-x")

    assert notices(world, "only_one") == [(2, False)]


def test_strangers_cause_no_write(world: World, here: Village):
    """Somebody who is not in the people file is left in peace, and ends no pass badly."""
    delivered(here, opens(world, "zed-z"), "zed-z")
    delivered(here, opens(world, "ada-x", labels=("bug",)), "ada-x")

    assert notices(world) == []
    assert here.shelf.attention.pending()[0] == 0


def test_a_dry_daemon_writes_nothing(world: World, tmp_path: Path):
    """Without `speak` it looks, and that is all."""
    refs = [opens(world, "ada-x"), opens(world, "ada-x")]
    with village(world, tmp_path, speak=False) as here:
        here.begin()
        for ref in refs:
            delivered(here, ref, "ada-x")

    assert world.tracker.spent["write"] == 0


def test_writes_stop_where_the_lease_is_lost(world: World, here: Village):
    """Another worker took over: nothing is written that it might write too."""
    delivered(here, opens(world, "bo-x"), "bo-x")
    ref = opens(world, "bo-x")
    here.shelf.attention.mark([Mark(of_person(PEOPLE[1].id), frozenset({("memory", str(ref))}))])
    claim = here.shelf.attention.claim("slow")
    assert claim is not None
    world.passes(121)  # the lease ran out, and was not renewed
    here.workers.do(claim)
    assert notices(world) == []

    here.settle()
    assert notices(world, "only_one") == [(2, True)]


# --- time ------------------------------------------------------------------------------------


def test_a_nudge_that_waits_is_said_at_the_next_ten_o_clock(world: World, here: Village):
    """Nobody does anything: the reading of the night knows, and the morning says it."""
    delivered(here, opens(world, "bo-x"), "bo-x")
    before = world.now
    here.goes_by(timedelta(days=100), HOUR * 2)
    (at,) = [
        c.at
        for t in world.tickets.values()
        for c in t.comments
        if c.marker and c.marker.rule == "check_in_due" and c.marker.period.endswith(".1")
    ][:1]

    assert at - before > timedelta(days=80)
    local = at.astimezone(PEOPLE[1].time_zone)
    assert 9 <= local.hour < 17
    assert local.weekday() < 5


def test_a_date_is_written_in_the_morning(tmp_path: Path):
    """What is opened in the evening gets its date at ten, though nobody does anything more."""
    world = World.new(two=True)
    world.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    other = world.trackers[1]
    with village(world, tmp_path) as here:
        here.begin()
        ref = other.opens("grace-x", labels=("ILO",), assignees=("grace-x",))
        delivered(here, ref, "grace-x")
        assert other.tickets[ref].planned == ""
        here.goes_by(DAY)

    assert other.tickets[ref].planned == "2026-06-02"


def test_a_nudge_about_nobodys_ticket_comes_too(world: World, here: Village):
    """Three working days after it was opened without an owner, its author is asked."""
    delivered(here, world.tracker.opens("bo-x", labels=("ILO",)))
    here.goes_by(7 * DAY)

    assert notices(world, "owned") == [(1, True)]


def test_the_night_comes_once_a_day(here: Village):
    """Its report is written at 02:00, and no more often."""
    here.goes_by(3 * DAY)

    assert len(here.nights) == 3


def test_however_many_daemons_there_are_a_night_comes_once(world: World, here: Village):
    """A second one on the same database starts, again and again: there is one report a night."""
    other = Village(world, here.database)
    for _ in range(3):
        other.daemon.begin()
        for _ in range(24):
            world.passes(3_600)
            other.settle()
            here.settle()

    assert len(here.nights) + len(other.nights) == 3


def test_a_missed_night_is_made_up_for_once(world: World, tmp_path: Path):
    """After three days without us there is one report at once, and the next at 02:00."""
    with village(world, tmp_path) as here:
        here.begin()
    world.at(world.now + 3 * DAY)
    with village(world, tmp_path, fresh=False) as again:
        again.begin()
        assert len(again.nights) == 1
        again.goes_by(DAY)
        assert len(again.nights) == 2


def test_polling_alone_finds_what_webhooks_lost(world: World, here: Village):
    """Two minutes after somebody touched a ticket the note is there."""
    for _ in range(2):
        opens(world, "ada-x")
    here.goes_by(timedelta(minutes=3), timedelta(minutes=1))

    assert notices(world, "only_one") == [(2, True)]


def test_an_idle_poll_is_one_request_a_tracker(world: World, here: Village):
    """Ten minutes in which nothing happens: ten polls, nothing else."""
    before = world.tracker.spent["read"]
    here.goes_by(timedelta(minutes=10), timedelta(seconds=30))

    assert 9 <= world.tracker.spent["read"] - before <= 11


# --- trouble ---------------------------------------------------------------------------------


class Down(MemoryTracker):
    """A tracker that now and then does not answer."""

    down = False
    asked = 0

    def read(self):
        self._answer()
        return super().read()

    def look(self, tickets):
        self._answer()
        return super().look(tickets)

    def poll(self, cursor):
        self._answer()
        return super().poll(cursor)

    def _answer(self) -> None:
        self.asked += 1
        if self.down:
            raise TryLater("it does not answer.", after=30)


def test_an_outage_is_waited_out(tmp_path: Path):
    """Hours without an answer lose no hint, and cost few requests; then all is said once."""
    tracker = Down(now=BEGIN + 60 * DAY)
    world = World(tracker, Policy(), PEOPLE)
    with village(world, tmp_path) as here:
        here.begin()
        tracker.down = True
        for _ in range(2):
            here.hint("memory", Hint(owners(["ada-x"]), frozenset({str(opens(world, "ada-x"))})))
        before = tracker.asked
        here.goes_by(4 * HOUR, timedelta(seconds=30))
        assert tracker.asked - before < 4 * 12 * 2
        assert notices(world) == []

        tracker.down = False
        here.goes_by(timedelta(minutes=31), timedelta(seconds=30))
        assert notices(world, "only_one") == [(2, True)]


def test_a_night_without_a_tracker_says_so_in_the_end(tmp_path: Path):
    """The report is not withheld for ever: after some tries it tells what could not be read."""
    tracker = Down(now=BEGIN + 60 * DAY)
    with village(World(tracker, Policy(), PEOPLE), tmp_path) as here:
        here.begin()
        tracker.down = True
        here.goes_by(DAY, timedelta(minutes=5))
        assert [s.unread for s, _ in here.nights] == [{"memory"}]


def test_the_brake_counts_over_all_passes(world: World, tmp_path: Path):
    """A hundred small passes within the hour brake as one large one would."""
    with village(world, tmp_path) as here:
        policy = replace(world.policy, max_changes=1)
        sync = replace(here.parts().sync, policy=policy)
        here.daemon.reload(replace(here.parts(), sync=sync))
        here.begin()
        for who in ("bo-x", "grace-x"):
            for _ in range(2):
                delivered(here, opens(world, who), who)
        assert len(notices(world)) == 1

        here.goes_by(timedelta(hours=2), timedelta(minutes=5))
        assert len(notices(world)) == 2


class Paced(MemoryTracker):
    """A tracker that is written to once a minute."""

    last = BEGIN

    def say(self, ticket, marker, body):
        wait = (self.last + timedelta(minutes=1) - self.now).total_seconds()
        if wait > 0:
            raise Busy("It may be asked again soon.", after=wait)
        self.last = self.now
        return super().say(ticket, marker, body)


def test_waiting_for_ones_turn_is_no_trouble(tmp_path: Path):
    """Five people are answered in as many minutes, and the tracker may be read meanwhile."""
    tracker = Paced(now=BEGIN + 60 * DAY)
    world = World(tracker, Policy(), PEOPLE)
    heard: list[str] = []
    with village(world, tmp_path) as here:
        here.begin()
        door = Turns(tracker, here, lambda _, trouble: heard.append(trouble))
        here.daemon.reload(
            replace(here.parts(), sync=replace(here.parts().sync, trackers={"memory": door}))
        )
        for who in ("bo-x", "grace-x"):
            for ref in [opens(world, who) for _ in range(3)]:
                delivered(here, ref, who)
        here.goes_by(timedelta(minutes=4), timedelta(seconds=20))

    assert len(notices(world, "only_one")) == 4
    assert set(heard) == {""}


class Guarded(MemoryTracker):
    """A tracker on which we may not make labels."""

    def make_label(self, place: str, label: str) -> None:
        raise NotAllowed(f"no {label} in {place}")


def test_a_place_without_our_label_stops_nobody(tmp_path: Path):
    """We may not make the label there; those who have two objectives are answered all the same."""
    world = World(Guarded(now=BEGIN + 60 * DAY), Policy(), PEOPLE)
    refs = [opens(world, "bo-x") for _ in range(2)]
    world.tracker.known_labels.clear()
    with village(world, tmp_path) as here:
        here.begin()

    assert notices(world, "only_one") == [(refs[1].number, True)]


class Hiding(MemoryTracker):
    """A tracker that may hide a ticket from us."""

    hidden: str = ""

    def read(self):
        whole = super().read()
        return replace(whole, tickets=tuple(t for t in whole.tickets if str(t.ref) != self.hidden))

    def look(self, tickets):
        seen = super().look([x for x in tickets if x != self.hidden])
        return replace(seen, unseen=frozenset(tickets) & {self.hidden})


def test_what_is_hidden_is_not_taken_for_closed(tmp_path: Path):
    """Of two objectives one cannot be seen any more: the note about them stays as it is."""
    tracker = Hiding(now=BEGIN + 60 * DAY)
    world = World(tracker, Policy(), PEOPLE)
    with village(world, tmp_path) as here:
        here.begin()
        refs = [opens(world, "ada-x"), opens(world, "ada-x")]
        for ref in refs:
            delivered(here, ref, "ada-x")
        tracker.hidden = str(refs[0])
        delivered(here, refs[1], "ada-x")
        here.goes_by(2 * DAY)
        assert notices(world, "only_one") == [(2, True)]


# --- laws ------------------------------------------------------------------------------------


def ended(world: World) -> set[object]:
    """What a world looks like to people: everything but times and ids."""
    return {
        (t.ref, t.labels, t.open, tuple(sorted(c.marker for c in t.comments if c.marker)))
        for t in world.tickets.values()
    }


@settings(max_examples=40)
@given(worlds())
def test_a_start_ends_where_a_clean_pass_ends(world: World):
    """The daemon's first reading, and the passes it leads to, do what one pass over all does."""
    clean = world.copy()
    clean.sync()
    with tempfile.TemporaryDirectory() as folder, village(world, Path(folder)) as here:
        here.begin()
        assert ended(world) == ended(clean)
        assert world.plan().actions == ()


@settings(max_examples=25)
@given(worlds())
def test_losing_the_database_loses_and_doubles_nothing(world: World):
    """Deleted at any moment, also between two passes: a new one ends in the same place."""
    clean = world.copy()
    clean.sync()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with village(world, folder) as here:
            here.daemon.begin()
            for _ in range(3):
                if (claim := here.shelf.attention.claim("test")) is not None:
                    here.workers.do(claim)
        with village(world, folder) as here:
            here.begin()
        assert ended(world) == ended(clean)


def test_deletions_on_a_tracker_without_events_outlive_a_restart(world: World, tmp_path: Path):
    """What somebody deleted is not said again, though the process that saw it is gone."""
    forgetful = Forgetful(now=BEGIN + 60 * DAY)
    world = World(forgetful, Policy(enforce=Enforce.NOTE), PEOPLE)
    with village(world, tmp_path) as here:
        here.begin()
        for ref in (opens(world, "bo-x"), opens(world, "bo-x")):
            delivered(here, ref, "bo-x")
        (comment,) = [c.id for c in world.tickets[ref].comments if c.marker]
        forgetful.deletes("bo-x", comment)
    with village(world, tmp_path, fresh=False) as again:
        again.begin()
        delivered(again, ref, "bo-x")
        again.goes_by(DAY)

    assert notices(world) == []


class Forgetful(MemoryTracker):
    """A tracker that keeps no event of a deleted comment, as Jira."""

    def _happens(self, ref, turn, by, what="", **changes) -> None:
        if turn is not Turn.NOTICE_DELETED:
            super()._happens(ref, turn, by, what, **changes)


def test_clocks_may_be_asked_in_any_zone() -> None:
    """The night's hour is the organisation's, also when the clocks change."""
    berlin = ZoneInfo("Europe/Berlin")
    at = datetime(2026, 10, 24, 12, tzinfo=UTC)
    first = next_at(clock_time(2), berlin, at)
    second = next_at(clock_time(2), berlin, first)
    assert first == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert second == datetime(2026, 10, 26, 1, tzinfo=UTC)
