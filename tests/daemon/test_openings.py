"""Opening tickets of our own, closing others at their owners' word, and signs: by a whole pass."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from ilosync.core.actions import Nod, Open
from ilosync.core.model import Account, Marker, Person, PersonId, Reading, Ref, RuleId
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Opening
from ilosync.daemon.apply import Done, Opened, apply
from ilosync.errors import Refused, TooManyChanges, TryLater, Unproven
from ilosync.trackers.memory import MemoryTracker
from ilosync.wording import RULES_DIR, Wording
from tests.worlds import ADA, BEGIN, BO, PEOPLE, World, person

PLACE = "acme/learning"
NOBODY_THERE = person("Cy", accounts={"elsewhere": Account("cy-x")})
MOMENT_AGO = "was opened a moment ago and is not listed yet"


class Unsure(MemoryTracker):
    """A tracker that fails at openings and nods; what it opened is not always listed."""

    fails: Exception | None = None
    stored = False
    lists = True
    wants_signs = True
    sent = 0

    def open(self, *args: object) -> str:
        """Open, and perhaps lose the answer; or say no."""
        self.sent += 1
        if self.fails is None or self.stored:
            made = super().open(*args)  # type: ignore[arg-type]
        if self.fails is not None:
            raise self.fails
        return made

    def read(self) -> Reading:
        """Like a search that lags: what we opened ourselves is not in it."""
        found = super().read()
        kept = tuple(t for t in found.tickets if self.lists or t.marker is None)
        return replace(found, tickets=kept)

    def nod(self, ticket: Ref, comment: str, *, understood: bool) -> None:
        """Leave a sign, unless nobody wants one."""
        if not self.wants_signs:
            raise Refused("blocked")
        super().nod(ticket, comment, understood=understood)


@dataclass
class Remembered:
    """What was begun, until somebody forgets it."""

    keys: list[str] = field(default_factory=list)

    def begin(self, key: str) -> bool:
        """Once."""
        new = key not in self.keys
        self.keys += [key] if new else []
        return new

    def undo(self, key: str) -> None:
        """Not at all."""
        self.keys.remove(key)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two people, a third with no account there, and words for a ticket of ours."""
    (tmp_path / "quarter.md").write_text("# The quarter of {{ team }}\n\nHi {{ dear }}.\n")
    people = (*PEOPLE, NOBODY_THERE)

    class Town(World):
        """With words of its own."""

        @property
        def wording(self) -> Wording:
            known = {p.id: p for p in self.people}
            return Wording(known, self.policy, places=(tmp_path, RULES_DIR))

    return Town(Unsure(now=BEGIN), Policy(), people)


def opening(period: str = "202604.a", *, who: Person = ADA) -> Open:
    """A quarter's ticket, for Ada, for somebody without an account there, and for a stranger."""
    people = (who.id, NOBODY_THERE.id, PersonId("gone"))
    finding = Finding(
        RuleId("quarter"), period, BEGIN, None, None, {"team": "maps"},
        asks=(who.id,), opens=Opening("memory", PLACE, ("ilo:quarter",), people), why="April",
    )  # fmt: skip
    assert finding.opens is not None
    return Open(finding, finding.opens, finding.marker(nudge=False))


def carry(world: World, *actions: Open, opened: Opened | None = None) -> Done:
    """One pass that writes these."""
    trackers = {"memory": world.tracker}
    return apply(
        Plan(actions=actions), world.snapshot(), trackers, world.wording, world.policy, world.now,
        opened=opened,
    )  # fmt: skip


# --- opening -----------------------------------------------------------------------------


def test_a_ticket_is_opened_with_words_marker_and_people(world: World):
    """Its title is the first line of its words; on it are those who have an account there."""
    done = carry(world, opening())
    (ref,) = done.opened
    ticket = world.tickets[ref]

    assert (done.left, done.said) == ([], [])
    assert ticket.title == "The quarter of maps"
    assert world.where(ref).body(ref).startswith("Hi @ada-x.")
    assert (ticket.labels, ticket.assignees) == ({"ilo:quarter"}, ("ada-x",))
    assert ticket.marker == Marker(RuleId("quarter"), "202604.a", opening().finding.digest)


def test_a_lost_answer_ends_that_turn(world: World):
    """Another opening waits, as what comes of the first is not known."""
    world.tracker.fails, world.tracker.stored = Unproven("502"), True
    done = carry(world, opening("202604.a"), opening("202604.b"))

    assert [type(a).__name__ for a, _ in done.left] == ["Open", "Open"]
    assert (world.tracker.sent, done.failed, done.opened) == (1, True, [])


def test_no_twin_is_opened_while_no_list_shows_the_first(world: World):
    """Its answer was lost and a search lags: it is left, and another may be opened."""
    kept = Remembered()
    world.tracker.fails, world.tracker.stored, world.tracker.lists = Unproven("502"), True, False
    carry(world, opening("202604.a"), opened=kept)
    world.tracker.fails = None
    done = carry(world, opening("202604.a"), opening("202604.b"), opened=kept)

    assert [(a, why) for a, why in done.left] == [(opening("202604.a"), MOMENT_AGO)]
    assert (len(world.tickets), done.failed) == (2, False)


def test_an_opening_that_was_forgotten_may_begin_again(world: World):
    """What keeps it lets go of it after a day; then the reading is believed."""
    kept = Remembered()
    carry(world, opening(), opened=kept)
    kept.keys.clear()
    carry(world, opening(), opened=kept)

    assert len(world.tickets) == 2


@pytest.mark.parametrize("no", [TryLater("busy", after=60), Refused("no")])
def test_what_was_not_opened_is_not_kept(world: World, no: Exception):
    """A tracker that cannot or will not has opened nothing: the next pass tries."""
    kept = Remembered()
    world.tracker.fails = no
    assert carry(world, opening(), opened=kept).left
    assert kept.keys == []

    world.tracker.fails = None
    assert carry(world, opening(), opened=kept).left == []


def test_openings_count_for_the_brake(world: World):
    """What we opened within the hour is read back, with the label and the owner that it got."""
    world.policy = replace(world.policy, max_changes=3)
    carry(world, opening("202604.a"))
    with pytest.raises(TooManyChanges):
        carry(world, opening("202604.b"))

    world.tracker.passes(3_600)
    assert len(carry(world, opening("202604.b")).opened) == 1


# --- closing and signs, as people ask for them -------------------------------------------


@pytest.mark.parametrize(("word", "let_go"), [("done", False), ("letgo", True)])
def test_an_owner_closes_with_a_word(world: World, word: str, let_go: bool):
    """Closed by us as they said, with a sign on their comment; the next pass has nothing to do."""
    ref = world.tracker.opens("ada-x", "Read maps", labels=("ILO",), assignees=("ada-x",))
    world.passes(60)
    world.tracker.writes("ada-x", ref, f"/ilo {word}")
    world.sync()
    ticket = world.tickets[ref]

    assert (ticket.open, ticket.let_go) == (False, let_go)
    assert [c.seen for c in ticket.comments if c.commands] == [True]
    assert world.plan().actions == ()


def test_nobody_elses_word_closes_a_ticket(world: World):
    """The command is left alone, in what it does."""
    ref = world.tracker.opens("ada-x", "Read maps", labels=("ILO",), assignees=("ada-x",))
    world.tracker.writes("bo-x", ref, "/ilo done")
    world.sync()

    assert world.tickets[ref].open


def test_a_sign_that_is_not_wanted_stops_nothing(world: World):
    """Somebody blocked us: what they told us is done all the same, and no pass is worse for it."""
    world.tracker.wants_signs = False
    ref = world.tracker.opens("ada-x", "Read maps", labels=("ILO",), assignees=("ada-x",))
    world.tracker.writes("ada-x", ref, "/ilo done")
    plan = world.plan()
    done = world.carry_out(plan)

    assert any(isinstance(a, Nod) for a in plan.actions)
    assert not any(isinstance(a, Nod) for a in done.written)
    assert (done.left, done.failed, world.tickets[ref].open) == ([], False, False)


def test_where_there_are_no_signs_none_is_planned(world: World):
    """As on Jira."""
    world.tracker.signs = False
    ref = world.tracker.opens("ada-x", "Read maps", labels=("ILO",), assignees=("ada-x",))
    world.tracker.writes("ada-x", ref, "/ilo pause")

    assert not any(isinstance(a, Nod) for a in world.plan().actions)
    assert BO.id not in {a.person for a in world.plan().actions}
