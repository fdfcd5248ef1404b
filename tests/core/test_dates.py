"""The date formula: every vector of the domain, and its laws."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.core.dates import (
    WorkWeek,
    add_months,
    merged,
    next_check_in,
    pushed,
    quarter,
    sessions,
)
from ilosync.core.model import Person, PersonId, Span

D = date.fromisoformat
ANCHOR = D("2026-11-16")


def week(*away: tuple[str, str], holidays: tuple[str, ...] = (), weekend: tuple[int, ...] = (5, 6)):
    return WorkWeek(
        Person(
            PersonId("ada"),
            "Ada",
            away=tuple(Span(D(a), D(b)) for a, b in away),
            holidays=frozenset(map(D, holidays)),
            weekend=frozenset(weekend),
        )
    )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-11-30", 6, "2027-05-30"),
        ("2026-11-30", 9, "2027-08-30"),
        ("2026-11-30", 12, "2027-11-30"),
    ],
)
def test_months_are_counted_from_the_anchor(day: str, months: int, expected: str):
    """The same day so many months on, or that month's last day; nothing drifts."""
    assert add_months(D(day), months) == D(expected)


@pytest.mark.parametrize(
    ("anchor", "who", "expected"),
    [
        ("2026-11-16", week(), "2027-02-16"),
        ("2026-11-28", week(), "2027-03-01"),
        ("2026-09-25", week(holidays=("2026-12-25",)), "2026-12-28"),
        ("2026-10-01", week(holidays=("2027-01-01",)), "2027-01-04"),
        ("2026-11-16", week(("2026-12-01", "2026-12-28")), "2027-03-16"),
        ("2026-11-16", week(("2026-12-21", "2026-12-25")), "2027-02-16"),
        ("2026-11-16", week(("2027-02-15", "2027-02-19")), "2027-02-22"),
        (
            "2026-11-16",
            week(("2026-12-01", "2026-12-28"), ("2027-03-01", "2027-03-21")),
            "2027-04-06",
        ),
        (
            "2026-11-16",
            week(("2026-12-01", "2026-12-20"), ("2026-12-10", "2026-12-28")),
            "2027-03-16",
        ),
        ("2026-11-16", week(("2026-11-01", "2026-11-30")), "2027-03-02"),
        ("2026-11-27", week(weekend=(4, 5)), "2027-02-28"),
    ],
    ids=[
        "plain",
        "on a Sunday",
        "on Christmas",
        "on New Year",
        "28 days away",
        "away for a short while",
        "away for a short while on the day",
        "pushed into the next absence",
        "overlapping absences",
        "away since before the anchor",
        "weekend on Friday and Saturday",
    ],
)
def test_a_check_in_falls_on(anchor: str, who: WorkWeek, expected: str):
    """Three months on, moved by long absences only, on a working day."""
    assert who.due(D(anchor), 3, 14) == D(expected)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (None, (1, "2027-02-16")),
        ("2027-01-10", (1, "2027-02-16")),
        ("2027-02-01", (2, "2027-05-17")),
        ("2027-02-16", (2, "2027-05-17")),
        ("2027-05-01", (3, "2027-08-16")),
        ("2027-11-30", (5, "2028-02-16")),
    ],
)
def test_the_next_check_in_after_the_last(held: str | None, expected: tuple[int, str]):
    """One check-in meets every slot up to four weeks after it."""
    found = next_check_in(week(), ANCHOR, 3, held and D(held), 14)

    assert found == (expected[0], D(expected[1]))


@pytest.mark.parametrize(
    ("start", "who", "expected", "end"),
    [
        ("2026-05-31", week(), ("2026-08-31", "2026-11-30", "2027-02-26"), "2027-02-28"),
        ("2026-11-02", week(), ("2027-02-02", "2027-05-03", "2027-08-02"), "2027-08-02"),
        (
            "2026-11-02",
            week(("2027-02-15", "2027-06-13")),
            ("2027-02-02", "2027-08-30", "2027-11-29"),
            "2027-11-29",
        ),
    ],
    ids=["month ends", "plain", "119 days away"],
)
def test_onboarding_sessions(start: str, who: WorkWeek, expected: tuple[str, ...], end: str):
    """Months 3, 6 and 9; the last one stays inside the nine months."""
    assert sessions(who, D(start), (3, 6, 9), 14) == tuple(map(D, expected))
    assert who.moved(D(start), 9, 14) == D(end)


@pytest.mark.parametrize(
    ("day", "first", "span", "due", "off"),
    [
        ("2026-11-23", 1, ("2026-10-01", "2026-12-31"), "2026-12-30", ("2026-12-31",)),
        ("2027-01-31", 2, ("2026-11-01", "2027-01-31"), "2027-01-29", ()),
    ],
)
def test_quarters(day: str, first: int, span: tuple[str, str], due: str, off: tuple[str, ...]):
    """A quarter's event is on the last working day that is still inside it."""
    found = quarter(D(day), first)

    assert found == Span(*map(D, span))
    assert found.last is not None
    assert week(holidays=off).preceding(found.last) == D(due)


@pytest.mark.parametrize(
    ("instant", "zone", "expected"),
    [
        ("2026-11-30T23:30", "Pacific/Auckland", "2026-12-01"),
        ("2026-12-01T03:30", "America/Los_Angeles", "2026-11-30"),
    ],
)
def test_each_person_has_their_own_date(instant: str, zone: str, expected: str):
    """The same instant is another day elsewhere."""
    somebody = Person(PersonId("ada"), "Ada", time_zone=ZoneInfo(zone))

    assert somebody.today(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == D(expected)


def test_an_open_rest_has_no_date():
    """While somebody rests without an end there is nothing to be due."""
    rest = (Span(D("2026-12-01")),)

    assert pushed(D("2027-02-16"), ANCHOR, rest) is None
    assert pushed(D("2026-11-30"), ANCHOR, rest) == D("2026-11-30")


days = st.dates(D("2026-01-01"), D("2029-12-31"))
spans = st.builds(lambda a, n: Span(a, a + timedelta(days=n)), days, st.integers(0, 120))
weeks = st.builds(
    lambda away, weekend, off: WorkWeek(
        Person(PersonId("p"), "P", away=tuple(away), weekend=weekend, holidays=off)
    ),
    st.lists(spans, max_size=4),
    st.frozensets(st.integers(0, 6), max_size=5),
    st.frozensets(days, max_size=20),
)


@given(weeks, days, st.integers(1, 24))
def test_a_due_day_is_a_working_day_not_before_its_time(who: WorkWeek, anchor: date, months: int):
    """Rolled on, never earlier than the moved date; rolled back, never later."""
    moved = who.moved(anchor, months, 14)
    on, back = who.due(anchor, months, 14), who.due_within(anchor, months, 14)

    assert moved is not None
    assert moved >= add_months(anchor, months)
    assert on is not None
    assert on >= moved
    assert who.working(on)
    assert back is not None
    assert back <= moved
    assert who.working(back)


@given(weeks, days, spans)
def test_an_absence_never_brings_a_date_forward(who: WorkWeek, anchor: date, more: Span):
    """Being away longer can only move a date on."""
    person = who.person
    longer = WorkWeek(
        Person(
            person.id,
            person.name,
            away=(*person.away, more),
            weekend=person.weekend,
            holidays=person.holidays,
        )
    )
    before, after = who.due(anchor, 3, 14), longer.due(anchor, 3, 14)

    assert before is not None
    assert after is not None
    assert after >= before


@given(weeks, days, st.integers(1, 6))
def test_slots_never_run_backwards(who: WorkWeek, anchor: date, every: int):
    """Each slot comes after the one before, or with it when both roll to one day."""
    moved = [who.moved(anchor, every * n, 14) for n in range(1, 6)]

    assert moved == sorted(set(moved), key=str)


@given(st.lists(spans, max_size=6))
def test_merged_spans_hold_the_same_days(given_spans: list[Span]):
    """Merging changes no day, and what is merged neither overlaps nor touches."""
    found = merged(given_spans)

    assert {d for s in given_spans for d in _of(s)} == {d for s in found for d in _of(s)}
    for one, two in pairwise(found):
        assert one.last is not None
        assert two.first > one.last + timedelta(days=1)


def _of(span: Span) -> set[date]:
    assert span.last is not None
    return {span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1)}
