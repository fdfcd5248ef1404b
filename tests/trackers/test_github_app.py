"""A GitHub App: its hourly token, its permissions, its own account."""

from __future__ import annotations

import pytest

from ilosync.errors import Refused
from ilosync.trackers.github.credentials import App
from tests.trackers.conftest import MARK, PLACE, Town, one

TOKEN = "POST /app/installations/4711/access_tokens"


def test_an_app_fetches_a_token_an_hour(town: Town, key: str):
    """The token is a request like any other, counted, and renewed before it ends."""
    town.ilo()
    tracker = town.tracker(auth=App("77", key, 4711))
    assert town.requests(tracker.read).count(TOKEN) == 1
    assert TOKEN not in town.requests(tracker.read)
    town.clock.sleep(3_590)
    assert town.requests(tracker.read)[0] == TOKEN
    assert tracker.spent["token"] == 2
    assert tracker.pacer.spent.waited == 0


@pytest.mark.parametrize("rest", [False, True])
def test_an_app_knows_itself(town: Town, key: str, rest: bool):
    """Its comments are by `slug[bot]`, and are known as its own on both ways."""
    if rest:
        town.fails("no_graphql")
    ref, tracker = town.ilo(), town.tracker(auth=App("77", key, 4711))
    tracker.say(ref, MARK, "Hello")
    reading = tracker.read()
    (comment,) = one(reading).comments
    assert (comment.by, comment.marker) == ("ilosync[bot]", MARK)
    assert reading.places[0].may_write is True


def test_a_token_that_was_revoked_is_fetched_anew(town: Town, key: str):
    """A 401 ends the pass; the next one has a new token."""
    town.ilo()
    tracker = town.tracker(auth=App("77", key, 4711))
    tracker.read()
    for token in [x for x in town.world.tokens if x.startswith("ghs_")]:
        del town.world.tokens[token]
    with pytest.raises(Refused):
        tracker.read()
    assert one(tracker.read()).open


def test_an_unknown_installation_is_refused_with_the_mend(town: Town, key: str):
    """The message names the three settings."""
    tracker = town.tracker(auth=App("77", key, 1))
    with pytest.raises(Refused, match="app_id, private_key and installation_id"):
        tracker.read()


@pytest.mark.parametrize("wrong", ["", "no key", "-----BEGIN RSA PRIVATE KEY-----\nx\n"])
def test_a_key_that_is_none_is_refused(town: Town, wrong: str):
    """Before anything is asked, and without showing the key."""
    tracker = town.tracker(auth=App("77", wrong, 4711))
    with pytest.raises(Refused, match="private_key"):
        tracker.read()
    assert town.world.count() == 0


def test_secrets_are_not_shown(key: str):
    """A printed App has no key in it."""
    assert "PRIVATE" not in repr(App("77", key, 4711))


def test_no_token_at_all_is_refused_with_the_mend(town: Town):
    """The message names the variable to set."""
    with pytest.raises(Refused, match="ILOSYNC_TRACKERS__GITHUB__TOKEN"):
        town.tracker(auth=" ")


def test_writes_of_an_app_are_one_request_once_it_has_a_token(town: Town, key: str):
    """The token aside, an App writes as anybody does."""
    ref, tracker = town.ilo(), town.tracker(auth=App("77", key, 4711))
    first = town.requests(lambda: tracker.add_label(ref, "bug"))
    assert first == [TOKEN, f"POST /repos/{PLACE}/issues/{ref.number}/labels"]
    assert len(town.requests(lambda: tracker.add_label(ref, "ilo:paused"))) == 1
