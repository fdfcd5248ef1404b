"""Being asked to slow down, in all the ways that Jira has, and other troubles of the line."""

from __future__ import annotations

import pytest

from ilosync.errors import Refused, TryLater, Unproven
from tests.trackers.jira.conftest import MARK, Town, one


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "a date"])
@pytest.mark.parametrize("kind", ["429_burst", "429_quota", "503"])
def test_a_read_waits_as_long_as_it_is_asked_to(town: Town, kind: str, as_date: bool):
    """Retry-After in both its forms; the client would fail on a date, and stop at a minute."""
    town.ilo()
    town.fails(kind, seconds=180, as_date=as_date)
    assert one(town.tracker.read())
    assert 180 <= town.since() < 200


def test_a_quota_without_retry_after_waits_for_its_reset(town: Town):
    """`X-RateLimit-Reset` is an ISO time, to the minute."""
    town.ilo()
    town.fails("429_quota", seconds=None)
    with pytest.raises(TryLater) as late:
        town.tracker.read()
    assert late.value.after is not None
    assert 3_500 < late.value.after <= 3_600


def test_a_burst_without_retry_after_waits_a_little(town: Town):
    """And longer each time."""
    town.ilo()
    town.fails("429_burst", times=2)
    assert one(town.tracker.read())
    assert 15 <= town.since() < 30


@pytest.mark.parametrize("kind", ["429_burst", "429_quota"])
def test_a_refused_write_is_sent_again(town: Town, kind: str):
    """Nothing was stored, so that nothing can come twice."""
    ref = town.ilo()
    town.tracker.read()
    town.world.faults.clear()
    town.fails(kind, seconds=30, when=lambda method, *_: method == "POST")
    town.tracker.say(ref, MARK, "Hello")
    assert len(town.world.issue(ref.key).now.comments) == 1


def test_a_ticket_that_was_written_to_too_often_holds_up_no_other(town: Town):
    """Cloud's limit for one ticket: that write waits for later, others go on at once."""
    ref, other = town.ilo(), town.ilo("bo-b")
    town.tracker.read()
    town.fails("429_issue", seconds=120)
    with pytest.raises(TryLater) as late:
        town.tracker.add_label(ref, "ilo:next")
    assert late.value.after == 120

    town.tracker.add_label(other, "ilo:next")
    assert town.since() < 10


@pytest.mark.parametrize("seconds", [5, None])
def test_a_few_seconds_for_one_ticket_are_waited(town: Town, seconds: float | None):
    """Its window is short as a rule; then the write goes out after all."""
    ref = town.ilo()
    town.tracker.read()
    town.fails("429_issue", seconds=seconds)
    town.tracker.add_label(ref, "ilo:next")
    assert town.world.issue(ref.key).now.labels == ("ILO", "ilo:next")


def test_a_write_that_meets_503_is_not_repeated(town: Town):
    """It may have been stored; the next reading tells."""
    ref = town.ilo()
    town.tracker.read()
    town.fails("503", seconds=5, when=lambda method, *_: method == "PUT")
    with pytest.raises(Unproven):
        town.tracker.add_label(ref, "ilo:next")
    assert town.world.count("PUT") == 1


@pytest.mark.parametrize("kind", ["500", "502", "504", "reset"])
def test_a_fault_in_a_read_is_asked_again(town: Town, kind: str):
    """Once is no reason to give up; always is."""
    town.ilo()
    town.fails(kind)
    assert one(town.tracker.read())
    town.fails(kind, times=10)
    with pytest.raises(TryLater):
        town.tracker.read()


def test_a_captcha_is_told(town: Town):
    """Data Center locks an account out after failed logins; only a browser helps."""
    town.fails("403", times=3)
    with pytest.raises(Refused, match="CAPTCHA"):
        town.tracker.read()


def test_a_server_that_is_not_there_is_tried_later(town: Town):
    """No connection: nothing was written, for certain."""
    ref = town.ilo()
    gone = town.another()
    gone._on.client.url = "http://localhost:1"
    with pytest.raises(TryLater):
        gone.read()
    with pytest.raises(TryLater):
        gone.add_label(ref, "ILO")


def test_a_server_that_does_not_answer_is_not_waited_for_without_end(town: Town):
    """The client's own time-out is none at all."""
    ref = town.ilo()
    tracker = town.another(timeout=0.2)
    tracker.read()
    town.fails("slow", seconds=1.0, when=lambda method, *_: method == "PUT")
    with pytest.raises(Unproven, match=r"0\.2 s"):
        tracker.add_label(ref, "ILO")
