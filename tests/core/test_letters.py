"""The week's private message: its laws on random people and findings, and some by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilosync.core.letters import MOST, Letter, Letters, Told, letters, obligation, week
from ilosync.core.model import Kind, Person, PersonId, RuleId, Span
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Severity

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata", "Atlantic/Azores")
IDS = tuple(map(PersonId, ("ada", "bo", "cy")))
RULES = {
    RuleId("info"): Severity.INFO,
    RuleId("offer"): Severity.OFFER,
    RuleId("nudge"): Severity.NUDGE,
    RuleId("duty"): Severity.DUTY,
}
ADA, BO = Person(IDS[0], "Ada"), Person(IDS[1], "Bo")


def finding(rule: str = "duty", about: str = "bo", to: str = "ada", **more: object) -> Finding:
    base: dict[str, object] = {
        "period": "20261101T090000Z.1",
        "since": MONDAY - 20 * DAY,
        "person": PersonId(about),
        "tells": tuple(map(PersonId, to.split())),
        **more,
    }
    return Finding(RuleId(rule), **base)  # type: ignore[arg-type]


def found(
    *private: Finding,
    people: tuple[Person, ...] = (ADA, BO),
    told: Told | None = None,
    policy: Policy | None = None,
    now: datetime = MONDAY,
    nudged: dict[PersonId, datetime] | None = None,
    yielding: frozenset[PersonId] = frozenset(),
) -> Letters:
    return letters(
        private,
        people,
        told or Told(),
        policy or Policy(),
        now,
        severity=RULES,
        nudged=nudged or {},
        yielding=yielding,
    )


def after(told: Told, sent: tuple[Letter, ...], now: datetime) -> Told:
    """What is remembered when these went."""
    counts = dict(told.counts)
    for letter in sent:
        for each in letter.findings:
            key = letter.to, obligation(each)
            counts[key] = counts.get(key, 0) + 1
    heard = {(x.to, obligation(f)): now for x in sent for f in x.findings}
    last = {**told.last, **{x.to: now for x in sent}}
    return replace(told, last=last, counts=counts, again={**told.again, **heard})


# --- random weeks ----------------------------------------------------------------------------

days = st.dates(date(2026, 11, 1), date(2027, 1, 31))
spans = st.builds(lambda a, n: Span(a, a + n * DAY), days, st.integers(0, 20))


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    return tuple(
        Person(
            who,
            who.title(),
            time_zone=ZoneInfo(draw(st.sampled_from(ZONES))),
            weekend=draw(st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset()])),
            holidays=draw(st.frozensets(days, max_size=2)),
            away=tuple(draw(st.lists(spans, max_size=2))),
            quiet_until=draw(st.none() | days),
            end=draw(st.none() | days),
        )
        for who in IDS
    )


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    return finding(
        draw(st.sampled_from([*RULES])),
        draw(st.sampled_from(IDS)),
        " ".join(draw(st.sets(st.sampled_from(IDS)))),
        period=draw(st.sampled_from(["20261101T090000Z.1", "20261101T090000Z.1-b", "first"])),
        since=MONDAY - draw(st.integers(0, 40)) * DAY,
    )


policies = st.builds(Policy, per_person_days=st.integers(1, 10), per_obligation=st.integers(1, 4))
lists = st.lists(findings(), max_size=8)
instants = st.integers(0, 24 * 30).map(lambda n: MONDAY + n * HOUR)
some = st.frozensets(st.sampled_from(IDS))
nudges = st.dictionaries(st.sampled_from(IDS), instants, max_size=2)


def weeks(
    private: list[Finding],
    who: tuple[Person, ...],
    policy: Policy,
    nudged: dict[PersonId, datetime],
    told: Told | None = None,
) -> list[tuple[datetime, Letter]]:
    """Ask every fourth hour of some weeks, and send what may go; nudges come when they come."""
    told, sent = told or Told(), []
    for n in range(0, 24 * 24, 4):
        now = MONDAY - 10 * HOUR + n * HOUR
        past = {p: at for p, at in nudged.items() if at <= now}
        ready = found(*private, people=who, told=told, policy=policy, now=now, nudged=past).ready
        told = after(told, ready, now)
        sent += [(now, letter) for letter in ready]
    return sent


@settings(max_examples=40)
@given(lists, people(), policies, nudges)
def test_a_budget_in_every_window_and_zone(private, who, policy, nudged):
    """One letter a person and ISO week of theirs, and none within the days after another or
    after a nudge; in working hours, on days that they work and are not quiet."""
    window = timedelta(days=policy.per_person_days)
    sent = weeks(private, who, policy, nudged)
    for person in who:
        mine = [at for at, letter in sent if letter.to == person.id]
        assert all(b - a >= window for a, b in pairwise(mine))
        theirs = [week(person, at) for at in mine]
        assert len(theirs) == len(set(theirs))
        for at in mine:
            local = at.astimezone(person.time_zone)
            nudge = nudged.get(person.id)
            assert nudge is None or nudge > at or at - nudge >= window
            assert time(9) <= local.time() < time(17)
            assert local.weekday() not in person.weekend
            assert local.date() not in person.holidays
            assert not any(local.date() in span for span in person.away)
            assert person.quiet_until is None or local.date() > person.quiet_until
            assert person.end is None or local.date() <= person.end


@settings(max_examples=40)
@given(lists, people(), policies, nudges)
def test_each_obligation_is_told_so_often_and_no_more(private, who, policy, nudged):
    """A duty as often as the policy says, a nudge twice, an offer once, to each person."""
    counts: dict[tuple[PersonId, str], int] = {}
    for _, letter in weeks(private, who, policy, nudged):
        for each in letter.findings:
            most = {"duty": 99, "nudge": 2}.get(each.rule, 1)
            key = letter.to, obligation(each)
            counts[key] = counts.get(key, 0) + 1
            assert counts[key] <= min(policy.per_obligation, most)


@given(lists, people(), policies, nudges, instants)
def test_nobody_is_written_to_but_whom_it_is_for(private, who, policy, nudged, now):
    """Each finding of a letter tells its reader; three at most, none twice, one that matters."""
    for letter in found(*private, people=who, policy=policy, now=now, nudged=nudged).ready:
        assert all(letter.to in f.tells for f in letter.findings)
        assert 1 <= len(letter.findings) <= MOST
        assert len({obligation(f) for f in letter.findings}) == len(letter.findings)
        assert any(f.rule != "info" for f in letter.findings)


@given(lists, people(), policies, nudges, instants, st.randoms())
def test_the_same_input_gives_the_same_letters(private, who, policy, nudged, now, chance):
    """In whatever order findings and people come."""
    mixed = [*private]
    chance.shuffle(mixed)
    asked = {"policy": policy, "now": now, "nudged": nudged}
    one = found(*private, people=who, **asked)
    assert found(*mixed, people=tuple(reversed(who)), **asked) == one


@given(lists, people(), policies, nudges, instants)
def test_ones_own_come_first(private, who, policy, nudged, now):
    """Whoever is told of themselves reads that before anything about others."""
    for letter in found(*private, people=who, policy=policy, now=now, nudged=nudged).ready:
        own = [f.person == letter.to for f in letter.findings]
        assert own == sorted(own, reverse=True)
        due = [f for f in private if f.person == letter.to and letter.to in f.tells]
        assert own[0] or all(f.rule == "info" for f in due)


@given(lists, people(), policies, nudges, instants, spans, some)
def test_an_absence_makes_no_letter_earlier(private, who, policy, nudged, now, away, yielding):
    """Whatever is added to a person's days away, nobody hears sooner."""
    more = tuple(replace(p, away=(*p.away, away)) for p in who)
    told = Told(dict.fromkeys(yielding, now - DAY))
    asked = {"policy": policy, "now": now, "nudged": nudged, "yielding": yielding, "told": told}
    before, behind = (
        {
            **{x.to: now for x in each.ready},
            **dict(each.waiting),
        }
        for each in (found(*private, people=x, **asked) for x in (who, more))
    )
    assert behind.keys() <= before.keys()
    assert all(behind[p] >= before[p] for p in behind)


@given(lists, people(), policies, nudges, instants)
def test_who_waits_is_written_to_then(private, who, policy, nudged, now):
    """At the time that is named, and not before now, a letter goes to them."""
    for person, at in found(*private, people=who, policy=policy, now=now, nudged=nudged).waiting:
        then = found(*private, people=who, policy=policy, now=at, nudged=nudged)
        assert at > now
        assert person in {x.to for x in then.ready}


# --- by hand ---------------------------------------------------------------------------------


def test_a_letter_bundles_the_most_severe_and_the_longest_waiting():
    """Three fit: duties before nudges, of two duties the older, an offer waits for its turn."""
    (letter,) = found(
        finding("offer"),
        finding("duty", since=MONDAY - 2 * DAY),
        finding("nudge"),
        finding("duty", "cy", since=MONDAY - 3 * DAY),
    ).ready
    assert [f.rule for f in letter.findings] == ["duty", "duty", "nudge"]
    assert [f.person for f in letter.findings] == ["cy", "bo", "bo"]
    assert (letter.to, letter.week) == ("ada", "2026-W48")


def test_what_only_informs_goes_with_something_else_and_never_alone():
    """Nor does it take the place of what matters, though it be about the reader."""
    infos = [finding("info", "ada", period=str(n)) for n in range(3)]
    assert found(*infos).ready == ()
    assert found(*infos).waiting == ()
    (letter,) = found(*infos, finding("duty")).ready
    assert [f.rule for f in letter.findings] == ["info", "info", "duty"]


def test_dates_before_our_time_are_not_told():
    """Neither now nor later; what stands without a date is never too old."""
    policy = Policy(since=date(2026, 11, 20))
    old = finding(dated=date(2026, 11, 19))
    assert found(old, policy=policy) == Letters()
    assert found(replace(old, dated=date(2026, 11, 20)), policy=policy).ready
    assert found(replace(old, dated=None), policy=policy).ready


@pytest.mark.parametrize("days", [1, 7])
def test_a_memory_that_begins_now_is_silent_for_a_week(days: int):
    """What went before it nobody knows: the week counts as written, and seven days do."""
    policy, told = Policy(per_person_days=days), Told(since=MONDAY + HOUR)
    letter = found(finding(), policy=policy, told=told, now=MONDAY + 2 * HOUR)
    assert letter.ready == ()
    ((who, at),) = letter.waiting
    assert who == "ada"
    assert at == (MONDAY + 7 * DAY if days == 1 else MONDAY + 7 * DAY + HOUR)
    old = replace(told, since=MONDAY - 8 * DAY)
    assert found(finding(), policy=policy, told=old).ready


def test_the_week_is_the_readers_own():
    """It is Monday in Auckland while it is Sunday in Los Angeles."""
    at = datetime(2026, 11, 22, 21, tzinfo=UTC)
    there = replace(ADA, time_zone=ZoneInfo("Pacific/Auckland"))
    here = replace(ADA, time_zone=ZoneInfo("America/Los_Angeles"))
    assert (week(there, at), week(here, at)) == ("2026-W48", "2026-W47")
    assert found(finding(), people=(there,), now=at).ready[0].week == "2026-W48"
    assert found(finding(), people=(here,), now=at).ready == ()


def test_letters_and_nudges_take_turns():
    """After a letter a nudge that waits goes first; it has a day for it, then the letter goes."""
    told, waits = Told({ADA.id: MONDAY - 7 * DAY}), frozenset({ADA.id})
    assert found(finding(), told=told).ready
    asked = {"told": told, "yielding": waits}
    assert found(finding(), **asked) == Letters((), ((ADA.id, MONDAY + DAY),))
    assert found(finding(), now=MONDAY + DAY, **asked).ready
    before = {ADA.id: MONDAY - 9 * DAY}
    assert not found(finding(), nudged=before, **asked).ready
    just = {ADA.id: MONDAY}
    assert found(finding(), nudged=just, now=MONDAY + 7 * DAY, **asked).ready


def test_who_is_gone_or_a_bot_or_away_for_good_gets_none():
    """Nobody writes to them, and nobody waits until they are back."""
    for person in (
        replace(ADA, end=date(2026, 11, 22)),
        replace(ADA, start=date(2026, 11, 24)),
        replace(ADA, kind=Kind.BOT),
        replace(ADA, away=(Span(date(2026, 11, 1)),)),
    ):
        assert found(finding(), people=(person,)) == Letters()


def test_who_returns_from_a_long_absence_has_peace():
    """The first five working days back bring no letter."""
    back = replace(ADA, away=(Span(date(2026, 11, 1), date(2026, 11, 22)),))
    ((_, at),) = found(finding(), people=(back,)).waiting
    assert at == MONDAY + 7 * DAY


def test_an_obligation_is_a_rule_a_person_and_an_event():
    """A later word on the same event is the same; another person's, or event's, is not."""
    one = finding(period="20261101T090000Z.1-a")
    assert obligation(one) == obligation(replace(one, period="20261101T090000Z.1-b"))
    others = [
        replace(one, period="20261101T090000Z.2"),
        replace(one, person=PersonId("cy")),
        replace(one, rule=RuleId("nudge")),
    ]
    assert obligation(one) not in {obligation(x) for x in others}
    assert "bo" not in obligation(one)


def test_the_same_thing_is_told_again_after_four_weeks_and_not_before():
    """A duty that stands goes three times in all, with room between; other things do not wait."""
    told, heard = Told(), []
    for day in range(120):
        now = MONDAY + day * DAY
        ready = found(finding(), told=told, now=now).ready
        heard += [day for _ in ready]
        told = after(told, ready, now)

    assert len(heard) == 3
    assert all(two - one >= 28 for one, two in pairwise(heard))
