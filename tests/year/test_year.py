"""A year of forty people: joiners, leavers, absences, two trackers, and a noisy second bot.

What must hold over any year holds over this one, said by name and number (DOMAIN 3.11).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from ilosync.core.actions import AddLabel, Close, Open, RemoveLabel, Revise, Say, Settle
from ilosync.core.model import Person, PersonId
from ilosync.core.orders import ORDERED, ORDERS
from ilosync.core.rule import Audience, Finding, Severity
from ilosync.core.said import said_by
from ilosync.core.view import Status, views
from ilosync.rules import RULES
from ilosync.wording import Wording

from .habits import GOALS, NOISE
from .people import FIRST, LAST
from .year import POLICY, Year

WEEK = timedelta(days=7)
SEVERITY = {r.id: r.severity for r in RULES}
TIMES_A_DAY = 6  # writes on a ticket on a day, with a bot that undoes each of ours


@pytest.fixture(scope="module")
def year() -> Year:
    """One year, lived once; the tests look back at it."""
    found = Year(seed=1)
    found.live()
    return found


def test_a_good_deal_happened(year: Year):
    """The year was busy enough to prove something: each habit, and most rules that speak."""
    said = {s.finding.rule for s in year.said} | {f.rule for _, x in year.sent for f in x.findings}
    opened = {a.finding.rule for _, a in year.written if isinstance(a, Open)}

    assert all(count > 2 for count in year.habits.done.values())
    assert len(said) >= 18
    assert opened == {"welcome", "team_quarter"}
    assert any(isinstance(a, Close) for _, a in year.written)


def test_one_pass_is_enough_all_year(year: Year):
    """Right after a pass there is nothing left to write."""
    assert year.second == []


def test_nothing_is_said_twice(year: Year):
    """No two notices of one ticket have one key, and each ticket of ours is opened once."""
    keys = Counter(
        (ref, c.marker.key)
        for tracker in year.trackers.values()
        for ref, t in tracker.tickets.items()
        for c in t.comments
        if c.marker
    )
    opened = Counter(a.marker.key for _, a in year.written if isinstance(a, Open))

    assert set(keys.values()) == {1}
    assert set(opened.values()) == {1}


def test_nobody_gets_more_than_one_message_a_week(year: Year):
    """Nudges on one's own tickets and private messages together, in any 7 times 24 hours."""
    for person in year.people:
        for one, two in pairwise(sorted(_heard(year, person.id))):
            assert two - one >= WEEK, person.id


def _heard(year: Year, person: PersonId) -> Iterator[datetime]:
    yield from (s.at for s in year.said if s.nudge and s.to == (person,))
    yield from (at for at, letter in year.sent if letter.to == person)


def test_they_come_in_working_hours(year: Year):
    """Between 9 and 17 of the person's own day, not while away, nor in the first days back."""
    people = {p.id: p for p in year.people}
    heard = [(s.at, p) for s in year.said if s.nudge for p in s.to]
    heard += [(at, letter.to) for at, letter in year.sent]

    assert heard
    for at, who in heard:
        person = people[who]
        local = at.astimezone(person.time_zone)
        assert 9 <= local.hour < 17
        assert _working(person, local.date())


def _working(person: Person, day: date) -> bool:
    week = day.weekday() not in person.weekend and day not in person.holidays
    return week and person.in_scope(day) and not any(day in span for span in person.away)


def test_what_is_private_goes_to_those_it_is_for_alone(year: Year):
    """A letter holds nothing that is not for its reader; a ticket nothing that is private."""
    for _, letter in year.sent:
        assert all(letter.to in f.tells for f in letter.findings)
    for said in year.said:
        assert said.finding.audience is not Audience.PRIVATE
        wide = said.finding.audience is Audience.TEAM
        assert not wide or said.at.date() <= POLICY.charter_review


def test_each_finding_is_for_those_its_rule_is_for(year: Year):
    """What the docs say of where a rule is heard is so."""
    audiences = {r.id: r.audience for r in RULES}

    assert all(f.audience is audiences[f.rule] for f in year.findings.values())


def test_no_letter_shows_a_title(year: Year):
    """Words of a ticket stay on it, whatever a letter is about."""
    wording = Wording({p.id: p for p in year.people}, POLICY)
    for _, letter in year.sent:
        _, text = wording.letter(letter.findings, letter.to)
        assert not any(goal in text for goal in GOALS)


def test_what_is_owed_is_said_to_who_owes_it(year: Year):
    """Each duty that stood for eight weeks was told to somebody whose it is, and counted."""
    told = {(f.rule, f.period, f.person) for _, x in year.sent for f in x.findings}
    told |= {(s.finding.rule, s.finding.period, s.finding.person) for s in year.said}
    untold = [
        finding
        for key, finding in year.findings.items()
        if _owed(finding) and _stood(year, key) >= 8 * WEEK
        if (finding.rule, finding.period, finding.person) not in told
    ]

    assert [f"{f.rule} {f.person} {f.tells}" for f in untold] == []


def _owed(finding: Finding) -> bool:
    return SEVERITY[finding.rule] is Severity.DUTY and bool(finding.tells)


def _stood(year: Year, key: tuple[object, ...]) -> timedelta:
    """For how long, in all: two passes are a day."""
    return len(year.standing[key]) * timedelta(hours=12)


def test_only_owners_move_their_tickets(year: Year):
    """Closing and swapping happen at the owner's word, never at the other bot's."""
    moved = [
        (at, a)
        for at, a in year.written
        if isinstance(a, Close) or (isinstance(a, (AddLabel, RemoveLabel)) and a.rule == ORDERED)
    ]
    people = {p.id: p for p in year.people}

    assert moved
    for at, action in moved:
        assert action.person is not None
        assert _ordered(year, people[action.person], at)
    noise = [
        c
        for tracker in year.trackers.values()
        for t in tracker.tickets.values()
        for c in t.comments
        if c.by == NOISE
    ]
    assert len(noise) > 100
    assert any(command.word in ORDERS for c in noise for command in c.commands)


def _ordered(year: Year, owner: Person, until: datetime) -> bool:
    """Whether the owner gave an order somewhere by then."""
    return any(
        word in ORDERS and comment.at <= until
        for tracker in year.trackers.values()
        for t in tracker.tickets.values()
        for comment, word, _ in said_by(t, {owner.accounts.get(tracker.name)})
    )


def test_a_bot_that_answers_and_undoes_everything_starts_no_loop(year: Year):
    """However it reverts and repeats, each ticket is written to a few times on a day at most."""
    count = Counter((at.date(), a.ticket) for at, a in year.written if _speaks(a))

    assert max(count.values()) <= TIMES_A_DAY


def _speaks(action: object) -> bool:
    return isinstance(action, (Say, Revise, Settle, AddLabel, RemoveLabel))


def test_at_most_one_nudge_a_ticket_and_day(year: Year):
    """Beyond what somebody asked for by doing something."""
    count = Counter((s.ref, s.at.date()) for s in year.said if s.nudge)

    assert set(count.values()) == {1}


def test_leavers_are_left_in_peace(year: Year):
    """From the day after their last one nothing is said to them, or written on their tickets."""
    leavers = {p.id: p for p in year.people if p.end is not None}

    assert leavers
    for at, action in year.written:
        person = leavers.get(action.person) if action.person else None
        assert person is None or person.today(at) <= person.end
    for at, letter in year.sent:
        person = leavers.get(letter.to)
        assert person is None or person.today(at) <= person.end


def test_newcomers_are_welcomed_once(year: Year):
    """Each who joined got one onboarding ticket, around their first day."""
    joined = {p.id: p.start for p in year.people if p.start and p.start > FIRST}
    opened = [(at, a) for at, a in year.written if isinstance(a, Open) and a.person in joined]

    assert Counter(a.person for _, a in opened) == Counter(joined.keys())
    for at, action in opened:
        assert abs((at.date() - joined[action.person]).days) <= 21


def test_everybody_has_one_status_each_day_and_a_gap_is_unknown(year: Year):
    """Whatever happened; and where a tracker was not read, nobody has none."""
    now = year.now
    whole = views(year.snapshot(), POLICY, now)
    assert all(v.status in set(Status) for v in whole)
    year.jira.whole = False
    try:
        half = views(year.snapshot(), POLICY, now)
        assert Status.NONE not in {v.status for v in half if "jira" in v.person.accounts}
    finally:
        year.jira.whole = True


def test_the_year_ends(year: Year):
    """It was lived to its last day."""
    assert year.now.date() == LAST
