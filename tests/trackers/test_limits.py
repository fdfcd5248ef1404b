"""What the tracker says is left, and how it says that it was too much."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from ilosync.errors import TryLater
from ilosync.trackers.answer import Answer
from ilosync.trackers.limits import Kind
from ilosync.trackers.pacing import Pacer
from tests.trackers.pretend import OK, SECONDARY, START, Server, headers


def test_the_last_of_a_budget_is_left_alone():
    """One request is kept in reserve; the next goes after the reset."""
    server = Server(Answer(200, headers(1, 120)))
    pacer = Pacer(server.clock)
    pacer.send(Kind.READ, server)
    pacer.send(Kind.READ, server)
    assert server.gaps() == [120]
    assert pacer.spent.waited == 120


def test_budgets_do_not_mix():
    """An empty search budget stops searches and nothing else."""
    server = Server(Answer(200, headers(0, 60, "search")))
    pacer = Pacer(server.clock)
    pacer.send(Kind.READ, server, budget="search")
    pacer.send(Kind.READ, server)
    pacer.send(Kind.READ, server, budget="search")
    assert server.gaps() == [0, 60]
    assert pacer.remaining == {"search": 0}


def test_patience_has_an_end():
    """A wait of more than a quarter of an hour is somebody else's decision."""
    server = Server(Answer(200, headers(0, 1_000)))
    pacer = Pacer(server.clock)
    pacer.send(Kind.READ, server)
    with pytest.raises(TryLater) as late:
        pacer.send(Kind.READ, server)
    assert late.value.after == 1_000
    assert pacer.spent.waited == 0


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_honoured(kind: Kind, status: int, form: str):
    """As seconds or as an HTTP date, for 403 as for 429, for reads and writes."""
    date = format_datetime(START + timedelta(seconds=90), usegmt=True)
    said = "90" if form == "seconds" else date
    server = Server(Answer(status, {"retry-after": said}, SECONDARY))
    assert Pacer(server.clock).send(kind, server) == OK
    assert server.gaps() == [90]


def test_a_secondary_limit_without_a_word_waits_a_minute_and_then_longer():
    """GitHub docs: at least one minute, and exponentially more on repeats."""
    server = Server(*[Answer(403, {}, SECONDARY)] * 3)
    Pacer(server.clock).send(Kind.WRITE, server)
    assert server.gaps() == [60, 120, 240]


def test_repeats_grow_over_requests_and_end_with_an_answer():
    """Refusals of different requests add up; one answer resets them."""
    server = Server(Answer(429), Answer(429), OK, Answer(429))
    pacer = Pacer(server.clock)
    pacer.send(Kind.READ, server)
    pacer.send(Kind.READ, server)
    assert server.gaps() == [60, 120, 0, 60]


def test_a_refusal_that_never_ends_is_for_later():
    """After four tries nothing more is sent; nothing was stored either."""
    server = Server(*[Answer(429, {"retry-after": "1"})] * 9)
    with pytest.raises(TryLater) as late:
        Pacer(server.clock).send(Kind.WRITE, server)
    assert len(server.asked) == 4
    assert (late.value.after or 0) > 0


def test_a_primary_limit_waits_for_its_reset():
    """403 with nothing remaining says until when."""
    server = Server(Answer(403, headers(0, 300), "API rate limit exceeded for user ID 1."))
    Pacer(server.clock).send(Kind.READ, server)
    assert server.gaps() == [300]


@pytest.mark.parametrize("said", ["soon", "-5", "nan", "inf", "1e300", "", "Mon, 99 Nov"])
def test_a_retry_after_that_says_nothing_counts_as_none(said: str):
    """Whatever a proxy writes there, we wait a minute."""
    server = Server(Answer(429, {"retry-after": said}))
    Pacer(server.clock).send(Kind.READ, server)
    assert server.gaps() == [60]


def test_a_plain_no_is_an_answer():
    """403 without a sign of a limit is handed on at once."""
    server = Server(Answer(403, {}, '{"message": "Resource not accessible by integration"}'))
    assert Pacer(server.clock).send(Kind.WRITE, server).status == 403
    assert len(server.asked) == 1
