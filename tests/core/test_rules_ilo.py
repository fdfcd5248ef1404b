"""The rules about an objective's own life by example: who hears what, where, when, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ilosync.core.actions import Close, Say, Settle
from ilosync.core.model import Person, PersonId, Readers, Ref, Span
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding
from ilosync.core.support import cost_open_since, retro
from ilosync.core.view import views
from tests.worlds import ADA, BO, GRACE, World, person

DAY = 86_400
TEN = datetime(2026, 3, 2, 11, tzinfo=UTC)  # a Monday
ANN = replace(ADA, start=date(2025, 1, 1), away=())
CHARTER = Policy(narrow=False, organisers=(PersonId("grace"),))
FORM = """### How I'd like to step out of my comfort zone, or not just now

Not just now

### What I need

Two hours a week

### Is this a stretch?

{stretch}

### Safety net

What it would look like if it didn't work out: we stay with the old one
Who steps in, with what: Bo, with a day
"""
MINE = frozenset(
    (
        *("draft_lying", "comfort_zone", "mentor_asked", "mentor_waiting", "cost_open"),
        *("idea_open", "safety_net", "stretch_help", "closed", "look_back", "resting"),
        *("growing_away", "handed_over", "command_help", "kind_said"),
    )
)


def world(policy: Policy | None = None, *people: Person, two: bool = False) -> World:
    found = World.new(policy or Policy(), people or (ANN, BO, GRACE), two=two)
    found.at(TEN)
    return found


def team(*people: Person) -> World:
    """With a charter, in a place that the team alone reads."""
    found = world(CHARTER, *people)
    found.declared = Readers.TEAM
    return found


def ilo(w: World, *more: str, who: str = "ada-x", body: str = "") -> Ref:
    return w.tracker.opens(who, "Sew a coat", labels=("ILO", *more), assignees=(who,), body=body)


def said(plan: Plan) -> list[tuple[str, int]]:
    """What of these rules a plan says on tickets."""
    found = [a for a in plan.actions if isinstance(a, Say) and a.marker.rule in MINE]
    return [(a.marker.rule, a.ticket.number) for a in found]


def told(plan: Plan, *rules: str) -> list[tuple[str, tuple[str, ...]]]:
    """What of these rules is for letters, and to whom."""
    kept = rules or MINE
    return [(f.rule, f.tells) for f in plan.private if f.rule in kept]


def one(plan: Plan, rule: str) -> Finding:
    (found,) = (f for f in plan.findings if f.rule == rule)
    return found


def quiet(w: World, passes: int = 10) -> None:
    """Ten more passes, over five working days, say nothing new on any ticket."""
    for _ in range(passes):
        w.passes(DAY / 2)
        assert said(w.sync()) == []


def first_day(w: World, rule: str, most: int = 90) -> str:
    """The day on which a rule's finding first stands."""
    for _ in range(most):
        if any(f.rule == rule for f in w.plan().findings):
            return w.now.date().isoformat()
        w.passes(DAY)
    return "never"


# --- drafts ------------------------------------------------------------------------------


def test_a_draft_of_a_month_is_the_supervisors_to_offer_help_with():
    """Once, in private, without its title; nothing is owed, and nothing stands on the ticket."""
    w = world()
    ref = ilo(w, "ilo:draft", body=FORM.format(stretch="Not that I know"))
    assert first_day(w, "draft_lying") == "2026-03-31"
    plan = w.sync()
    assert told(plan) == [("draft_lying", ("grace",))]
    finding = one(plan, "draft_lying")
    assert (finding.once, finding.owed_by, finding.audience) == (True, None, Audience.PRIVATE)
    assert finding.facts == {"where": ref.key, "url": f"memory:{ref.key}"}
    quiet(w)

    w.tracker.writes("ada-x", ref, "/ilo start")
    w.sync()
    assert told(w.plan()) == []


def test_absences_give_a_draft_more_time_and_another_objective_all_of_it():
    """Days away do not count; whoever has one under way may prepare the next for years."""
    w = world(None, replace(ANN, away=(Span(date(2026, 3, 9), date(2026, 3, 22)),)), BO, GRACE)
    ilo(w, "ilo:draft")
    assert first_day(w, "draft_lying") == "2026-04-14"

    ilo(w)
    assert told(w.plan(), "draft_lying") == []


def test_the_comfort_zone_is_asked_about_while_drafting():
    """After three days, of the supervisor in private, once a draft; it goes with the start."""
    w = world()
    ref = ilo(w, "ilo:draft")
    assert first_day(w, "comfort_zone") == "2026-03-05"
    assert told(w.plan()) == [("comfort_zone", ("grace",))]
    quiet(w)

    w.tracker.unlabels("ada-x", ref, "ilo:draft")
    assert told(w.sync(), "comfort_zone") == []


def test_a_form_that_answers_leaves_nothing_to_ask():
    """“Not just now” is a full answer."""
    w = world()
    ilo(w, "ilo:draft", body=FORM.format(stretch="Not that I know"))

    assert first_day(w, "comfort_zone", 20) == "never"


# --- mentors -------------------------------------------------------------------------------


def test_a_mentor_is_asked_about_once_on_a_ticket_of_the_teams():
    """Two weeks in, of the owner; with a charter, where only the team reads."""
    w = team()
    ref = ilo(w)
    w.passes(13 * DAY)
    assert said(w.sync()) == []

    w.passes(DAY)
    assert said(w.sync()) == [("mentor_asked", 1)]
    assert told(w.plan(), "mentor_asked") == []
    quiet(w)
    w.tracker.writes("ada-x", ref, "/ilo mentor none")
    assert one_rule(w, "mentor_asked") == []


@pytest.mark.parametrize(
    ("policy", "declared"),
    [(Policy(), Readers.TEAM), (CHARTER, Readers.ORGANISATION), (CHARTER, None)],
    ids=["no charter", "more readers", "readers unknown"],
)
def test_elsewhere_a_mentor_is_asked_about_in_private(policy: Policy, declared: Readers | None):
    """Without a charter, or where others read too, only the owner hears of it."""
    w = world(policy)
    w.declared = declared
    ilo(w)
    w.passes(14 * DAY)
    plan = w.sync()

    assert said(plan) == []
    assert told(plan) == [("mentor_asked", ("ada",))]


@pytest.mark.parametrize(
    "word", ["none", "looking", "outside", "bo", "@bo-x"], ids=lambda w: w.strip("@")
)
def test_any_word_about_a_mentor_is_enough(word: str):
    """Each of the answers is fine, and is the end of it; a colleague's is none."""
    w = world()
    ref = ilo(w)
    w.tracker.writes("bo-x", ref, "/ilo mentor none")
    w.passes(14 * DAY)
    assert told(w.plan()) == [("mentor_asked", ("ada",))]

    w.tracker.writes("ada-x", ref, f"/ilo mentor {word}")
    assert told(w.plan()) == []


def test_whoever_looks_for_a_mentor_is_owed_an_introduction():
    """After four weeks, by their supervisor alone; until they no longer look."""
    w = world()
    ref = ilo(w)
    w.passes(DAY)
    w.tracker.writes("ada-x", ref, "/ilo mentor looking")
    assert first_day(w, "mentor_waiting") == "2026-03-31"
    plan = w.sync()
    assert told(plan) == [("mentor_waiting", ("grace",))]
    assert one(plan, "mentor_waiting").owed_by == "grace"
    quiet(w)

    w.tracker.writes("ada-x", ref, "/ilo mentor bo")
    assert told(w.plan()) == []


def test_without_a_supervisor_the_organisers_owe_it():
    """Somebody always hears of what is owed; an offer is nobody else's to make."""
    w = world(CHARTER, replace(ANN, supervisor=None), BO, GRACE)
    ref = ilo(w)
    w.tracker.writes("ada-x", ref, "/ilo mentor looking")
    w.passes(30 * DAY)

    assert told(w.plan(), "mentor_waiting") == [("mentor_waiting", ("grace",))]


# --- costs and ideas ---------------------------------------------------------------------------


def test_a_cost_gets_an_answer_in_ten_working_days_of_the_supervisor():
    """Their week off does not count; a line of theirs, or the label gone, is the end of it."""
    w = world(None, ANN, BO, replace(GRACE, away=(Span(date(2026, 3, 9), date(2026, 3, 13)),)))
    ref = ilo(w, "ilo:cost-to-cover")
    assert first_day(w, "cost_open") == "2026-03-23"
    assert told(w.sync(), "cost_open") == [("cost_open", ("grace",))]
    quiet(w)

    w.tracker.writes("bo-x", ref, "I'd pay")
    assert told(w.plan(), "cost_open") == [("cost_open", ("grace",))]
    w.tracker.writes("grace-x", ref, "I'll know on Friday")
    assert told(w.plan(), "cost_open") == []


def test_an_idea_gets_an_answer():
    """The oldest one counts, and only the owner's; closing the ticket is no answer."""
    w = world()
    ref = ilo(w)
    w.tracker.writes("bo-x", ref, "/ilo idea a bigger table")
    w.passes(DAY)
    w.tracker.writes("ada-x", ref, "/ilo idea two bigger tables")
    assert first_day(w, "idea_open") == "2026-03-17"
    w.tracker.writes("ada-x", ref, "/ilo idea or none at all")
    finding = one(w.plan(), "idea_open")
    assert (finding.tells, finding.owed_by) == (("grace",), "grace")
    w.tracker.closes("ada-x", ref)
    assert told(w.plan(), "idea_open") == [("idea_open", ("grace",))]

    w.tracker.writes("grace-x", ref, "Yes!")
    assert told(w.plan(), "idea_open") == []


# --- stretches -----------------------------------------------------------------------------------


def open_lines(w: World) -> str:
    """Which lines of the net the supervisor hears are open."""
    found = [f.facts["missing"] for f in w.plan().private if f.rule == "safety_net"]
    return found[0] if found else ""


def test_the_net_is_the_supervisors_before_it_begins():
    """From the first day of a draft that is a stretch; each line that is said leaves the list."""
    w = world()
    ref = ilo(w, "ilo:draft", "ilo:stretch")
    assert told(w.sync(), "safety_net") == [("safety_net", ("grace",))]
    assert open_lines(w) == "picture assured plan-b"
    w.tracker.writes("ada-x", ref, "/ilo net picture\n/ilo net assured")
    assert open_lines(w) == "assured plan-b"
    w.tracker.writes("grace-x", ref, "/ilo net assured\n/ilo net plan-b")

    assert open_lines(w) == ""
    quiet(w)


def test_the_form_may_hold_two_of_the_three_lines():
    """The third is the supervisor's to say, whatever the form says."""
    w = world()
    ilo(w, "ilo:draft", body=FORM.format(stretch="Yes"))

    assert open_lines(w) == "assured"


def test_what_could_not_wait_has_two_working_days():
    """A stretch from its first hour on Monday is spoken of on Wednesday; a planned one at once."""
    w = world()
    ilo(w, "ilo:stretch")
    assert first_day(w, "safety_net") == "2026-03-04"

    w = world()
    ref = ilo(w, "ilo:draft", "ilo:stretch")
    w.passes(DAY)
    w.tracker.unlabels("ada-x", ref, "ilo:draft")
    assert first_day(w, "safety_net") == "2026-03-03"


def test_a_stretch_without_time_or_help_is_the_supervisors():
    """The form says what it needs, or the supervisor hears that it does not."""
    w = world()
    ilo(w, "ilo:draft", "ilo:stretch")
    ilo(w, "ilo:draft", body=FORM.format(stretch="Yes"))

    found = [f for f in w.plan().private if f.rule == "stretch_help"]
    assert [(f.facts["variant"], f.ticket.number, f.owed_by) for f in found if f.ticket] == [
        ("time and help", 1, "grace")
    ]


@pytest.mark.parametrize(
    ("bo", "missed"),
    [
        ({}, False),
        ({"away": (Span(date(2026, 3, 1), date(2026, 3, 10)),)}, False),
        ({"away": (Span(date(2026, 3, 1), date(2026, 3, 14)),)}, True),
        ({"end": date(2026, 2, 27)}, True),
    ],
    ids=["there", "a week off", "long away", "left"],
)
def test_a_plan_b_that_may_not_be_there_is_found_anew(bo: dict[str, object], missed: bool):
    """Somebody else is looked for; that they are away, and why, is nowhere."""
    w = world(None, replace(ANN, plan_b=PersonId("bo")), replace(BO, **bo), GRACE)
    ilo(w, "ilo:draft", body=FORM.format(stretch="Yes"))
    found = [f for f in w.plan().private if f.rule == "stretch_help"]
    assert [f.facts["variant"] for f in found] == ["somebody who steps in"] * missed
    for finding in found:
        _, text = w.wording.letter([finding], PersonId("grace"))
        assert "Bo" not in text
        assert not {"2026-03-01", "2026-02-27", "bo"} & set(finding.facts.values())


def test_a_stretch_that_began_before_our_time_is_owed_its_net_today():
    """How things stand is never too old to be told; what fell due back then is."""
    w = world(Policy(since=date(2026, 3, 20)))
    ref = ilo(w, "ilo:stretch")
    w.tracker.writes("ada-x", ref, "/ilo idea a bigger table")
    w.passes(30 * DAY)
    rules = ("safety_net", "stretch_help", "idea_open")
    dated = {f.rule: f.dated for f in w.plan().private if f.rule in rules}

    assert dated == {"safety_net": None, "stretch_help": None, "idea_open": date(2026, 3, 16)}


# --- the end -------------------------------------------------------------------------------------


@pytest.mark.parametrize("let_go", [False, True], ids=["done", "let go"])
def test_an_end_is_thanked_for_at_once_whatever_it_was(let_go: bool):
    """At any hour, once, in the same words; ten more passes add nothing."""
    w = world()
    ref = ilo(w)
    w.at(datetime(2026, 3, 7, 23, tzinfo=UTC))  # Saturday night
    w.tracker.closes("ada-x", ref, let_go=let_go)
    plan = w.sync()
    assert said(plan) == [("closed", 1)]
    assert one(plan, "closed").facts == {"variant": "own", "days": "14"}
    (note,) = w.tracker.tickets[ref].comments
    assert note.marker is not None
    assert not note.marker.standing
    assert "- [ ] We have looked back" in w.tracker.seen(note.id)
    quiet(w)


@pytest.mark.parametrize("word", ["done", "letgo"])
def test_an_order_to_close_is_thanked_for_in_the_same_pass(word: str):
    """We close at the owner's word, and speak once, though the close is dated later."""
    w = world()
    ref = ilo(w)
    w.passes(60)
    w.tracker.writes("ada-x", ref, f"/ilo {word}")
    w.passes(30)
    plan = w.plan()
    assert [type(a) for a in plan.actions if isinstance(a, (Close, Say))] == [Close, Say]
    assert said(plan) == [("closed", 1)]
    w.passes(5)
    w.carry_out(plan)
    assert (w.tracker.tickets[ref].open, w.tracker.tickets[ref].let_go) == (False, word == "letgo")
    w.passes(5)
    w.tracker.writes("ada-x", ref, "/ilo next")
    assert said(w.sync()) == []
    quiet(w)


def test_closed_by_somebody_else_it_is_asked_about_once():
    """Was it meant? Whoever closed it hears nothing; opening it again is the whole answer."""
    w = world()
    ref = ilo(w)
    w.passes(60)
    w.tracker.closes("bo-x", ref)
    plan = w.sync()
    assert said(plan) == [("closed", 1)]
    finding = one(plan, "closed")
    assert (finding.facts["variant"], finding.asks) == ("asked", ("ada",))
    quiet(w)

    w.tracker.reopens("ada-x", ref)
    assert said(w.sync()) == []


def test_a_stranger_or_bot_that_closes_is_answered_in_working_hours():
    """What nobody of ours did waits for a good moment."""
    w = world()
    ref = ilo(w)
    w.at(datetime(2026, 3, 7, 23, tzinfo=UTC))
    w.tracker.closes("zed-z", ref)
    assert said(w.sync()) == []

    w.at(datetime(2026, 3, 9, 12, tzinfo=UTC))
    assert said(w.sync()) == [("closed", 1)]


def test_closing_one_of_two_tickets_that_are_one_is_no_end():
    """The end is the last one's, and is thanked for once."""
    w = world()
    first, second = ilo(w), ilo(w)
    w.tracker.writes("ada-x", second, "/ilo same #1")
    w.passes(60)
    w.tracker.closes("ada-x", second)
    assert said(w.sync()) == []

    w.passes(DAY)
    w.tracker.closes("ada-x", first)
    assert said(w.sync()) == [("closed", 1)]
    quiet(w)


@pytest.mark.parametrize("labels", [("ilo:draft",), ()], ids=["a draft", "somebody else's then"])
def test_what_was_no_objective_of_theirs_has_no_end(labels: tuple[str, ...]):
    """A draft that is given up, or a closed ticket that is passed on, is left in peace."""
    w = world()
    ref = ilo(w, *labels, who="ada-x" if labels else "bo-x")
    w.tracker.closes("ada-x" if labels else "bo-x", ref)
    w.passes(60)
    if not labels:
        w.tracker.assigns("grace-x", ref, "ada-x")
        w.tracker.unassigns("grace-x", ref, "bo-x")

    assert said(w.sync()) == []


def test_a_look_back_is_offered_once_more():
    """Two weeks on, on the team's ticket, once; not where it was held or skipped."""
    w = team()
    ref = ilo(w)
    w.tracker.closes("ada-x", ref)
    w.sync()
    assert first_day(w, "look_back") == "2026-03-16"
    assert said(w.sync()) == [("look_back", 1)]
    quiet(w)


def test_elsewhere_a_look_back_is_offered_in_private():
    """Where others may read, only the owner hears of it."""
    w = world()
    ref = ilo(w)
    w.tracker.closes("ada-x", ref)
    w.passes(14 * DAY)
    plan = w.sync()

    assert said(plan) == []
    assert told(plan, "look_back") == [("look_back", ("ada",))]


def _ticks(w: World, ref: Ref) -> None:
    (note,) = (c for c in w.tracker.tickets[ref].comments if c.marker)
    w.tracker.rewrites("ada-x", note.id, w.tracker.seen(note.id).replace("- [ ]", "- [x]"))


def _writes(text: str) -> Callable[[World, Ref], object]:
    return lambda w, ref: w.tracker.writes("ada-x", ref, text)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (_writes("/ilo retro held"), "held"),
        (_writes("/ilo retro skip"), "skip"),
        (_ticks, "held"),
    ],
    ids=["held", "skipped", "box"],
)
def test_a_look_back_that_was_answered_is_not_offered_again(
    answer: Callable[[World, Ref], object], outcome: str
):
    """By command or box; of a later end it says nothing."""
    w = world()
    ref = ilo(w)
    w.tracker.closes("ada-x", ref)
    w.sync()
    w.passes(60)
    answer(w, ref)
    w.passes(20 * DAY)
    (closed,) = views(w.snapshot(), w.policy, w.now)[0].ilos
    assert retro(closed).outcome == outcome
    assert told(w.sync(), "look_back") == []

    w.tracker.reopens("ada-x", ref)
    w.passes(DAY)
    w.tracker.closes("ada-x", ref)
    (closed,) = views(w.snapshot(), w.policy, w.now)[0].ilos
    assert retro(closed).outcome == ""


# --- rest ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["command", "label"])
def test_rest_is_confirmed_once_for_each_time(by: str):
    """At once, by command or label; taken up and laid to rest again, it is a new one."""
    w = world()
    ref = ilo(w)
    for _ in range(2):
        w.passes(DAY)
        if by == "command":
            w.tracker.writes("ada-x", ref, "/ilo pause")
        else:
            w.tracker.labels("ada-x", ref, "ilo:paused")
        assert said(w.sync()) == [("resting", 1)]
        quiet(w)
        w.tracker.writes("ada-x", ref, "/ilo resume")
        w.tracker.unlabels("ada-x", ref, "ilo:paused")
        assert said(w.sync()) == []


@pytest.mark.parametrize("who", ["bo-x", "zed-z"])
def test_a_rest_that_somebody_else_marked_is_not_spoken_of(who: str):
    """Nothing is said of what its owner did not do, nor of an absence."""
    away = (Span(date(2026, 3, 9), date(2026, 5, 9)),)
    w = world(None, replace(ANN, away=away), BO, GRACE)
    ref = ilo(w)
    w.passes(60)
    w.tracker.labels(who, ref, "ilo:paused")
    assert said(w.sync()) == []
    quiet(w, 20)


def test_what_rests_from_the_beginning_was_never_laid_to_rest():
    """Opened with the label, it says nothing new to its owner."""
    w = world()
    ilo(w, "ilo:paused")

    assert said(w.sync()) == []


# --- hands and words ------------------------------------------------------------------------------


def test_a_new_owner_hears_that_it_is_theirs():
    """On the ticket, at once, once, and not a word about anybody else."""
    w = world()
    ref = ilo(w, who="bo-x")
    w.passes(9 * DAY)
    w.tracker.assigns("grace-x", ref, "ada-x")
    assert said(w.sync()) == []
    w.tracker.unassigns("grace-x", ref, "bo-x")
    plan = w.sync()
    assert said(plan) == [("handed_over", 1)]
    words = w.tracker.seen(w.tracker.tickets[ref].comments[-1].id)
    assert "yours now" in words
    assert not any(x in words for x in ("Bo", "bo-x", "Grace"))
    quiet(w)


@pytest.mark.parametrize("who", ["zed-z", ""], ids=["a stranger's", "nobody's"])
def test_what_was_nobodys_is_not_handed_over(who: str):
    """Taking up a ticket that nobody whom we know had is an ordinary beginning."""
    w = world()
    ref = w.tracker.opens("grace-x", labels=("ILO",), assignees=(who,) if who else ())
    w.passes(DAY)
    if who:
        w.tracker.unassigns("grace-x", ref, who)
    w.tracker.assigns("grace-x", ref, "ada-x")

    assert said(w.sync()) == []


def test_what_was_no_objective_is_not_handed_over():
    """A ticket of somebody's that becomes an objective with its new owner is a beginning too."""
    w = world()
    ref = w.tracker.opens("bo-x", "Sew a coat", assignees=("bo-x",))
    w.passes(DAY)
    w.tracker.unassigns("bo-x", ref, "bo-x")
    w.tracker.assigns("ada-x", ref, "ada-x")
    w.tracker.labels("ada-x", ref, "ILO")

    assert said(w.sync()) == []


@pytest.mark.parametrize("word", ["growing-away", "ilo:growing-away", "Leaving"])
def test_a_label_that_tells_too_much_stops_all_writing_there(word: str):
    """Owner and organisers hear of it in private, without the word; nothing else happens there."""
    w = world(CHARTER)
    ilo(w)
    ref = ilo(w, word)
    w.passes(60)
    w.tracker.writes("ada-x", ref, "/ilo done\n/ilo dance")
    plan = w.sync()
    assert [a for a in plan.actions if a.ticket == ref] == []
    assert sorted(told(plan)) == [("growing_away", ("ada",)), ("growing_away", ("grace",))]
    for finding in plan.private:
        if finding.rule == "growing_away":
            subject, text = w.wording.letter([finding], finding.tells[0])
            assert word.casefold() not in (subject + text).casefold()
            assert finding.owed_by is None

    w.tracker.unlabels("ada-x", ref, word)
    assert told(w.plan(), "growing_away") == []


def test_an_organiser_hears_of_their_own_ticket_once():
    """As its owner."""
    w = world(replace(CHARTER, organisers=(PersonId("ada"), PersonId("grace"))))
    ilo(w, "leaving")
    letters = sorted(told(w.plan(), "growing_away"))

    assert letters == [("growing_away", ("ada",)), ("growing_away", ("grace",))]


def test_such_a_label_on_nobodys_ticket_is_the_organisers():
    """Where a ticket has no one owner, they hear of it alone, and nobody is asked whose it is."""
    w = world(CHARTER)
    w.tracker.opens("ada-x", labels=("ILO", "leaving"), assignees=("ada-x", "bo-x"))
    plan = w.sync()

    assert plan.actions == ()
    assert told(plan, "growing_away") == [("growing_away", ("grace",))]


def test_an_unknown_command_gets_one_line_of_help():
    """At once, once a ticket, to whom wrote it, also on a closed one."""
    w = world()
    ref = ilo(w)
    w.passes(60)
    w.tracker.writes("ada-x", ref, "/ilo dance")
    plan = w.sync()
    assert said(plan) == [("command_help", 1)]
    assert one(plan, "command_help").facts == {"variant": "active"}
    w.passes(8 * DAY)
    w.tracker.writes("bo-x", ref, "/ilo sing")
    quiet(w)


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("zed-z", "/ilo dance"),
        ("lee-x", "/ilo dance"),
        ("ada-x", "> /ilo dance"),
        ("ada-x", "`/ilo dance`"),
        ("ada-x", "/ilo snooze 2w"),
    ],
    ids=["a stranger", "who left", "a quote", "code", "a known one"],
)
def test_nobody_else_gets_help(who: str, text: str):
    """Neither strangers nor quotes nor what is understood."""
    w = world(None, ANN, BO, GRACE, person("Lee", end=date(2026, 2, 1)))
    ref = ilo(w)
    w.tracker.writes(who, ref, text)

    assert said(w.sync()) == []


@pytest.mark.parametrize(
    ("labels", "who", "fits"),
    [
        (("ILO", "ilo:draft"), "ada-x", "draft"),
        (("ILO", "ilo:paused"), "ada-x", "resting"),
        (("ilo:next",), "ada-x", "waiting"),
        (("ilo:onboarding",), "ada-x", "welcome"),
        (("ILO",), "bo-x", "guest"),
    ],
)
def test_help_names_what_fits(labels: tuple[str, ...], who: str, fits: str):
    """The few commands that make sense there, for that person."""
    w = world()
    ref = w.tracker.opens("ada-x", labels=labels, assignees=("ada-x",))
    w.tracker.writes(who, ref, "/ilo dance")

    assert one(w.plan(), "command_help").facts == {"variant": fits}


def test_what_it_is_for_is_on_their_own_page_alone():
    """No ticket, no letter; a label or the form's word, and it is gone."""
    w = world()
    ref = ilo(w)
    plan = w.sync()
    assert one(plan, "kind_said").ticket is None
    assert (said(plan), told(plan)) == ([], [])

    w.tracker.labels("ada-x", ref, "ilo:team-need")
    assert [f for f in w.plan().findings if f.rule == "kind_said"] == []


# --- all of them ---------------------------------------------------------------------------------


def one_rule(w: World, rule: str) -> list[Finding]:
    return [f for f in w.plan().findings if f.rule == rule]


def test_what_is_long_past_is_not_dug_up_on_the_first_run():
    """What happened more than some days ago is nothing to answer any more."""
    w = world()
    ref = ilo(w, who="bo-x")
    w.passes(60)
    w.tracker.unassigns("bo-x", ref, "bo-x")
    w.tracker.assigns("bo-x", ref, "ada-x")
    w.tracker.writes("ada-x", ref, "/ilo dance")
    for act in (w.tracker.closes, lambda a, r: w.tracker.labels(a, r, "ilo:paused")):
        ref = ilo(w)
        w.passes(60)
        act("ada-x", ref)
    w.passes(8 * DAY)

    assert said(w.sync()) == []


def test_a_tracker_that_was_half_read_is_silence():
    """Nothing is concluded where something could not be read."""
    w = world()
    ilo(w, "ilo:draft", "ilo:stretch")
    w.passes(40 * DAY)
    assert told(w.plan()) != []
    w.tracker.whole = False

    assert told(w.plan()) == []


def test_an_end_deleted_by_its_owner_is_not_said_again():
    """Deleting our thanks is an answer."""
    w = world()
    ref = ilo(w)
    w.tracker.closes("ada-x", ref)
    w.sync()
    w.passes(60)
    w.tracker.deletes("ada-x", w.tracker.tickets[ref].comments[-1].id)

    assert said(w.sync()) == []
    assert not [a for a in w.plan().actions if isinstance(a, Settle)]


def test_a_cost_on_a_closed_ticket_is_no_question_any_more():
    """The question goes with the objective."""
    w = world()
    ref = ilo(w, "ilo:cost-to-cover")
    w.passes(20 * DAY)
    assert told(w.plan(), "cost_open") == [("cost_open", ("grace",))]
    w.tracker.closes("ada-x", ref)
    (closed,) = views(w.snapshot(), w.policy, w.now)[0].ilos
    assert cost_open_since(closed, {}, w.policy) == TEN
    assert told(w.plan(), "cost_open") == []


def test_similar_titles_in_two_trackers_are_asked_about_first():
    """One thing in two places, perhaps: the same note as ever, with that question in front."""
    w = world()
    ilo(w)
    ilo(w)
    assert one(w.plan(), "only_one").facts == {"other": "#1", "mode": "note"}

    w = world(two=True)
    ilo(w)
    w.passes(60)
    w.others[0].opens("ada-x", "ILO: sew coats", labels=("ILO",), assignees=("ada-x",))
    facts = one(w.plan(), "only_one").facts
    assert facts == {"other": "", "mode": "note", "alike": "yes"}
    w.others[0].opens("ada-x", "Bake bread", labels=("ILO",), assignees=("ada-x",))

    found = [f.facts for f in w.plan().findings if f.rule == "only_one"]
    assert found[1] == {"other": "", "mode": "note"}
