"""What an owner may tell us to do on their own tickets, by example and as laws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.core.actions import Action, AddLabel, Close, RemoveLabel, Say
from ilosync.core.model import Ref
from ilosync.core.orders import ORDERED
from ilosync.core.plan import Plan
from ilosync.core.policy import Enforce, Policy
from ilosync.core.view import Status, views
from ilosync.trackers.memory import ME
from tests.worlds import ADA, BO, GRACE, LABELS, World

DAY = 86_400
TEN = datetime(2026, 3, 2, 11, tzinfo=UTC)
ANN = replace(ADA, start=date(2025, 1, 1), away=())
BOT = "zed-z"


def world(policy: Policy | None = None, *, two: bool = False) -> World:
    found = World.new(policy or Policy(), (ANN, BO, GRACE), two=two)
    found.at(TEN)
    return found


def opens(w: World, *labels: str, who: str = "ada-x", other: bool = False) -> Ref:
    where = w.others[0] if other else w.tracker
    return where.opens(who, labels=labels, assignees=(who,))


def says(w: World, ref: Ref, text: str, who: str = "ada-x") -> str:
    """Somebody comments a minute later; another minute passes."""
    w.passes(60)
    comment = w.where(ref).writes(who, ref, text)
    w.passes(60)
    return comment


def done(plan: Plan) -> list[tuple[str, str, str]]:
    """The orders that a plan carries out: what, which label, where."""
    found = []
    for a in plan.actions:
        if isinstance(a, (AddLabel, RemoveLabel)) and a.rule == ORDERED:
            found.append(("on" if isinstance(a, AddLabel) else "off", a.label, a.ticket.short))
        elif isinstance(a, Close):
            found.append(("close", "let go" if a.let_go else "done", a.ticket.short))
    return sorted(found)


def carried_out(w: World) -> list[tuple[str, str, str]]:
    return done(w.sync())


def status(w: World) -> Status:
    return views(w.snapshot(), w.policy, w.now)[0].status


def quiet(w: World) -> None:
    """Ten more passes carry out nothing more."""
    for _ in range(10):
        w.passes(DAY / 3)
        assert carried_out(w) == []


# --- one ticket -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "text", "expected", "after"),
    [
        (("ILO", "ilo:draft"), "start", [("off", "ilo:draft", "#1")], Status.ONE),
        (("ilo:next",), "start", [("off", "ilo:next", "#1"), ("on", "ILO", "#1")], Status.ONE),
        (("ILO",), "next", [("off", "ILO", "#1"), ("on", "ilo:next", "#1")], Status.NONE),
        (("ILO",), "start", [], Status.ONE),
        (("ILO",), "done", [("close", "done", "#1")], Status.BETWEEN),
        (("ILO",), "letgo", [("close", "let go", "#1")], Status.BETWEEN),
        (("ILO",), "done now\n/ilo letgo", [("close", "let go", "#1")], Status.BETWEEN),
        (("ILO",), "letgo\n/ilo done", [("close", "done", "#1")], Status.BETWEEN),
        (("ILO", "ilo:draft"), "done\n/ilo start", [("off", "ilo:draft", "#1")], Status.ONE),
    ],
)
def test_an_order_is_carried_out_once(labels: tuple, text: str, expected: list, after: Status):
    """Whatever was said last; repeated passes do nothing more."""
    w = world()
    ref = opens(w, *labels)
    says(w, ref, f"/ilo {text}")
    assert carried_out(w) == expected
    assert status(w) is after
    quiet(w)


@pytest.mark.parametrize("who", ["bo-x", "grace-x", BOT])
@pytest.mark.parametrize("word", ["start", "next", "swap #2", "done", "letgo"])
def test_only_the_owner_orders(who: str, word: str):
    """Neither a colleague nor the supervisor nor a stranger moves anything."""
    w = world()
    ref = opens(w, "ILO", "ilo:draft")
    opens(w, "ILO")
    says(w, ref, f"/ilo {word}", who)

    assert carried_out(w) == []


@pytest.mark.parametrize(
    "text",
    [
        "> /ilo done",
        "`/ilo done`",
        "```\n/ilo done\n```",
        "    /ilo done",
        "<!-- /ilo done -->",
        "please /ilo done",
    ],
)
def test_code_quotes_and_prose_are_no_orders(text: str):
    """Only a line of its own, said by its writer."""
    w = world()
    ref = opens(w, "ILO")
    says(w, ref, text)

    assert carried_out(w) == []


@pytest.mark.parametrize("label", ["ilo:onboarding", "ilo:quarter", "ilo:page", "ilo:report"])
def test_tickets_of_the_team_are_nobodys_to_order(label: str):
    """Whoever is on a welcome or a quarter's ticket does not make it an objective, or close it."""
    w = world()
    ref = opens(w, label)
    for word in ("start", "done"):
        says(w, ref, f"/ilo {word}")
        assert carried_out(w) == []


# --- two tickets ------------------------------------------------------------------------------

TRADED = [
    ("off", "ILO", "#1"),
    ("off", "ilo:next", "#2"),
    ("on", "ILO", "#2"),
    ("on", "ilo:next", "#1"),
]


@pytest.mark.parametrize("place", [0, 1], ids=["on the old one", "on the new one"])
@pytest.mark.parametrize("name", ["{short}", "{key}", "memory:{key}", "<memory:{key}>"])
def test_a_swap_may_be_said_on_either(place: int, name: str):
    """By number, by full name or by address: the two change places."""
    w = world()
    refs = opens(w, "ILO"), opens(w, "ilo:next")
    here, there = refs[place], refs[1 - place]
    says(w, here, "/ilo swap " + name.format(short=there.short, key=there.key.upper()))

    assert carried_out(w) == TRADED
    assert status(w) is Status.ONE
    quiet(w)


def test_a_swap_may_be_taken_back():
    """Each swap is said once and counts until the next one."""
    w = world()
    first, second = opens(w, "ILO"), opens(w, "ilo:next")
    for _ in range(3):
        says(w, first, f"/ilo swap {second.short}")
        assert len(carried_out(w)) == 4
        assert carried_out(w) == []
    assert w.tracker.tickets[second].labels == {"ILO"}


def test_a_pass_in_the_same_second_does_not_turn_a_swap_around():
    """What we write at once does not change how the word is read a minute later."""
    w = world()
    first, second = opens(w, "ILO"), opens(w, "ilo:next")
    w.passes(60)
    w.tracker.writes("ada-x", first, f"/ilo swap {second.short}")
    assert carried_out(w) == TRADED
    quiet(w)


def test_of_two_that_count_the_one_it_is_said_on_stays():
    """The other one waits, as the note on the second one offers."""
    w = world()
    first = opens(w, "ILO")
    second = opens(w, "ILO")
    says(w, second, f"/ilo swap {first.short}")

    assert carried_out(w) == [("off", "ILO", "#1"), ("on", "ilo:next", "#1")]
    assert status(w) is Status.ONE
    quiet(w)


def test_a_swap_works_across_trackers():
    """Named by key or address, since numbers mean nothing there."""
    w = world(two=True)
    first = opens(w, "ILO")
    second = opens(w, "ilo:next", other=True)
    says(w, second, "/ilo swap #1")
    assert carried_out(w) == []
    says(w, second, f"/ilo swap {first.key}")

    assert len(carried_out(w)) == 4
    assert w.tickets[first].labels == {"ilo:next"}
    assert w.tickets[second].labels == {"ILO"}
    quiet(w)


@pytest.mark.parametrize("name", ["#3", "#99", "", "#2"])
def test_a_swap_with_what_is_not_theirs_is_nothing(name: str):
    """Neither a colleague's ticket nor one that is closed or not there."""
    w = world()
    first, second = opens(w, "ILO", "ilo:draft"), opens(w, "ILO")
    opens(w, "ILO", who="bo-x")
    w.tracker.closes("ada-x", second)
    says(w, first, f"/ilo swap {name}")

    assert carried_out(w) == []


# --- what people do afterwards ---------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada-x", "bo-x"])
def test_what_a_person_changes_after_an_order_stays(who: str):
    """Whether we had carried it out by then, or not yet."""
    for late in (False, True):
        w = world()
        ref = opens(w, "ilo:next")
        says(w, ref, "/ilo start")
        if not late:
            w.sync()
            w.passes(60)
        w.tracker.labels(who, ref, "ILO")
        w.tracker.unlabels(who, ref, "ILO")
        w.tracker.unlabels(who, ref, "ilo:next")
        w.tracker.labels(who, ref, "ilo:next")
        assert carried_out(w) == []
        quiet(w)


def test_opened_again_is_not_closed_again():
    """Nor by a later pass; a new word closes it again."""
    w = world()
    ref = opens(w, "ILO")
    says(w, ref, "/ilo done")
    w.sync()
    w.passes(60)
    w.tracker.reopens("ada-x", ref)
    quiet(w)

    says(w, ref, "/ilo done")
    assert carried_out(w) == [("close", "done", "#1")]


def test_an_order_on_a_closed_ticket_does_not_wait_for_it_to_open():
    """It would come as a surprise."""
    w = world()
    ref = opens(w, "ILO")
    w.tracker.closes("ada-x", ref)
    says(w, ref, "/ilo next")
    w.tracker.reopens("ada-x", ref)

    assert carried_out(w) == []


def test_an_order_of_last_month_is_too_old():
    """What nobody was there to carry out for a week is left."""
    w = world()
    ref = opens(w, "ILO")
    says(w, ref, "/ilo done")
    w.passes(8 * DAY)

    assert carried_out(w) == []


def test_an_edited_comment_runs_only_what_is_new_in_it():
    """As old as its comment: a mended word runs nothing twice, an added word runs once."""
    w = world()
    ref = opens(w, "ILO", "ilo:draft")
    comment = says(w, ref, "/ilo start")
    assert carried_out(w) == [("off", "ilo:draft", "#1")]
    w.passes(60)
    w.tracker.labels("ada-x", ref, "ilo:draft")
    w.tracker.rewrites("ada-x", comment, "At last!\n/ilo start")
    assert carried_out(w) == []

    w.tracker.rewrites("ada-x", comment, "Never mind.\n/ilo start\n/ilo letgo")
    assert carried_out(w) == [("close", "let go", "#1")]
    quiet(w)


# --- enforcing, and other bots -----------------------------------------------------------------


@pytest.mark.parametrize("enforce", list(Enforce))
@pytest.mark.parametrize("parked", [True, False], ids=["parked before", "at once"])
def test_enforcing_does_not_fight_with_the_owner(enforce: Enforce, parked: bool):
    """What the owner starts stays started, beside the older one; a note asks which to keep."""
    w = world(Policy(enforce=enforce))
    opens(w, "ILO")
    w.passes(60)
    second = opens(w, "ILO", *([] if parked else ["ilo:draft"]))
    if parked:
        w.sync()
    says(w, second, "/ilo start")
    w.sync()
    written = w.tracker.spent["write"]
    for _ in range(10):
        w.passes(DAY / 3)
        assert w.sync().actions == ()
    assert w.tracker.spent["write"] == written
    assert w.tracker.tickets[second].labels == {"ILO"}
    assert status(w) is Status.SEVERAL


@pytest.mark.parametrize("enforce", list(Enforce))
@pytest.mark.parametrize("place", [0, 1], ids=["on the old one", "on the new one"])
def test_a_swap_ends_the_question(enforce: Enforce, place: int):
    """One is left, and our note settles, whichever ticket it was said on."""
    w = world(Policy(enforce=enforce))
    refs = opens(w, "ILO"), opens(w, "ILO")
    w.passes(60)
    w.sync()
    says(w, refs[place], f"/ilo swap {refs[1 - place].short}")
    w.sync()
    assert status(w) is Status.ONE
    notes = [c.marker for t in w.tickets.values() for c in t.comments if c.marker]
    assert [m.standing for m in notes if m.rule == "only_one"] == [False]
    for _ in range(10):
        w.passes(DAY / 3)
        assert w.sync().actions == ()


@pytest.mark.parametrize("word", ["start", "next", "swap #2", "done"])
def test_a_bot_that_reverts_everything_gets_us_to_write_once(word: str):
    """Each order is carried out once, however often another bot takes it back."""
    w = world()
    ref = opens(w, *(["ILO"] if word == "next" else ["ILO", "ilo:draft"]))
    opens(w, "ilo:next")
    before = {ref: t.labels for ref, t in w.tickets.items()}
    says(w, ref, f"/ilo {word}")
    written: list[Action] = []
    for _ in range(20):
        plan = w.sync()
        written += [a for a in plan.actions if isinstance(a, (AddLabel, RemoveLabel, Close))]
        w.passes(60)
        reverts(w, before)
        w.passes(3600)

    assert 1 <= len(written) == len({str(a) for a in written}) <= 4


def reverts(w: World, before: dict[Ref, frozenset[str]]) -> None:
    """Another bot puts everything back."""
    for ref, labels in before.items():
        now = w.tickets[ref]
        for label in now.labels - labels:
            w.tracker.unlabels(BOT, ref, label)
        for label in labels - now.labels:
            w.tracker.labels(BOT, ref, label)
        w.tracker.reopens(BOT, ref)


# --- laws --------------------------------------------------------------------------------------

Step = Callable[[World], None]
WORDS = ("start", "next", "swap #1", "swap #2", "swap GROW-2", "done", "letgo", "pause", "same #1")
HANDS = ("labels", "unlabels", "closes", "reopens", "writes", "assigns", "sync")


def does(n: int, what: str, who: str, label: str, word: str) -> Step:
    """Somebody does something to the n-th ticket, or a pass runs."""

    def step(w: World) -> None:
        refs = list(w.tickets)
        ref = refs[n % len(refs)]
        hand = w.where(ref)
        match what:
            case "labels" | "unlabels":
                getattr(hand, what)(who, ref, label)
            case "closes" | "reopens":
                getattr(hand, what)(who, ref)
            case "writes":
                hand.writes(who, ref, f"/ilo {word}")
            case "assigns":
                hand.assigns(who, ref, who)
            case _:
                w.sync()

    return step


steps = st.builds(
    does,
    st.integers(0, 3),
    st.sampled_from((*HANDS, "writes", "writes", "sync")),
    st.sampled_from(("ada-x", "ada-x", "bo-x", BOT)),
    st.sampled_from(LABELS[:4]),
    st.sampled_from(WORDS),
)


@st.composite
def ordered_worlds(draw: st.DrawFn) -> World:
    """Three tickets of Ada's in two trackers, much ordered about, by her and by others."""
    w = world(Policy(enforce=draw(st.sampled_from(Enforce))), two=True)
    for n in range(3):
        labels = draw(st.sampled_from([("ILO",), ("ILO", "ilo:draft"), ("ilo:next",)]))
        opens(w, *labels, other=n == 1)
        w.passes(60)
    for step, wait in draw(st.lists(st.tuples(steps, st.sampled_from([0, 1, 60, DAY])))):
        step(w)
        w.passes(wait)
    return w


@given(ordered_worlds())
def test_one_pass_carries_out_everything(w: World):
    """After a pass there is nothing left to do, at once or a day on."""
    w.sync()
    assert w.plan().actions == ()
    w.passes(60)
    assert w.plan().actions == ()


@given(ordered_worlds())
def test_a_crash_between_two_writes_ends_the_same(w: World):
    """Stopped before any write and begun anew, every ticket ends as after one clean pass."""
    clean = w.copy()
    plan = clean.sync()
    for stop in range(len(plan.actions)):
        crashed = w.copy()
        crashed.carry_out(Plan(plan.findings, plan.actions[:stop]))
        crashed.sync()
        assert crashed.said() == clean.said()
        assert {t.ref: t.open for t in crashed.tickets.values()} == {
            t.ref: t.open for t in clean.tickets.values()
        }


@given(ordered_worlds())
def test_nobody_elses_word_moves_anything(w: World):
    """Without the owner's own comments not one order is carried out."""
    mute = w.copy()
    for where in mute.trackers:
        where.tickets = {
            ref: replace(t, comments=tuple(c for c in t.comments if c.by not in t.assignees))
            for ref, t in where.tickets.items()
        }

    assert done(mute.plan()) == []


@given(ordered_worlds())
def test_nothing_is_closed_but_by_a_word_of_this_week(w: World):
    """Each close of ours has its owner's `done` or `letgo`, given on that very ticket."""
    w.sync()
    for ticket in w.tickets.values():
        for event in ticket.events:
            if event.turn == "closed" and event.by == ME:
                words = [
                    c.at
                    for c in ticket.comments
                    if c.by == "ada-x" and {"done", "letgo"} & {x.word for x in c.commands}
                ]
                assert any(event.at - timedelta(days=7) <= at <= event.at for at in words)


@given(ordered_worlds(), st.integers(2, 8))
def test_a_fight_with_another_bot_is_short(w: World, rounds: int):
    """However often everything is taken back, we write each label of a ticket once an order."""
    before = {ref: t.labels for ref, t in w.tickets.items()}
    w.passes(60)
    written: list[Action] = []
    for _ in range(rounds):
        plan = w.sync()
        written += [a for a in plan.actions if not isinstance(a, Say) and _moves(a)]
        w.passes(60)
        for ref, labels in before.items():
            _takes_back(w, ref, labels)
        w.passes(60)

    assert len(written) == len({str(a) for a in written})


def _moves(action: Action) -> bool:
    ordered = isinstance(action, (AddLabel, RemoveLabel)) and action.rule == ORDERED
    return ordered or isinstance(action, Close)


def _takes_back(w: World, ref: Ref, labels: frozenset[str]) -> None:
    hand, now = w.where(ref), w.tickets[ref]
    for label in now.labels - labels:
        hand.unlabels(BOT, ref, label)
    for label in labels - now.labels:
        hand.labels(BOT, ref, label)
    hand.reopens(BOT, ref)
