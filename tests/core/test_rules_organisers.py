"""What supervisors, organisers and representatives hear in private, by example."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ilosync.core.evaluate import evaluate
from ilosync.core.model import Kind, PersonId, Readers, Span
from ilosync.core.policy import Policy
from ilosync.rules import RULES
from tests.core.told import facts, letters, quiet, to
from tests.worlds import World, person

MO = person("Mo", start=date(2020, 1, 1), supervisor=PersonId("grace"))
GRACE = person("Grace", start=date(2020, 1, 1))
BO = person("Bo", supervisor=PersonId("grace"), start=date(2020, 1, 1))
ADA = person("Ada", supervisor=PersonId("grace"), start=date(2025, 1, 1))
POLICY = Policy(organisers=(PersonId("mo"),), representatives=(PersonId("bo"), PersonId("mo")))


PRIVATE = {
    *("one_ilo", "buddy_wanted", "buddy_fit", "feedback_offer", "feedback_date", "supervisor_left"),
    *("unmapped", "charter_due", "heads_up", "helps_many", "wide_place"),
}


def world(*people, policy: Policy = POLICY) -> World:
    w = World.new(policy, people or (ADA, BO, GRACE, MO))
    w.tracker.now = datetime(2026, 3, 2, 16, tzinfo=UTC)
    return w


def about(w: World, rule: str, who: str) -> list[tuple[str, ...]]:
    return [tells for person_, tells in letters(w.plan(), rule) if person_ == who]


def periods(w: World, rule: str, who: str) -> list[str]:
    return [f.period for f in w.plan().findings if (f.rule, f.person) == (rule, who)]


# --- one_ilo ----------------------------------------------------------------------------------


def test_a_talk_is_owed_by_the_supervisor_who_hears_of_it_in_private():
    """Managers' own supervisors, too; without one it is the organisers'; nothing is written."""
    w = world()
    plan = w.sync()

    assert dict(letters(plan, "one_ilo")) == {
        "ada": ("grace",),
        "bo": ("grace",),
        "grace": ("mo",),
        "mo": ("grace",),
    }
    assert {f.owed_by for f in plan.findings if f.rule == "one_ilo"} == {"grace", "mo"}
    assert plan.actions == ()
    assert quiet(w)


def test_a_supervisor_who_left_is_not_written_to():
    """The organisers hear of it then; a board member in no scope may be somebody's supervisor."""
    gone = replace(GRACE, end=date(2026, 2, 27))
    assert about(world(ADA, BO, gone, MO), "one_ilo", "ada") == [("mo",)]

    board = replace(GRACE, kind=Kind.EXTERNAL)
    assert about(world(ADA, BO, board, MO), "one_ilo", "ada") == [("grace",)]


def test_nobody_is_written_to_about_themselves():
    """The only organiser without a supervisor stands in the report alone."""
    w = world(GRACE, policy=replace(POLICY, organisers=(PersonId("grace"),)))
    plan = w.plan()

    assert letters(plan, "one_ilo") == []
    assert {f.rule for f in plan.unheard} == {"one_ilo", "supervisor_left"}


@pytest.mark.parametrize(("day", "stands"), [("2026-03-31", False), ("2026-04-01", True)])
def test_the_day_after_the_first_month(day: str, stands: bool):
    """The grace is over on the 31st; it is spoken of when it held the day before, too."""
    w = world(replace(ADA, start=date(2026, 3, 1)), GRACE, MO)
    to(w, day)

    assert bool(about(w, "one_ilo", "ada")) is stands


def test_what_is_next_has_its_own_words_and_its_own_three_times():
    """After each closing it is a new matter; the same one keeps its name, whatever the day."""
    w = world()
    ref = w.tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))
    before = periods(w, "one_ilo", "ada")
    assert before == []
    to(w, "2026-03-10")
    w.tracker.closes("ada-x", ref)
    to(w, "2026-03-25")
    assert about(w, "one_ilo", "ada") == []
    to(w, "2026-03-26")
    assert about(w, "one_ilo", "ada") == [("grace",)]
    (found,) = [f for f in w.plan().findings if (f.rule, f.person) == ("one_ilo", "ada")]
    assert found.facts == {"variant": "next"}
    assert found.period == "20260310T160000Z"
    for n in range(40):
        w.passes(86_400)
        assert periods(w, "one_ilo", "ada") == [found.period], n

    second = w.tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))
    w.passes(86_400)
    w.tracker.closes("ada-x", second)
    w.passes(20 * 86_400)
    (again,) = periods(w, "one_ilo", "ada")
    assert again != found.period


def test_a_changed_number_or_start_names_no_new_matter():
    """The period is the person's own event, and no date of ours."""
    w = world()
    assert periods(w, "one_ilo", "ada") == ["first"]
    w.policy = replace(POLICY, new_starter_days=20, between_days=7)
    w.people = (replace(ADA, start=date(2025, 2, 2)), BO, GRACE, MO)

    assert periods(w, "one_ilo", "ada") == ["first"]


def test_swapping_two_is_nobodys_business():
    """A label that came off today may be on its way to another ticket."""
    w = world()
    ref = w.tracker.opens("ada-x", labels=("ILO", "ilo:next"), assignees=("ada-x",))
    w.passes(30 * 86_400)
    w.tracker.unlabels("ada-x", ref, "ILO")
    w.passes(3_600)
    assert about(w, "one_ilo", "ada") == []

    w.passes(86_400)
    assert about(w, "one_ilo", "ada") == [("grace",)]


def test_the_first_day_back_is_left_in_peace():
    """Whoever comes back from a long absence without one is spoken of a day later."""
    w = world(replace(ADA, away=(Span(date(2026, 3, 1), date(2026, 3, 31)),)), GRACE, MO)
    seen = {}
    for day in ("2026-03-31", "2026-04-01", "2026-04-02"):
        to(w, day)
        seen[day] = bool(about(w, "one_ilo", "ada"))

    assert seen == {"2026-03-31": False, "2026-04-01": False, "2026-04-02": True}


# --- supervisor_left, unmapped ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "variant"),
    [
        ((ADA, replace(GRACE, end=date(2026, 3, 1)), MO), "left"),
        ((replace(ADA, supervisor=None), MO), "none"),
        ((ADA, replace(GRACE, end=date(2026, 3, 2)), MO), ""),
    ],
    ids=["left", "none", "on the last day"],
)
def test_the_organisers_are_asked_who_helps_now(people: tuple, variant: str):
    """From the day after the last one; nothing is said on a ticket."""
    w = world(*people)
    found = [f for f in w.plan().findings if (f.rule, f.person) == ("supervisor_left", "ada")]

    assert [f.facts["variant"] for f in found] == ([variant] if variant else [])
    assert {f.tells for f in found} <= {("mo",)}


def test_whoever_has_no_account_is_asked_for_not_guessed():
    """The organisers hear of it, and no rule judges what it cannot see."""
    w = world(replace(ADA, accounts={}), BO, GRACE, MO)

    assert letters(w.plan(), "unmapped") == [("ada", ("mo",))]
    assert about(w, "one_ilo", "ada") == []


# --- charter_due ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "variant"),
    [
        ("2026-02-01", None),
        ("2026-02-02", "ahead"),
        ("2026-03-02", "ahead"),
        ("2026-03-03", "past"),
    ],
)
def test_organisers_and_representatives_hear_of_the_charter_together(day: str, variant: str | None):
    """Four weeks before its day and past it, the same words, each once."""
    policy = replace(POLICY, narrow=False, charter_review=date(2026, 3, 2))
    w = world(policy=policy)
    to(w, day)
    plan = w.plan()

    assert letters(plan, "charter_due") == ([(None, ("mo", "bo"))] if variant else [])
    assert [f["variant"] for f in facts(plan, "charter_due")] == ([variant] if variant else [])


def test_a_review_that_went_by_is_a_new_matter():
    """Whoever heard three times that the day was near hears of it again when it is past."""
    w = world(policy=replace(POLICY, narrow=False, charter_review=date(2026, 3, 2)))
    seen = []
    for day in ("2026-03-02", "2026-03-03"):
        to(w, day)
        seen += [f.period for f in w.plan().private if f.rule == "charter_due"]

    assert seen == ["20260302.ahead", "20260302.past"]


def test_no_charter_is_a_line_of_the_report():
    """Nobody is written to about it, and it is not held back either: the report has it."""
    plan = world().plan()

    assert [f["variant"] for f in facts(plan, "charter_due")] == ["missing"]
    assert "charter_due" not in {f.rule for f in (*plan.private, *plan.unheard)}


# --- heads_up ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("talked", "since", "day", "variant"),
    [
        (date(2025, 3, 10), None, "2026-03-09", None),
        (date(2025, 3, 10), None, "2026-03-10", "again"),
        (None, date(2026, 2, 9), "2026-03-10", None),
        (None, date(2026, 2, 9), "2026-03-11", "new"),
        (date(2025, 3, 10), date(2026, 2, 20), "2026-03-10", None),
        (date(2026, 2, 21), date(2026, 2, 9), "2026-03-11", None),
        (None, None, "2026-03-10", None),
    ],
)
def test_a_talk_about_heads_ups_is_offered(talked, since, day: str, variant: str | None):
    """A year after the last, a month with a new supervisor; to the supervisor alone."""
    w = world(replace(ADA, heads_up=talked, supervisor_since=since), GRACE, MO)
    to(w, day)
    plan = w.plan()

    assert [f["variant"] for f in facts(plan, "heads_up")] == ([variant] if variant else [])
    assert letters(plan, "heads_up") == ([("ada", ("grace",))] if variant else [])


def test_heads_ups_are_in_no_report():
    """Neither as something owed, nor for anybody else where the supervisor has left."""
    rule = next(r for r in RULES if r.id == "heads_up")
    w = world(replace(ADA, heads_up=date(2020, 1, 1)), replace(GRACE, end=date(2026, 3, 1)), MO)

    assert rule.owes == ""
    assert rule.reported is False
    assert facts(w.plan(), "heads_up") == []


# --- helps_many -------------------------------------------------------------------------------


def test_somebody_on_whom_many_count_is_looked_after():
    """By their own supervisor, from the fourth on; being both for one person counts once."""

    def crew(n: int):
        return tuple(
            person(
                f"P{i}", supervisor=PersonId("mo"), at_hand=PersonId("bo"), plan_b=PersonId("bo")
            )
            for i in range(n)
        )

    assert letters(world(BO, GRACE, MO, *crew(3)).plan(), "helps_many") == []
    w = world(BO, GRACE, MO, *crew(4))
    assert letters(w.plan(), "helps_many") == [("bo", ("grace",))]
    assert facts(w.plan(), "helps_many") == [{}]


# --- wide_place -------------------------------------------------------------------------------


def test_the_organisers_hear_of_a_place_that_too_many_read():
    """Which place, what it is and what it should be; nothing else of it."""
    w = world()
    w.tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))
    snapshot = w.snapshot()
    places = tuple(
        replace(p, declared=Readers.TEAM, readers=Readers.PUBLIC) for p in snapshot.places
    )
    plan = evaluate(replace(snapshot, places=places), w.policy, w.now, RULES)

    assert letters(plan, "wide_place") == [(None, ("mo",))]
    assert facts(plan, "wide_place") == [
        {"where": "acme/learning", "declared": "team", "readers": "public"}
    ]
    assert letters(w.plan(), "wide_place") == []


# --- all of them ------------------------------------------------------------------------------


def test_nothing_private_is_ever_written():
    """A year of passes over people who lack everything writes on no ticket that they do."""
    w = world(
        replace(ADA, heads_up=date(2020, 1, 1)),
        BO,
        replace(GRACE, end=date(2026, 3, 1)),
        MO,
        person("Kim", start=date(2026, 3, 9), supervisor=PersonId("mo")),
    )
    w.tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))
    for _ in range(52):
        w.passes(timedelta(days=7).total_seconds())
        assert {f.rule for f in w.sync().private} >= {"one_ilo"}
    markers = {c.marker.rule for t in w.tracker.tickets.values() for c in t.comments if c.marker}

    assert not markers & PRIVATE
