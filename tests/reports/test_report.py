"""The report as a value: what is owed by name, the week's issue, and each person's own page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given

from ilosync.core.model import Person, PersonId, Span
from ilosync.core.policy import Policy
from ilosync.core.report import Night, Report, report
from ilosync.reports.write import render, render_desk, render_mine
from ilosync.rules import RULES
from tests.worlds import ADA, BO, GRACE, World, person, worlds

from .coop import CHARTER, NOW, House, house, ilo, noted, people


def told(world: World, history: tuple[Night, ...] = ()) -> Report:
    return report(world.snapshot(), world.plan(), world.policy, world.now, RULES, history)


def crowd(n: int, with_one: int, policy: Policy) -> World:
    everybody = tuple(person(f"P{i}", supervisor=PersonId("p0") if i else None) for i in range(n))
    world = World.new(policy, everybody)
    for each in everybody[:with_one]:
        who = each.accounts["memory"]
        world.tracker.opens(who, labels=("ILO",), assignees=(who,))
    return world


@pytest.mark.parametrize(
    ("n", "with_one", "words"),
    [
        (46, 41, "About 40 of 46 have one; about 5 have a talk on offer."),
        (46, 46, "All or nearly all of the 46 have one."),
        (46, 45, "All or nearly all of the 46 have one."),
        (46, 2, "Few or none of the 46 have one so far; about 45 have a talk on offer."),
        (4, 4, "All of us."),
        (4, 1, "We have some talks to offer."),
        (2, 1, ""),
        (0, 0, ""),
    ],
)
def test_how_one_objective_each_is_told(n: int, with_one: int, words: str):
    """To the nearest five; of few people in words; of two or fewer nothing."""
    assert told(crowd(n, with_one, CHARTER)).promises.metrics[0].words == words


def test_without_a_charter_there_are_no_numbers():
    """The narrow mode is in words, in what is kept as well."""
    value = told(crowd(46, 41, Policy()))

    for metric in value.promises.metrics:
        assert not re.search(r"\d", metric.words.replace("90 days", "")), metric
        assert (metric.value, metric.n, metric.parts, metric.suppressed) == (None, None, (), True)
    assert value.tonight.issue is not None
    for figure in value.tonight.issue.figures:
        assert (figure.value, figure.n, figure.parts, figure.groups) == (None, None, {}, ())


def test_a_charter_past_its_review_is_none():
    """From the day after, the report is in words."""
    past = replace(CHARTER, charter_review=date(2026, 11, 22))

    assert House(house(40).snapshot, past).report().narrow
    assert not house(40).report().narrow


@given(worlds())
def test_promises_name_nobody_and_no_ticket(world: World):
    """Whatever happened, the face for everybody has no name, no account and no ticket."""
    value = told(replace(world, policy=replace(world.policy, narrow=False)))
    for form in ("html", "md", "json", "csv"):
        body = render(value, "promises", form).split("</style>")[-1]
        for each in world.people:
            assert not re.search(rf"\b{each.name}\b", body)
            assert each.accounts["memory"] not in body
        assert "acme/learning" not in body


@given(worlds())
def test_the_same_night_gives_the_same_report(world: World):
    """The same in, the same out, to the byte."""
    one, other = told(world), told(world)

    assert one == other
    assert render(one, "promises", "html") == render(other, "promises", "html")


# --- an issue a week -----------------------------------------------------------------------------


def nights(*found: House) -> list[Report]:
    """The report of one night after another, each knowing those before."""
    history: tuple[Night, ...] = ()
    told = []
    for each in found:
        told.append(each.report(history))
        history = (*history, told[-1].tonight)
    return told


def at(day: int, *, seed: int = 1, unread: bool = False, policy: Policy = CHARTER) -> House:
    """A co-op of forty on a day of November 2026: the 16th and 23rd are Mondays."""
    known = house(40, seed=seed, unread=unread)
    return House(known.snapshot, policy, datetime(2026, 11, day, 2, tzinfo=NOW.tzinfo))


def test_between_mondays_the_same_figures_stand():
    """What changes on a Wednesday is published on the next Monday."""
    monday, wednesday, next_monday = nights(at(16), at(18, seed=5), at(23, seed=5))

    assert wednesday.promises.metrics == monday.promises.metrics
    assert wednesday.promises.issue == monday.promises.issue
    assert next_monday.promises.issue != monday.promises.issue
    assert wednesday.todo != monday.todo


def test_a_half_read_monday_is_made_up_for():
    """Nothing is published of a partial reading: last week's stands, until a night is whole."""
    before, monday, tuesday = nights(at(12), at(16, unread=True), at(17, seed=5))

    assert monday.promises.issue == before.promises.issue
    assert not monday.tonight.whole
    assert tuesday.promises.issue is not None
    assert tuesday.promises.issue.at.day == 17


def test_who_lowers_the_threshold_does_not_wait_for_monday():
    """A charter that ends, or another threshold, holds from the same night on."""
    _, tuesday = nights(at(16), at(17, policy=Policy()))

    assert all(m.value is None for m in tuesday.promises.metrics)


def test_a_partial_reading_owes_nothing_for_lack_of_data():
    """A half read tracker: a banner on every face, nobody is owed anything, nothing is counted."""
    value = at(16, unread=True).report()

    assert (value.todo, value.promises.issue, value.unread) == ((), None, ("github",))
    for form in ("html", "md"):
        faces = [render(value, "promises", form), render(value, "todo", form)]
        faces += [render_desk(value, value.desks[0], form), render_mine(value, value.mine[0], form)]
        assert all("could not be read in full" in x for x in faces)
    assert all("could not be read" in row.status for row in value.desks[0].rows)


# --- To-do ---------------------------------------------------------------------------------------


def test_what_is_owed_is_told_with_its_evidence():
    """Who owes what to whom, by which promise, on which ticket, for which day."""
    world = World.new(Policy(), (replace(ADA, start=date(2026, 1, 12)), BO, GRACE))
    world.tracker.passes(86_400 * 40)
    found = {(d.rule, d.to, d.by): d for d in told(world).todo}
    session = found["feedback_due", "Ada", "Grace"]

    assert session.what == "feedback session 1, both ways"
    assert (session.promise, session.on) == (
        "Three feedback sessions, both ways",
        date(2026, 4, 13),
    )
    assert ("one_ilo", "Bo", "Grace") in found


def test_the_most_urgent_comes_first():
    """What was due or has stood for longest, then what comes."""
    days = [d.on or d.since for d in house(80).report().todo]

    assert len(days) > 20
    assert days == sorted(days)


def test_a_rule_that_owes_nothing_is_in_no_report():
    """Notices to people about their own objectives are not told to the organisers."""
    value = house(80).report()
    silent = {r.id for r in RULES if not r.owes}

    assert not {d.rule for d in value.todo} & silent
    assert {f.rule for f in house(80).plan.findings} & silent


# --- My people, Mine -----------------------------------------------------------------------------


def test_a_supervisor_sees_their_own_people_and_themselves_first():
    """Nobody else's, and their own row comes first."""
    value = house(60).report()
    lead = {p.id: p.supervisor for p in house(60).snapshot.people}
    names = {p.id: p.name for p in house(60).snapshot.people}

    assert {d.person for d in value.desks} == {x for x in lead.values() if x}
    for desk in value.desks:
        first, *others = desk.rows
        assert (first.name, first.own) == (desk.name, True)
        assert {r.name for r in others} == {names[p] for p, x in lead.items() if x == desk.person}


def test_who_left_is_on_nobodys_list():
    """From the day after their last one."""
    one, other = people(2)
    left = replace(other, end=date(2026, 11, 20))

    assert House(replace(house(2).snapshot, people=(one, left))).report().desks == ()


def test_a_person_sees_all_that_was_said_and_is_kept():
    """Every notice on their tickets, standing or not; every word of the people file about them."""
    one = replace(people(2)[1], away=(Span(date(2026, 12, 21), date(2027, 1, 3)),))
    ticket = noted(noted(ilo(1, 7), "check_in_due", days=90), "welcome", days=3)
    value = House(
        replace(house(2).snapshot, people=(people(2)[0], one), tickets=(ticket,))
    ).report()
    mine = next(m for m in value.mine if m.person == one.id)
    text = render_mine(value, mine, "md")

    assert [(n.rule, n.stands) for n in mine.notes] == [("welcome", True), ("check_in_due", True)]
    assert dict(mine.known)["Away"] == "from 21 December 2026 to 3 January 2027"
    assert ("Supervisor", "Ada Lovelace") in mine.known
    assert "/ilo quiet" in text


def test_nobody_elses_page_names_a_person():
    """Mine names its owner and those whom they help or are helped by; no title of another's."""
    value = house(30).report()
    for mine in value.mine:
        text = render_mine(value, mine, "md")
        others = {g.title for m in value.mine if m.person != mine.person for g in m.goals}
        assert not [x for x in others if f"Learn thing {x.split()[2]} " in text]


def test_a_co_op_of_any_size_has_a_report():
    """Nobody at all, one person, two, everybody away: a page each, and no number of few."""
    away = tuple(replace(p, away=(Span(date(2026, 1, 1)),)) for p in people(12))
    for each in (house(0), house(1), house(2), House(replace(house(12).snapshot, people=away))):
        value = each.report()
        for form in ("html", "md", "json", "csv"):
            assert render(value, "promises", form)
            assert render(value, "todo", form)
    assert house(2).report().promises.spoken == ()


def test_unknown_is_not_none():
    """Of whom a ticket could not be seen is counted apart, and owed nothing."""
    known = house(40)
    everybody = frozenset(p.id for p in known.snapshot.people[:20])
    value = House(replace(known.snapshot, unsure=everybody)).report()
    (metric, *_) = value.promises.metrics

    assert {p.id: p.value for p in metric.parts}["unknown"] == 20
    assert "about 20 could not be seen" in metric.words
    assert not {d.to for d in value.todo} & {p.name for p in known.snapshot.people[:20]}


def test_without_an_account_the_organisers_are_asked():
    """Nobody is guessed from a name."""
    world = World.new(
        Policy(organisers=(PersonId("grace"),)), (GRACE, Person(PersonId("kim"), "Kim"))
    )
    found = [(d.rule, d.to, d.by) for d in told(world).todo]

    assert ("unmapped", "Kim", "Grace") in found


def test_the_tools_own_behaviour_is_told():
    """Notes of the last seven days, and at most how many to one person; requests as they were."""
    tickets = (noted(noted(ilo(0, 1), days=1), "welcome", days=6), noted(ilo(1, 2), days=8))
    snapshot = replace(house(2).snapshot, tickets=tickets)
    plan = House(snapshot).plan
    spent = {"github": {"read": 12, "write": 0}}
    value = report(snapshot, plan, CHARTER, NOW, RULES, (), spent)

    assert (value.tool.notes, value.tool.most, value.tool.spent) == (2, 2, spent)
    assert "12 to read" in render(value, "todo", "md")


def test_a_week_is_seven_days():
    """What was said eight days ago is no note of this week."""
    snapshot = replace(house(1).snapshot, tickets=(noted(ilo(0, 1), days=6),))
    later = House(snapshot, now=NOW + timedelta(days=2))

    assert House(snapshot).report().tool.notes == 1
    assert later.report().tool.notes == 0
