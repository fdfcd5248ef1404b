"""What an administrator's questions are answered with: groups, webhooks, what is left."""

from __future__ import annotations

import pytest
import requests

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.world import TOKEN, JiraWorld
from tests.sandbox.jira.conftest import Ask, Serve, asker, two_projects

HOOK = "http://localhost:9/webhooks/jira"


@pytest.fixture
def hooks(world: JiraWorld, served: Serve):
    """The list of webhooks, by its own address."""
    base = served(world)

    def listed() -> requests.Response:
        auth = (world.user(world.me).email, TOKEN)
        how = {"auth": auth} if world.cloud else {"headers": {"Authorization": f"Bearer {TOKEN}"}}
        return requests.get(f"{base}/rest/webhooks/1.0/webhook", timeout=10, **how)

    return listed


def test_groups_come_where_they_are_asked_for(world: JiraWorld, ask: Ask):
    """Those that we are in, and no others."""
    world.group("people-team", world.me, "grace-h")
    world.group("board", "grace-h")
    assert "groups" not in ask("GET", "/myself").json()
    groups = ask("GET", "/myself?expand=groups").json()["groups"]
    assert [x["name"] for x in groups["items"]] == ["people-team"]
    assert groups["size"] == 1


def test_a_server_without_groups_tells_none(clock: SimulatedClock, served: Serve):
    """Asked or not."""
    world = two_projects(clock, cloud=False, groups=False)
    world.group("people-team", world.me)
    assert "groups" not in asker(world, served(world))("GET", "/myself?expand=groups").json()


def test_webhooks_are_for_administrators(world: JiraWorld, hooks):
    """With what they are told of, and never with their secret."""
    world.deliveries.hook(HOOK, "s3cret", "LEARN")
    refused = hooks()
    assert (refused.status_code, refused.json()["errorMessages"]) == (
        403,
        ["Only Jira administrators can list webhooks."],
    )
    world.permit("ADMINISTER", world.me)
    answer = hooks()
    (hook,) = answer.json()
    assert (hook["url"], hook["enabled"]) == (HOOK, True)
    assert "comment_deleted" in hook["events"]
    assert "s3cret" not in answer.text


def test_a_minimal_server_lists_no_webhooks(clock: SimulatedClock, served: Serve):
    """It has no such address."""
    world = two_projects(clock, cloud=False, minimal=True)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    address = f"{served(world)}/rest/webhooks/1.0/webhook"
    assert requests.get(address, timeout=10, headers=headers).status_code == 404


def test_what_is_left_is_told_where_there_is_a_quota(world: JiraWorld, ask: Ask):
    """The reset as an ISO time, to the minute."""
    assert "x-ratelimit-remaining" not in ask("GET", "/myself").headers
    world.left = 42
    headers = ask("GET", "/myself").headers
    assert headers["x-ratelimit-remaining"] == "42"
    assert headers["x-ratelimit-reset"] == "2026-11-23T11:00Z"
