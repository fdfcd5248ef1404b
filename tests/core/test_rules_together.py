"""What a team and the whole organisation do together, by example: quarter, page, digest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ilosync.core.evaluate import evaluate
from ilosync.core.model import PersonId, Readers, Ref, Span
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.view import CoopView, views
from ilosync.rules import RULES
from tests.core.told import facts, quiet, texts, to, wrote
from tests.worlds import World, person

HOME = (("memory", "acme/learning"),)
GRACE = person("Grace", start=date(2020, 1, 1), team="platform")
BO = person("Bo", supervisor=PersonId("grace"), team="platform")
ADA = person("Ada", supervisor=PersonId("grace"), team="platform", start=date(2025, 1, 1))
CY = person("Cy", supervisor=PersonId("grace"), team="data")
DI = person("Di", supervisor=PersonId("grace"), team="data")
LO = person("Lo", supervisor=PersonId("grace"), team="solo")
EVERYBODY = (ADA, BO, CY, DI, LO, GRACE)
AGREED = Policy(homes=HOME, narrow=False, organisers=(PersonId("grace"),), min_group=5)
DAY = "2026-12-31"  # the last working day of the quarter


def world(policy: Policy = AGREED, people=EVERYBODY) -> World:
    w = World.new(policy, people)
    w.tracker.now = datetime(2026, 11, 2, 16, tzinfo=UTC)
    return w


def ilo(w: World, who: str, title: str = "Learn to sew", *, share: bool = True) -> Ref:
    ref = w.tracker.opens(f"{who}-x", title, labels=("ILO",), assignees=(f"{who}-x",))
    if share:
        w.tracker.writes(f"{who}-x", ref, "/ilo share on")
    return ref


def page(w: World) -> Ref:
    return w.tracker.opens("grace-x", "What we're learning", labels=("ilo:page",))


def on(w: World, ref: Ref) -> str:
    """What our notice on a ticket says."""
    found = [c for c in w.tracker.tickets[ref].comments if c.marker]
    return w.tracker.seen(found[-1].id)


def read_by(w: World, readers: Readers) -> Plan:
    """The plan if so many people could read the place."""
    snapshot = w.snapshot()
    places = tuple(replace(p, declared=readers, readers=readers) for p in snapshot.places)
    return evaluate(replace(snapshot, places=places), w.policy, w.now, RULES)


def opened(w: World):
    return [t for t in w.tracker.tickets.values() if t.has("ilo:quarter")]


# --- team_quarter -----------------------------------------------------------------------------


def test_each_team_has_one_ticket_a_quarter():
    """Two weeks before the last working day, for a facilitator; a team of one has none."""
    w = world()
    to(w, "2026-12-16")
    assert ("Open", "team_quarter") not in wrote(w)

    to(w, "2026-12-17")
    assert [x for x in wrote(w) if x[0] == "Open"] == [("Open", "team_quarter")] * 2
    assert {t.title for t in opened(w)} == {
        "Values and goals, 2026 Q4, data",
        "Values and goals, 2026 Q4, platform",
    }
    assert {len(t.assignees) for t in opened(w)} == {1}
    for ticket in opened(w):
        body = w.tracker.bodies[ticket.ref]
        assert body.count(f"@{ticket.assignees[0]}") == 1
        assert "has done that helped you grow" in body
        assert "Who feels safe enough to fail here" in body
    assert quiet(w)
    for n in range(18, 32):
        to(w, f"2026-12-{n}")
        wrote(w)
        w.tracker.closes("grace-x", opened(w)[0].ref)
    assert len(opened(w)) == 2


def test_where_nobody_has_a_team_all_are_one():
    """A small co-op has one talk, without a name behind the title."""
    w = world(people=tuple(replace(p, team=None) for p in EVERYBODY))
    to(w, "2026-12-17")
    wrote(w)

    assert [t.title for t in opened(w)] == ["Values and goals, 2026 Q4"]


@pytest.mark.parametrize(
    "policy", [replace(AGREED, narrow=True), replace(AGREED, homes=())], ids=["narrow", "no home"]
)
def test_no_quarter_without_a_charter_or_a_home(policy: Policy):
    """Nothing is opened that was not agreed."""
    w = world(policy)
    to(w, "2026-12-17")

    assert wrote(w) == []


def test_a_team_that_opened_its_own_gets_no_other():
    """Whoever is faster is right."""
    w = world()
    to(w, "2026-12-01")
    w.tracker.opens("cy-x", "Our talk", labels=("ilo:quarter",))
    to(w, "2026-12-17")
    wrote(w)

    assert {t.title for t in opened(w)} == {"Our talk", "Values and goals, 2026 Q4, platform"}


def _facilitators(people) -> list[str]:
    """Who is asked over eight quarters in the platform team."""
    found = []
    for year in (2026, 2027):
        for month, day in ((3, 24), (6, 24), (9, 24), (12, 24)):
            w = world(people=people)
            to(w, f"{year}-{month:02}-{day}")
            found += [
                f.asks[0]
                for f in w.plan().findings
                if f.rule == "team_quarter" and f.facts["team"] == "platform"
            ]
    return found


def test_the_facilitator_is_another_one_each_quarter():
    """Each in turn; who is away on the day is passed over."""
    team = (ADA, BO, GRACE)
    turns = _facilitators(team)
    assert turns[:3] in (["ada", "bo", "grace"], ["bo", "grace", "ada"], ["grace", "ada", "bo"])
    assert turns[:3] == turns[3:6]

    away = replace(ADA, away=(Span(date(2026, 1, 1), date(2027, 12, 31)),))
    assert set(_facilitators((away, BO, GRACE))) == {"bo", "grace"}


def test_goals_stand_on_the_agenda_where_the_team_alone_reads():
    """Those of the team that their owners share; elsewhere none."""
    w = world()
    ilo(w, "ada", "Learn to *sew* @all")
    ilo(w, "bo", "Secret", share=False)
    ilo(w, "cy", "Read maps")
    to(w, "2026-12-17")
    for readers, shown in ((Readers.TEAM, 1), (Readers.ORGANISATION, 0)):
        plan = read_by(w, readers)
        lists = [json.loads(f["goals"]) for f in facts(plan, "team_quarter")]
        assert [len(x) for x in lists] == [shown, shown]
    wrote(w)
    (mine,) = [w.tracker.bodies[t.ref] for t in opened(w) if "platform" in t.title]
    assert r"- Ada: [Learn to \*sew\* " in mine
    assert "Secret" not in mine
    assert "maps" not in mine
    assert "@all" not in mine


# --- quarter_day ------------------------------------------------------------------------------


def test_on_the_day_one_note_says_so():
    """To the team, once, mentioning the facilitator alone; not if they have talked."""
    w = world()
    to(w, "2026-12-17")
    wrote(w)
    one, other = (t.ref for t in opened(w))
    w.tracker.writes(w.tracker.tickets[other].assignees[0], other, "/ilo held")
    to(w, "2026-12-30")
    assert wrote(w) == []

    to(w, DAY)
    assert wrote(w) == [("Say", "quarter_day")]
    said = on(w, one)
    assert "Thursday 31 December 2026 is the day" in said
    assert said.count("@") == 1
    assert quiet(w, hours=24)


def test_a_talk_that_is_handed_on_is_the_other_ones():
    """Assigning somebody else is all it takes."""
    w = world()
    to(w, "2026-12-17")
    wrote(w)
    (ticket,) = [t for t in opened(w) if "data" in t.title]
    (asked,) = ticket.assignees
    other = {"cy-x": "di-x", "di-x": "cy-x"}[asked]
    w.tracker.unassigns(asked, ticket.ref, asked)
    w.tracker.assigns(asked, ticket.ref, other)
    to(w, DAY)
    wrote(w)

    assert f"@{other}" in on(w, ticket.ref)


# --- learning_page ----------------------------------------------------------------------------


def test_the_page_lists_what_people_share_managers_first():
    """By their own yes alone; edited in place; who does not share is not there."""
    w = world()
    ilo(w, "ada", "Learn to sew")
    bo = ilo(w, "bo", "Secret", share=False)
    w.tracker.writes("grace-x", bo, "/ilo share on")  # not hers to say
    ilo(w, "grace", "Listen better")
    ref = page(w)
    assert wrote(w) == [("Say", "learning_page")]
    said = on(w, ref)
    assert said.index("Grace: [Listen better](") < said.index("Ada: [Learn to sew](")
    assert "Bo" not in said
    assert "@" not in said
    assert quiet(w)


def test_the_page_follows_a_yes_a_no_and_a_new_name():
    """Somebody joins in, somebody leaves, a ticket is renamed: the same comment says so."""
    w = world()
    ada, ref = ilo(w, "ada"), page(w)
    wrote(w)
    bo = ilo(w, "bo", "Read maps")
    assert wrote(w) == [("Revise", "learning_page")]
    assert "Read maps" in on(w, ref)

    w.tracker.tickets[ada] = replace(w.tracker.tickets[ada], title="Learn to knit")
    assert wrote(w) == [("Revise", "learning_page")]
    assert "Learn to knit" in on(w, ref)
    assert "sew" not in on(w, ref)

    w.tracker.passes(60)
    w.tracker.writes("ada-x", ada, "/ilo share off")
    assert wrote(w) == [("Revise", "learning_page")]
    w.tracker.closes("bo-x", bo)
    wrote(w)
    assert "Here will stand" in on(w, ref)
    assert len(w.tracker.tickets[ref].comments) == 1


def test_no_page_without_a_charter_and_an_old_one_is_emptied():
    """When the charter's day goes by, names and titles go too."""
    w = world(replace(AGREED, narrow=True))
    ilo(w, "ada")
    ref = page(w)
    assert wrote(w) == []

    w.policy = AGREED
    assert wrote(w) == [("Say", "learning_page")]
    w.policy = replace(AGREED, charter_review=date(2026, 11, 1))
    assert [f["goals"] for f in facts(w.plan(), "learning_page")] == ["[]"]
    assert ("Revise", "learning_page") in wrote(w)
    assert "Ada" not in on(w, ref)
    assert "rests until our charter" in on(w, ref)
    assert quiet(w)


def test_nothing_is_listed_where_more_people_read():
    """Who reads the page may read each ticket on it anyway."""
    w = world()
    ilo(w, "ada")
    page(w)
    snapshot = w.snapshot()
    (place,) = snapshot.places
    other = replace(place, key="acme/open")
    elsewhere = Ref("memory", "acme/open#1")
    tickets = tuple(replace(t, ref=elsewhere) if t.has("ilo:page") else t for t in snapshot.tickets)
    for readers, listed in ((Readers.TEAM, 1), (Readers.ORGANISATION, 0), (Readers.PUBLIC, 0)):
        places = (place, replace(other, readers=readers))
        plan = evaluate(replace(snapshot, places=places, tickets=tickets), w.policy, w.now, RULES)
        (found,) = facts(plan, "learning_page")
        assert len(json.loads(found["goals"])) == listed


def test_no_title_leaves_its_ticket_but_into_the_words():
    """Findings name tickets, never their titles: they are printed, and kept."""
    w = world()
    ilo(w, "ada", "Learn to sew")
    page(w)
    to(w, "2026-12-01")

    assert "sew" not in str(w.plan())


def test_a_look_at_the_page_alone_changes_nothing():
    """Who sees one ticket does not know everybody's, so what stands there is left."""
    w = world()
    ada, ref = ilo(w, "ada"), page(w)
    wrote(w)
    w.passes(60)
    w.tracker.writes("ada-x", ada, "/ilo share off")

    assert w.plan({ref}).actions == ()


def test_a_half_read_world_changes_no_page():
    """Nothing is taken off a page because a tracker did not answer."""
    w = world()
    ilo(w, "ada")
    page(w)
    wrote(w)
    w.tracker.whole = False

    assert w.plan().actions == ()


# --- digest -----------------------------------------------------------------------------------


def test_learning_notes_come_on_the_first_working_tuesday():
    """Once a month, what began in the month before and is shared; the page stays as it is."""
    w = world()
    ilo(w, "ada")
    page(w)
    wrote(w)
    to(w, "2026-11-30")
    assert wrote(w) == []

    to(w, "2026-12-01")
    assert wrote(w) == [("Say", "digest")]
    assert "Learning notes for November 2026" in texts(w)
    assert "Here is what people began" in texts(w)
    for n in range(2, 30):
        to(w, f"2026-12-{n:02}")
        assert "digest" not in {rule for _, rule in wrote(w)}


def test_with_nothing_to_say_nothing_is_said():
    """No shared goal, no number that is large enough: no notes this month."""
    w = world()
    closed = [ilo(w, who, share=False) for who in ("ada", "bo", "cy", "di")]
    page(w)
    to(w, "2026-11-20")
    for ref in closed:
        w.tracker.closes(str(w.tracker.tickets[ref].assignees[0]), ref, let_go=True)
    to(w, "2026-12-01")

    assert facts(w.plan(), "digest") == []


def test_numbers_are_told_from_a_group_on():
    """Five closed, done or let go alike; four who look for a mentor stay unsaid."""
    people = tuple(person(f"P{n}", supervisor=PersonId("grace")) for n in range(5))
    w = world(people=(*people, GRACE))
    for n in range(5):
        ref = ilo(w, f"p{n}", share=False)
        w.tracker.passes(60)
        w.tracker.closes(f"p{n}-x", ref, let_go=bool(n % 2))
    to(w, "2026-11-23")
    for n in range(4):
        ref = ilo(w, f"p{n}", share=False)
        w.tracker.writes(f"p{n}-x", ref, "/ilo mentor looking")
    page(w)
    to(w, "2026-12-01")
    (found,) = facts(w.plan(), "digest")

    assert (found["count"], found["waits"]) == ("5", "")


def test_a_holiday_moves_the_notes():
    """The first organiser's calendar is the organisation's."""
    off = replace(GRACE, holidays=frozenset({date(2026, 12, 1)}))
    w = world(people=(ADA, BO, off))
    ilo(w, "ada")
    page(w)
    wrote(w)
    to(w, "2026-12-01")
    assert wrote(w) == []

    to(w, "2026-12-08")
    assert wrote(w) == [("Say", "digest")]


# --- what is planned ----------------------------------------------------------------------------


def test_the_forecast_knows_the_teams_days():
    """This quarter's and the next one's, for each team's own people."""
    w = world()
    rule = next(r for r in RULES if r.id == "team_quarter")
    view = CoopView(w.snapshot(), views(w.snapshot(), w.policy, w.now), w.policy, w.now)
    found = sorted(rule.coming_together(view, w.policy, date(2027, 3, 31)))

    assert [(str(c.day), c.people) for c in found] == [
        (DAY, ("ada", "bo", "grace")),
        (DAY, ("cy", "di")),
        ("2027-03-31", ("ada", "bo", "grace")),
        ("2027-03-31", ("cy", "di")),
    ]
    assert len({c.key for c in found}) == 4
