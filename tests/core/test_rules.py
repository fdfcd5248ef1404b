"""Each rule by example: who hears what, where, when, and when no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ilosync.core.actions import AddLabel, RemoveLabel, Revise, Say, Settle
from ilosync.core.evaluate import evaluate
from ilosync.core.model import Marker, PersonId, Readers, RuleId, Span
from ilosync.core.policy import Enforce, Policy
from ilosync.core.view import Status, views
from ilosync.rules import RULES
from tests.worlds import ADA, BO, GRACE, World, person

DAY = 86_400
TEN = datetime(2026, 3, 2, 11, tzinfo=UTC)


def world(policy: Policy | None = None, *people) -> World:
    found = World.new(
        policy or Policy(), people or (replace(ADA, start=date(2025, 1, 1)), BO, GRACE)
    )
    found.tracker.now = TEN
    return found


def did(world: World) -> list[tuple[str, str, int]]:
    """What one pass wrote: kind, rule or label, ticket."""
    plan = world.sync()
    return [
        (
            type(a).__name__,
            a.label if isinstance(a, (AddLabel, RemoveLabel)) else a.marker.rule,
            a.ticket.number,
        )
        for a in plan.actions
        if isinstance(a, (Say, Revise, Settle, AddLabel, RemoveLabel))
    ]


def to(world: World, day: str, hour: int = 11) -> None:
    world.tracker.now = datetime.combine(
        date.fromisoformat(day), datetime.min.time(), UTC
    ) + timedelta(hours=hour)


def ilo(world: World, who: str = "ada-x", *more: str):
    return world.tracker.opens(who, labels=("ILO", *more), assignees=(who,))


# --- only_one ---------------------------------------------------------------------------


def test_the_newer_one_is_asked_about_at_once_and_settles_silently():
    """At any hour, on the newer ticket; closing either settles the note without a word."""
    w = world()
    first = ilo(w)
    to(w, "2026-03-07", 23)  # Saturday night
    ilo(w)
    assert did(w) == [("Say", "only_one", 2)]

    w.tracker.closes("ada-x", first)
    assert did(w) == [("Say", "closed", 1), ("Settle", "only_one", 2)]
    assert did(w) == []


def test_what_was_so_for_long_waits_for_a_good_moment():
    """Two objectives since last year are a nudge: within working hours, on a working day."""
    w = world()
    ilo(w)
    ilo(w)
    to(w, "2026-03-14", 11)  # a Saturday, twelve days later
    plan = w.sync()
    assert plan.actions == ()
    (waiting,) = plan.waiting
    assert waiting.until is not None
    assert waiting.until.astimezone(ADA.time_zone).isoformat()[:16] == "2026-03-16T10:00"

    to(w, "2026-03-16", 12)
    assert did(w) == [("Say", "only_one", 2)]


def test_a_draft_and_a_parked_one_do_not_count():
    """Preparing or lining up the next one is nobody's business."""
    w = world()
    ilo(w)
    ilo(w, "ada-x", "ilo:draft")
    w.tracker.opens("ada-x", labels=("ilo:next",), assignees=("ada-x",))

    assert did(w) == []


@pytest.mark.parametrize(
    ("enforce", "labels"),
    [
        (Enforce.NOTE, []),
        (Enforce.LABEL, [("AddLabel", "ilo:next", 2)]),
        (Enforce.PARK, [("AddLabel", "ilo:next", 2), ("RemoveLabel", "ILO", 2)]),
    ],
)
def test_enforcing_says_it_first_and_then_marks(enforce: Enforce, labels: list):
    """Gentle by default, firm by choice; ten more passes write nothing."""
    w = world(Policy(enforce=enforce))
    ilo(w)
    ilo(w)
    assert did(w) == [("Say", "only_one", 2), *labels]
    for _ in range(10):
        w.tracker.passes(DAY / 2)
        assert did(w) == []


@pytest.mark.parametrize("enforce", [Enforce.LABEL, Enforce.PARK])
def test_what_the_owner_undoes_stays_undone(enforce: Enforce):
    """Labels put back are left there; the note says so no more, and speaks no more."""
    w = world(Policy(enforce=enforce))
    ilo(w)
    second = ilo(w)
    w.sync()
    w.tracker.passes(60)
    w.tracker.labels("ada-x", second, "ILO")
    w.tracker.unlabels("ada-x", second, "ilo:next")
    assert did(w) == [("Revise", "only_one", 2)]
    for _ in range(10):
        w.tracker.passes(DAY)
        assert did(w) == []
    assert w.tracker.tickets[second].labels == {"ILO"}


@pytest.mark.parametrize(
    "named", ["#1", "acme/learning#1", "ACME/Learning#1", "memory:acme/learning#1"]
)
def test_one_thing_in_two_places_is_one(named: str):
    """`/ilo same` by the owner, on either ticket, makes two tickets one objective."""
    w = world()
    ilo(w)
    second = ilo(w)
    w.sync()
    w.tracker.writes("bo-x", second, f"/ilo same {named}")
    assert did(w) == []

    w.tracker.writes("ada-x", second, f"/ilo same {named}")
    assert did(w) == [("Settle", "only_one", 2)]
    assert next(v.status for v in views(w.snapshot(), w.policy, w.now)) is Status.ONE


def test_sameness_goes_on_and_on():
    """Three tickets, each the same as the next, are one objective."""
    w = world()
    first, second, third = ilo(w), ilo(w), ilo(w)
    w.tracker.writes("ada-x", third, f"/ilo same {first.key}")
    w.tracker.writes("ada-x", second, f"/ilo same {third.key}")

    assert did(w) == []


def test_our_mark_goes_when_it_turns_out_to_be_the_one():
    """With the older one closed, `ilo:next` on the other would be wrong; we put it there."""
    w = world(Policy(enforce=Enforce.LABEL))
    first = ilo(w)
    second = ilo(w)
    w.sync()
    w.tracker.closes("ada-x", first)

    assert did(w) == [
        ("Say", "closed", 1),
        ("RemoveLabel", "ilo:next", 2),
        ("Settle", "only_one", 2),
    ]
    assert w.tracker.tickets[second].labels == {"ILO"}


def test_taken_up_again_after_a_month_it_is_a_new_thing():
    """A ticket that its owner put aside and takes up again as a second one is asked about anew."""
    w = world()
    ilo(w)
    second = ilo(w)
    w.sync()
    w.tracker.passes(60)
    w.tracker.unlabels("ada-x", second, "ILO")
    w.tracker.passes(30 * DAY)
    w.tracker.labels("ada-x", second, "ILO")

    assert did(w) == [("Say", "only_one", 2), ("Settle", "only_one", 2)]
    assert did(w) == []


def test_a_mark_that_a_person_made_is_theirs():
    """`ilo:next` put on by its owner stays, also when our note settles."""
    w = world(Policy(enforce=Enforce.LABEL))
    first, second = ilo(w), ilo(w)
    w.tracker.labels("ada-x", second, "ilo:next")
    w.sync()
    w.tracker.closes("ada-x", first)

    assert did(w) == [("Say", "closed", 1), ("Settle", "only_one", 2)]
    assert w.tracker.tickets[second].labels == {"ILO", "ilo:next"}


def test_a_deleted_note_is_not_said_again():
    """Deleting it was an answer; a new second one later is a new thing."""
    w = world()
    ilo(w)
    second = ilo(w)
    w.sync()
    (note,) = w.tracker.tickets[second].comments
    w.tracker.passes(60)
    w.tracker.deletes("ada-x", note.id)
    assert did(w) == []

    w.tracker.passes(60)
    ilo(w)
    assert did(w) == [("Say", "only_one", 3)]


# --- labelled -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "labels", "expected"),
    [
        ("ILO: sew", (), [("Say", "labelled", 1), ("AddLabel", "ILO", 1)]),
        ("Sew", ("ILOs",), [("Say", "labelled", 1), ("AddLabel", "ILO", 1)]),
        ("Sew", ("I.L.O.",), [("Say", "labelled", 1), ("AddLabel", "ILO", 1)]),
        (
            "Sew",
            ("Individual Learning Objective",),
            [("Say", "labelled", 1), ("AddLabel", "ILO", 1)],
        ),
        ("Sew", ("ilo",), []),
        ("Sew", ("SLO",), []),
        ("ILO: sew", ("ilo:next",), []),
    ],
)
def test_a_missing_or_misspelt_label_is_put_on_once(title: str, labels: tuple, expected: list):
    """With one line that says so; the label in another case is the label."""
    w = world()
    ref = w.tracker.opens("ada-x", title, labels=labels, assignees=("ada-x",))
    assert did(w) == expected
    assert did(w) == []
    if expected:
        w.tracker.passes(60)
        w.tracker.unlabels("ada-x", ref, "ILO")
        assert did(w) == []


def test_a_strangers_ticket_is_left_alone():
    """Who is not in the people file is not spoken to."""
    w = world()
    w.tracker.opens("zed-z", "ILO: sew")

    assert did(w) == []


def test_a_label_that_makes_two_is_one_pass():
    """The label makes it a second objective: the same pass says so."""
    w = world()
    ilo(w)
    w.tracker.passes(60)
    w.tracker.opens("ada-x", "ILO: sew", assignees=("ada-x",))

    assert did(w) == [
        ("Say", "labelled", 2),
        ("AddLabel", "ILO", 2),
        ("Say", "only_one", 2),
    ]
    assert did(w) == []


# --- owned ----------------------------------------------------------------------------------


def test_nobodys_ticket_is_asked_about_after_three_working_days():
    """Friday's ticket on Wednesday; assigning somebody settles it."""
    w = world()
    to(w, "2026-03-06")
    ref = w.tracker.opens("grace-x", labels=("ILO",))
    to(w, "2026-03-10")
    assert did(w) == []

    to(w, "2026-03-11")
    assert did(w) == [("Say", "owned", 1)]
    w.tracker.assigns("grace-x", ref, "bo-x")
    assert did(w) == [("Settle", "owned", 1)]


def test_several_people_on_one_are_asked_at_once():
    """Whose shall it be? It counts for nobody till then, and nobody is taken off."""
    w = world()
    w.tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x", "bo-x"))
    assert did(w) == [("Say", "owned", 1)]

    assert {v.status for v in views(w.snapshot(), w.policy, w.now)} == {Status.NONE}


# --- one_ilo --------------------------------------------------------------------------------


def test_having_none_is_the_supervisors_and_never_on_a_ticket():
    """Owed by the supervisor, in the report; nothing is written."""
    w = world()
    plan = w.sync()
    found = {f.person: f.owed_by for f in plan.findings if f.rule == "one_ilo"}

    assert found == {"ada": "grace", "bo": "grace", "grace": None}
    assert plan.actions == ()


@pytest.mark.parametrize(
    ("days", "status"), [(29, Status.NEW), (30, Status.NONE)], ids=["first month", "after it"]
)
def test_newcomers_have_their_first_month(days: int, status: Status):
    """Nobody owes anybody a talk in the first thirty days."""
    w = world(None, person("Kim", start=TEN.date() - timedelta(days=days)))

    assert [v.status for v in views(w.snapshot(), w.policy, w.now)] == [status]


@pytest.mark.parametrize(("days", "status"), [(14, Status.BETWEEN), (15, Status.NONE)])
def test_two_weeks_between_two_objectives(days: int, status: Status):
    """After closing one there is time; absences do not use it up."""
    w = world(None, ADA)
    ref = ilo(w)
    w.tracker.closes("ada-x", ref)
    w.tracker.passes(days * DAY)

    assert [v.status for v in views(w.snapshot(), w.policy, w.now)] == [status]


def test_what_could_not_be_read_is_unknown():
    """A tracker that answered half never makes somebody have none."""
    w = world()
    w.tracker.whole = False
    found = w.plan()

    assert {v.status for v in views(w.snapshot(), w.policy, w.now)} == {Status.UNKNOWN}
    assert [f for f in found.findings if f.rule == "one_ilo"] == []


# --- check_in_due -----------------------------------------------------------------------------


def test_a_check_in_is_spoken_of_twice_and_edited_once():
    """A week before, edited on the day, once more two weeks after; then silence."""
    w = world()
    ilo(w, "bo-x")
    happened = {}
    for n in range(120):
        to(w, (TEN.date() + timedelta(days=n)).isoformat(), 18)
        if what := did(w):
            happened[w.now.date().isoformat()] = what

    assert happened == {
        "2026-05-26": [("Say", "check_in_due", 1)],
        "2026-06-02": [("Revise", "check_in_due", 1)],
        "2026-06-16": [("Say", "check_in_due", 1)],
    }


@pytest.fixture
def due() -> World:
    """Bo's check-in was announced: planned for Tuesday 2 June 2026."""
    w = world()
    ilo(w, "bo-x")
    to(w, "2026-05-26", 18)
    assert did(w) == [("Say", "check_in_due", 1)]
    return w


def test_a_talk_settles_it_and_the_next_is_three_months_on(due: World):
    """`/ilo checkin` is enough; the next one is counted from the start, not from the talk."""
    (ref,) = due.tracker.tickets
    due.tracker.writes("bo-x", ref, "/ilo checkin")
    assert did(due) == [("Settle", "check_in_due", 1)]

    to(due, "2026-08-26", 18)
    assert did(due) == [("Say", "check_in_due", 1)]


def test_a_ticked_box_is_enough_and_is_left_as_it_is(due: World):
    """The owner's tick is the answer; we do not write over it. Others' ticks do not count."""
    (ref,) = due.tracker.tickets
    (note,) = due.tracker.tickets[ref].comments
    ticked = due.tracker.seen(note.id).replace("- [ ]", "- [x]")
    due.tracker.passes(60)
    due.tracker.rewrites("bo-x", note.id, ticked)
    for day in ("2026-05-26", "2026-06-02", "2026-06-20"):
        to(due, day, 20)
        assert did(due) == []
    assert due.tracker.seen(note.id) == ticked


def test_a_day_that_the_owner_chose_wins(due: World):
    """`/ilo move` takes any day; the note is brought up to date silently."""
    (ref,) = due.tracker.tickets
    due.tracker.passes(60)
    due.tracker.writes("bo-x", ref, "/ilo move 2026-06-12")
    assert did(due) == [("Settle", "check_in_due", 1)]

    to(due, "2026-06-05", 18)
    assert did(due) == [("Revise", "check_in_due", 1)]


def test_a_date_field_notes_the_talk_and_chooses_the_next_day(due: World):
    """Where a tracker has such a field, the owner's edit of it is both; others' is neither."""
    (ref,) = due.tracker.tickets
    due.tracker.passes(60)
    due.tracker.sets_date("grace-x", ref, "2026-09-10")
    assert did(due) == []

    due.tracker.sets_date("bo-x", ref, "2026-09-10")
    assert did(due) == [("Settle", "check_in_due", 1)]
    to(due, "2026-09-02", 18)
    assert did(due) == []
    to(due, "2026-09-03", 18)
    assert did(due) == [("Say", "check_in_due", 1)]


def test_snoozing_is_respected():
    """`/ilo snooze 2w` keeps nudges off this ticket for two weeks."""
    w = world()
    ref = ilo(w, "bo-x")
    to(w, "2026-05-20", 18)
    w.tracker.writes("bo-x", ref, "/ilo snooze 2w")
    to(w, "2026-05-26", 18)
    plan = w.plan()
    assert did(w) == []
    (waiting,) = plan.waiting
    assert waiting.until is not None
    assert waiting.until.date() == date(2026, 6, 4)


def test_a_sign_of_life_puts_the_second_word_off(due: World):
    """Whoever writes on their ticket after the day is not asked again for two weeks."""
    (ref,) = due.tracker.tickets
    to(due, "2026-06-10", 18)
    due.tracker.writes("bo-x", ref, "Busy week")
    did(due)
    to(due, "2026-06-17", 18)
    assert did(due) == []

    to(due, "2026-06-24", 18)
    assert did(due) == [("Say", "check_in_due", 1)]


def test_a_changed_rhythm_posts_no_second_comment(due: World):
    """Going from three months to two rewrites the note and wakes nobody."""
    due.policy = replace(due.policy, check_in_months=2)
    to(due, "2026-05-27", 18)

    assert [kind for kind, _, _ in did(due)] == ["Revise"]


def test_what_fell_due_before_our_time_is_not_spoken_of():
    """The first run makes no flood of old dates."""
    w = world(Policy(since=date(2026, 6, 3)))
    ilo(w, "bo-x")
    to(w, "2026-06-10", 18)

    assert did(w) == []


@pytest.mark.parametrize("label", ["ilo:paused", "ilo:draft"])
def test_a_resting_one_has_no_dates(label: str):
    """Paused or in the making, it is left alone."""
    w = world()
    ilo(w, "bo-x", label)
    to(w, "2026-06-10", 18)

    assert did(w) == []


def test_nobody_is_nudged_just_back_from_a_long_absence():
    """Five working days of peace after two weeks away or more."""
    away = (Span(date(2026, 5, 11), date(2026, 5, 24)),)
    w = world(None, replace(BO, away=away))
    ilo(w, "bo-x")
    w.tracker.writes("bo-x", next(iter(w.tracker.tickets)), "/ilo move 2026-05-26")
    to(w, "2026-05-29", 18)
    assert did(w) == []

    to(w, "2026-06-01", 18)
    assert did(w) == [("Say", "check_in_due", 1)]


# --- feedback_due ---

NEW = replace(ADA, start=date(2026, 3, 2), away=())


def test_the_three_are_asked_two_weeks_before_on_the_onboarding_ticket():
    """On the onboarding ticket if there is one, and once for all three."""
    w = world(None, NEW, BO, GRACE)
    w.tracker.opens("grace-x", "Welcome", labels=("ilo:onboarding",), assignees=("ada-x",))
    ilo(w)
    to(w, "2026-05-18")
    assert did(w) == []

    to(w, "2026-05-19")
    assert did(w) == [("Say", "feedback_due", 1)]
    (note,) = w.tracker.tickets[next(iter(w.tracker.tickets))].comments
    said = w.tracker.seen(note.id)
    assert all(f"@{x}" in said for x in ("ada-x", "bo-x", "grace-x"))
    to(w, "2026-05-26")
    assert did(w) == [("Say", "check_in_due", 2)]


def test_without_an_onboarding_ticket_it_is_on_the_objective_else_in_the_report():
    """There is always a place that may know it, even if that is only the report."""
    w = world(None, NEW, BO, GRACE)
    to(w, "2026-05-19")
    plan = w.sync()
    assert plan.actions == ()
    assert [f.owed_by for f in plan.findings if f.rule == "feedback_due"] == ["grace"]

    ilo(w)
    assert did(w) == [("Say", "feedback_due", 1)]


@pytest.mark.parametrize("who", ["ada-x", "bo-x", "grace-x"])
def test_each_of_the_three_may_say_that_they_met(who: str):
    """`/ilo held` by newcomer, buddy or supervisor settles it; by others it does not."""
    w = world(None, NEW, BO, GRACE)
    ref = w.tracker.opens("grace-x", labels=("ilo:onboarding",), assignees=("ada-x",))
    to(w, "2026-05-19")
    w.sync()
    w.tracker.writes("zed-z", ref, "/ilo held")
    assert did(w) == []

    w.tracker.writes(who, ref, "/ilo held")
    assert did(w) == [("Settle", "feedback_due", 1)]


def test_sessions_never_pile_up():
    """The second one's time coming, the first is spoken of no more."""
    w = world(None, NEW, BO, GRACE)
    w.tracker.opens("grace-x", labels=("ilo:onboarding",), assignees=("ada-x",))
    to(w, "2026-05-19")
    w.sync()
    to(w, "2026-08-20")

    assert did(w) == [("Say", "feedback_due", 1), ("Settle", "feedback_due", 1)]


# --- all of them ---


def test_rule_ids_are_unique():
    """Ids stand in comments for ever, so no two rules may share one."""
    assert len(RULES) == len({r.id for r in RULES})


def test_a_retired_rules_notice_settles():
    """A notice of a rule that is no more is settled once and left."""
    w = world()
    ref = ilo(w)
    w.tracker.say(ref, Marker(RuleId("retired"), "20250101T000000Z", "00000000"), "Old words")

    assert did(w) == [("Settle", "retired", 1)]
    assert did(w) == []


def test_one_person_can_be_looked_at_alone():
    """A plan for one person names no other's tickets."""
    w = world()
    for who in ("ada-x", "bo-x"):
        ilo(w, who)
        ilo(w, who)

    assert {a.person for a in w.plan({PersonId("bo")}).actions} == {"bo"}


def test_a_place_that_more_people_read_than_declared_is_left_alone():
    """Nothing is written there, also no label; it is said once, with what to do."""
    w = world()
    ilo(w)
    ilo(w)
    snapshot = w.snapshot()
    wide = tuple(
        replace(p, declared=Readers.TEAM, readers=Readers.PUBLIC, labels=frozenset())
        for p in snapshot.places
    )
    plan = evaluate(replace(snapshot, places=wide), w.policy, w.now, RULES)

    assert plan.actions == ()
    (hold,) = plan.holds
    assert "readers are public, and the configuration says team" in hold.why
