"""Asking GitHub to send again what it could not deliver."""

from __future__ import annotations

import pytest

from ilosync.errors import TryLater
from ilosync.trackers.github.credentials import App
from tests.trackers.conftest import PLACE, START, Town

OURS = "http://ilosync.example/webhooks/github"


def attempts(town: Town) -> list[tuple[str, int]]:
    """How each attempt went, in order."""
    return [(x.guid, x.code) for x in town.world.attempts]


def test_what_failed_is_asked_for_once(town: Town, app: App):
    """Not what arrived, not what arrived the second time, not what is older than asked."""
    tracker, world = town.tracker(auth=app), town.world
    world.attempted("old", 502)
    town.clock.sleep(60)
    since = town.clock.now()
    for guid, code in (("fine", 202), ("late", 0), ("lost", 502), ("late", 200), ("lost", 500)):
        world.attempted(guid, code)
        town.clock.sleep(1)
    before = attempts(town)
    assert tracker.redeliver(since) is True
    assert attempts(town) == [*before, ("lost", 200)]

    world.attempts.pop()
    assert tracker.redeliver(since) is True
    assert attempts(town) == before


def test_a_repository_s_webhooks_are_asked_by_a_token(town: Town):
    """Those that are meant for an ilosync; others are none of our business."""
    ours = town.world.deliveries.hook(OURS, "secret", PLACE)
    theirs = town.world.deliveries.hook("http://ci.example/build", "secret", PLACE)
    town.world.attempted("ours", 502, ours.id)
    town.world.attempted("theirs", 502, theirs.id)
    assert town.tracker().redeliver(START) is True
    assert attempts(town)[2:] == [("ours", 200)]


def test_who_may_not_see_webhooks_is_told_so(town: Town):
    """And who has none; nothing is written."""
    assert town.tracker().redeliver(START) is False
    town.world.deliveries.hook(OURS, "secret", PLACE)
    town.world.sees_hooks = False
    assert town.tracker().redeliver(START) is False
    assert town.world.count("POST") == 0


def test_it_asks_for_a_hundred_at_most(town: Town, app: App):
    """The latest of them, page by page; the next time for the rest."""
    for n in range(230):
        town.world.attempted(f"guid-{n:03}", 502)
    tracker = town.tracker(auth=app)
    tracker.redeliver(START)
    assert len(attempts(town)) == 330
    assert {x for x, code in attempts(town) if code == 200} == {
        f"guid-{n}" for n in range(130, 230)
    }
    tracker.redeliver(START)
    tracker.redeliver(START)
    assert len({x for x, code in attempts(town) if code == 200}) == 230


@pytest.mark.parametrize("kind", ["stored_then_reset", "307"])
def test_a_lost_answer_is_not_asked_again(town: Town, app: App, kind: str):
    """What became of it the next deliveries show."""
    town.world.attempted("guid", 502)
    tracker = town.tracker(auth=app)
    tracker.redeliver(START.replace(year=2027))
    town.fails(kind)
    for _ in range(2):
        assert tracker.redeliver(START) is True
    assert town.world.count("POST", "/attempts") == 1


def test_a_server_that_fails_is_for_later(town: Town, app: App):
    """No answer is no permission, and no refusal either."""
    town.fails("502", when=lambda _m, path, _n: "deliveries" in path, times=99)
    with pytest.raises(TryLater):
        town.tracker(auth=app).redeliver(START)
