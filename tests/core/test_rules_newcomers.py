"""A newcomer's first months by example: welcome, buddy, feedback, and who hears what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ilosync.core.evaluate import evaluate
from ilosync.core.model import PersonId, Readers, Span
from ilosync.core.policy import Policy
from ilosync.rules import RULES
from tests.core.told import facts, letters, quiet, texts, to, wrote
from tests.worlds import World, person

HOME = (("memory", "acme/learning"),)
GRACE = person("Grace", start=date(2020, 1, 1))
MO = person("Mo", start=date(2020, 1, 1), supervisor=PersonId("grace"))
LINUS = person("Linus", start=date(2021, 1, 1), supervisor=PersonId("mo"))
ADA = person("Ada", supervisor=PersonId("grace"), start=date(2026, 3, 16), team="platform")
POLICY = Policy(homes=HOME, organisers=(PersonId("mo"),))


def world(*people, policy: Policy = POLICY) -> World:
    found = World.new(policy, people or (ADA, GRACE, LINUS, MO))
    found.tracker.now = datetime(2026, 3, 2, 16, tzinfo=UTC)
    return found


def welcomed(*people, day: str = "2026-03-10", policy: Policy = POLICY) -> World:
    """Somebody's ticket was opened some days before the first day."""
    w = world(*people, policy=policy)
    to(w, day)
    assert ("Open", "welcome") in wrote(w)
    return w


def ticket(w: World):
    (found,) = [t for t in w.tracker.tickets.values() if t.has("ilo:onboarding")]
    return found


# --- welcome ------------------------------------------------------------------------------


def test_a_ticket_waits_for_the_newcomer_five_working_days_before():
    """Opened once, with the three on it, in words that name nobody's facts but the newcomer's."""
    w = world(replace(ADA, buddy=PersonId("linus")), GRACE, LINUS, MO)
    to(w, "2026-03-06")
    assert ("Open", "welcome") not in wrote(w)

    to(w, "2026-03-09")
    assert wrote(w) == [("Open", "welcome")]
    found = ticket(w)
    assert found.title == "Welcome, Ada"
    assert found.labels == {"ilo:onboarding"}
    assert found.assignees == ("ada-x", "grace-x", "linus-x")
    body = w.tracker.bodies[found.ref]
    assert "Grace will ask what you'd like to stretch towards" in body
    assert "Until then Linus is there" in body
    assert body.count("- [ ]") == 2 + 3 * 4
    assert quiet(w)


def test_nothing_of_reviews_is_promised_unless_the_charter_says_so():
    """The sentence about pay and reviews is the charter's, not ours."""
    assert "plays no part" not in texts(welcomed())

    agreed = replace(POLICY, narrow=False, not_for_review=True)
    assert "plays no part in pay or reviews" in texts(welcomed(policy=agreed))


@pytest.mark.parametrize("start", ["2026-03-17", "2026-03-12"])
def test_a_corrected_first_day_opens_no_second_ticket(start: str):
    """The ticket is the person's, not the date's."""
    w = welcomed()
    w.people = (replace(ADA, start=date.fromisoformat(start)), GRACE, LINUS, MO)

    assert quiet(w)


def test_closing_it_is_an_answer():
    """A ticket that somebody closed is not opened again."""
    w = welcomed()
    w.tracker.closes("grace-x", ticket(w).ref)

    assert quiet(w, hours=24, passes=16)


def test_whoever_has_one_gets_no_other():
    """A ticket that people opened themselves is as good."""
    w = world()
    w.tracker.opens("grace-x", labels=("ilo:onboarding",), assignees=("ada-x",))
    to(w, "2026-03-16")

    assert ("Open", "welcome") not in wrote(w)


@pytest.mark.parametrize(
    ("people", "policy", "day"),
    [
        ((ADA, GRACE), replace(POLICY, homes=()), "2026-03-16"),
        ((ADA, GRACE), replace(POLICY, homes=(("other", "GROW"),)), "2026-03-16"),
        ((ADA, GRACE), replace(POLICY, since=date(2026, 4, 1)), "2026-03-16"),
        ((ADA, GRACE), POLICY, "2026-03-31"),
        ((replace(ADA, end=date(2026, 3, 10)), GRACE), POLICY, "2026-03-16"),
    ],
    ids=["no home", "a home not read", "before our time", "two weeks in", "never came"],
)
def test_no_ticket_is_opened(people: tuple, policy: Policy, day: str):
    """Without a place of ours, before our time, too long after, or for who does not come."""
    w = world(*people, policy=policy)
    to(w, day)

    assert ("Open", "welcome") not in wrote(w)


def test_a_newcomer_is_not_announced_to_the_whole_world():
    """Where everybody reads, no ticket with somebody's name is opened."""
    w = world()
    to(w, "2026-03-10")
    snapshot = w.snapshot()
    for readers, opened in ((Readers.ORGANISATION, True), (Readers.PUBLIC, False)):
        places = tuple(replace(p, declared=readers, readers=readers) for p in snapshot.places)
        plan = evaluate(replace(snapshot, places=places), w.policy, w.now, RULES)
        assert (
            "welcome" in {a.marker.rule for a in plan.actions if hasattr(a, "marker")}
        ) is opened


# --- buddy_wanted ---------------------------------------------------------------------------


def test_a_buddy_is_asked_for_before_the_first_day_and_until_somebody_agrees():
    """The supervisor hears of it in private; naming somebody is not enough, their yes is."""
    w = welcomed()
    ref = ticket(w).ref
    assert letters(w.plan(), "buddy_wanted") == [("ada", ("grace",))]
    w.tracker.writes("grace-x", ref, "/ilo buddy @linus-x")
    assert letters(w.plan(), "buddy_wanted") == [("ada", ("grace",))]

    w.tracker.writes("linus-x", ref, "/ilo buddy yes")
    assert letters(w.plan(), "buddy_wanted") == []
    assert "buddy_wanted" not in texts(w)


@pytest.mark.parametrize(
    ("day", "stands"),
    [("2026-03-08", False), ("2026-03-09", True), ("2026-12-16", True), ("2026-12-17", False)],
)
def test_a_buddy_is_wanted_from_five_working_days_before_to_the_end(day: str, stands: bool):
    """Nine months long, in the newcomer's own calendar."""
    w = world()
    to(w, day)

    assert bool(letters(w.plan(), "buddy_wanted")) is stands


def test_without_a_supervisor_the_organisers_hear_of_it():
    """Somebody always can act; nobody at all is unheard, and in the report."""
    w = world(replace(ADA, supervisor=None), MO)
    to(w, "2026-03-16")
    assert letters(w.plan(), "buddy_wanted") == [("ada", ("mo",))]

    w.policy = replace(POLICY, organisers=())
    assert [f.rule for f in w.plan().unheard if f.person == "ada"].count("buddy_wanted") == 1


# --- buddy_fit ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("buddy", "variant"),
    [("grace", "line"), ("mo", ""), ("gone", "left"), ("linus", "")],
)
def test_a_buddy_is_somebody_to_ask_anything(buddy: str, variant: str):
    """Not the supervisor, nobody who left; Mo is the supervisor's report and not in the line."""
    gone = person("Gone", start=date(2020, 1, 1), end=date(2026, 3, 1))
    w = world(replace(ADA, buddy=PersonId(buddy)), GRACE, LINUS, MO, gone)
    to(w, "2026-03-16")

    assert [f["variant"] for f in facts(w.plan(), "buddy_fit")] == ([variant] if variant else [])


def test_the_line_goes_up_and_down():
    """A supervisor's supervisor is no buddy, nor is somebody who reports to the newcomer."""
    w = world(replace(ADA, supervisor=PersonId("mo"), buddy=PersonId("grace")), GRACE, MO)
    to(w, "2026-03-16")
    assert [f["variant"] for f in facts(w.plan(), "buddy_fit")] == ["line"]

    below = replace(LINUS, supervisor=PersonId("ada"))
    w = world(replace(ADA, buddy=PersonId("linus")), GRACE, MO, below)
    to(w, "2026-03-16")
    assert letters(w.plan(), "buddy_fit") == [("ada", ("grace",))]


def test_of_too_many_newcomers_the_last_to_come_chooses_anew():
    """Two are welcome; the third one's supervisor hears of it, and no number is told."""
    new = [
        replace(ADA, id=PersonId(x), name=x, accounts={"memory": x}, buddy=PersonId("linus"))
        for x in ("ann", "bea")
    ]
    third = replace(ADA, buddy=PersonId("linus"), start=date(2026, 3, 20))
    w = world(third, *new, GRACE, LINUS, MO)
    to(w, "2026-03-23")

    assert letters(w.plan(), "buddy_fit") == [("ada", ("grace",))]


# --- buddy_named ----------------------------------------------------------------------------


def test_a_yes_is_told_to_the_newcomer_once():
    """Before the first day too; a second yes says nothing more, another buddy is another thing."""
    w = welcomed()
    ref = ticket(w).ref
    w.tracker.writes("grace-x", ref, "/ilo buddy @linus-x")
    assert wrote(w) == []
    w.tracker.passes(60)
    w.tracker.writes("linus-x", ref, "/ilo buddy yes")
    assert wrote(w) == [("Say", "buddy_named")]
    said = texts(w)
    assert "Linus has said yes to being your buddy" in said
    assert "tell Grace; no reason needed" in said
    w.tracker.passes(60)
    w.tracker.writes("linus-x", ref, "/ilo buddy yes")
    assert quiet(w, hours=26)

    w.tracker.writes("mo-x", ref, "/ilo buddy @mo-x")
    assert wrote(w) == [("Say", "buddy_named")]


def test_strangers_make_nobody_a_buddy():
    """A yes counts from whom the newcomer or the supervisor named."""
    w = welcomed()
    ref = ticket(w).ref
    w.tracker.writes("zed-z", ref, "/ilo buddy yes")
    w.tracker.writes("linus-x", ref, "/ilo buddy yes")

    assert wrote(w) == []


# --- feedback -------------------------------------------------------------------------------

BUDDY = replace(ADA, buddy=PersonId("linus"))


def met(*words: tuple[str, str], day: str = "2026-06-16") -> World:
    """Ada's first session was announced, and these people wrote these words on that day."""
    w = welcomed(BUDDY, GRACE, LINUS, MO)
    to(w, "2026-06-03")
    wrote(w)
    to(w, day)
    for who, text in words:
        w.tracker.writes(f"{who}-x", ticket(w).ref, text)
    return w


def test_the_buddy_who_agreed_is_one_of_the_three():
    """Whoever said yes on the ticket is asked, not whom the file named."""
    w = welcomed(BUDDY, GRACE, LINUS, MO)
    w.tracker.writes("mo-x", ticket(w).ref, "/ilo buddy @mo-x")
    to(w, "2026-06-03")
    (found,) = [f for f in w.plan().findings if f.rule == "feedback_due"]

    assert found.asks == ("ada", "grace", "mo")
    assert found.facts["buddy"] == "mo"


def test_a_tick_says_that_they_met_and_both_ways_were_open():
    """One box is enough; it stays as it is, and nothing more is asked."""
    w = met()
    note = ticket(w).comments[-1]
    ticked = w.tracker.seen(note.id).replace("- [ ]", "- [x]")
    w.tracker.rewrites("linus-x", note.id, ticked)
    plan = w.plan()

    assert plan.actions == ()
    assert letters(plan, "feedback_offer") == []
    assert quiet(w, hours=24)


def test_a_tick_counts_from_those_on_the_ticket():
    """Whoever is not on it can write `/ilo held`; their tick is no answer, and nothing flaps."""
    w = met()
    ref = ticket(w).ref
    w.tracker.unassigns("linus-x", ref, "linus-x")
    note = ticket(w).comments[-1]
    w.tracker.rewrites("linus-x", note.id, w.tracker.seen(note.id).replace("- [ ]", "- [x]"))

    assert [f["number"] for f in facts(w.plan(), "feedback_due")] == ["1"]
    assert quiet(w)


def test_a_session_without_an_offer_upward_is_the_supervisors():
    """Held is not enough: the supervisor alone is asked to make the offer, and nobody reports."""
    w = met(("ada", "/ilo held"))
    plan = w.sync()
    assert letters(plan, "feedback_offer") == [("ada", ("grace",))]
    assert facts(plan, "feedback_offer")[0]["missing"] == "both"
    assert facts(plan, "feedback_offer")[0]["until"] == "2026-06-30"
    assert next(r for r in RULES if r.id == "feedback_offer").owes == ""

    w.tracker.writes("linus-x", ticket(w).ref, "/ilo offered")
    assert facts(w.plan(), "feedback_offer")[0]["missing"] == "supervisor"
    w.tracker.writes("grace-x", ticket(w).ref, "/ilo offered 1")
    assert letters(w.plan(), "feedback_offer") == []


@pytest.mark.parametrize(
    "word", [("grace", "/ilo offered"), ("ada", "/ilo pass"), ("ada", "/ilo offered")]
)
def test_one_word_settles_the_offer(word: tuple[str, str]):
    """The supervisor offered both, or the newcomer would rather pass: passing counts."""
    w = met(("linus", "/ilo held"), word)

    assert letters(w.plan(), "feedback_offer") == []


def test_a_day_that_went_by_gets_a_new_one():
    """After ten working days the supervisor is asked, after twenty the organisers too."""
    w = met(day="2026-06-29")
    assert letters(w.plan(), "feedback_date") == []
    to(w, "2026-06-30")
    assert letters(w.plan(), "feedback_date") == [("ada", ("grace",))]
    to(w, "2026-07-13")
    assert letters(w.plan(), "feedback_date") == [("ada", ("grace",))]
    to(w, "2026-07-14")
    assert letters(w.plan(), "feedback_date") == [("ada", ("grace", "mo"))]

    w.tracker.writes("grace-x", ticket(w).ref, "/ilo held 1")
    assert letters(w.plan(), "feedback_date") == []


def test_an_absence_gives_more_time():
    """The newcomer's own working days count."""
    w = met(day="2026-07-02")
    w.people = (replace(BUDDY, away=(Span(date(2026, 6, 22), date(2026, 6, 26)),)), *w.people[1:])

    assert letters(w.plan(), "feedback_date") == []


def test_sessions_never_pile_up_in_private_either():
    """When the next one's time comes, the one before is spoken of no more."""
    w = met(day="2026-09-02")
    (found,) = facts(w.plan(), "feedback_due")
    assert found["number"] == "2"
    assert letters(w.plan(), "feedback_date") == []


def test_nothing_of_directions_ever_stands_on_a_ticket():
    """Ten weeks of passes later the ticket knows that they met, and no more."""
    w = met(("grace", "/ilo held"))
    for _ in range(70):
        w.passes(86_400)
        w.sync()

    assert "/ilo offered 1" not in texts(w)
    assert {c.marker.rule for c in ticket(w).comments if c.marker} == {"feedback_due"}
