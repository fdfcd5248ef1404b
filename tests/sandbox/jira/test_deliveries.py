"""What both Jiras tell webhooks, and how often they try."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import Any

import pytest

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.deliveries import Delivery
from ilosync.sandbox.jira.world import JiraWorld
from ilosync.sandbox.sender import Sender
from tests.sandbox.jira.conftest import Serve, client
from tests.sandbox.receiver import receiving, recorded, unlike

SECRET = "s3cret"
HERE = "http://localhost:1/webhooks/jira"
# nobody recorded a Data Center with security levels, nor an issue that was reopened there
UNRECORDED = {
    ".issue.fields.security: unknown",
    ".changelog.items[].toString: NoneType, not str",
}


@pytest.fixture
def told(world: JiraWorld) -> JiraWorld:
    """Either of the two with a hook."""
    world.deliveries.hook(HERE, SECRET)
    return world


def names(deliveries: list[Delivery]) -> list[str]:
    """The event of each, by its finer name where it has one."""
    payloads = [x.payload for x in deliveries]
    return [x.get("issue_event_type_name") or x["webhookEvent"] for x in payloads]


def a_day(world: JiraWorld) -> str:
    """What people do to an issue, but for deleting it."""
    key = world.open("LEARN", "ada-l", "Rust", "Slowly", labels=["ILO"], assignee="ada-l")
    world.label(key, "ada-l", "ilo:paused")
    world.assign(key, "ada-l", "bo-b")
    world.finish(key, "bo-b")
    world.reopen(key, "bo-b")
    world.edit(key, "bo-b", summary="Learn Rust", description="For maps")
    return key


def a_talk(world: JiraWorld, key: str) -> None:
    """A comment's life."""
    comment = world.comment(key, "bo-b", "Lovely")
    world.edit_comment(comment, "bo-b", "How lovely")
    world.delete_comment(comment, "ada-l")


def test_all_that_people_do_is_told_in_order(told: JiraWorld):
    """Cloud has one name for every step of the workflow and tells of a comment once."""
    key = a_day(told)
    done, undone = ("issue_generic",) * 2 if told.cloud else ("issue_resolved", "issue_reopened")
    assert names(told.deliveries.take()) == [
        "issue_created", "issue_updated", "issue_assigned", done, undone, "issue_updated",
    ]  # fmt: skip
    a_talk(told, key)
    twice = [["comment_created", "issue_commented"], ["comment_updated", "issue_comment_edited"],
             ["comment_deleted", "issue_comment_deleted"]]  # fmt: skip
    heard = [x for pair in twice for x in (pair[:1] if told.cloud else pair)]
    assert names(told.deliveries.take()) == heard
    told.move(key, "ada-l", "WORK")
    told.delete("WORK-1")
    assert names(told.deliveries.take()) == ["issue_moved", "issue_deleted"]


def test_each_is_shaped_like_what_jira_sent(told: JiraWorld):
    """Every part of ours is in one recorded from the same product, with the same type."""
    key = a_day(told)
    a_talk(told, key)
    told.delete(key)
    mine = ("cloud-*", "issue-*") if told.cloud else ("server-*",)
    theirs = [x for y in mine for x in recorded("jira", f"webhook-{y}.json")]
    for delivery in told.deliveries.take():
        wrong = set(unlike(delivery.payload, theirs)) - UNRECORDED
        assert wrong == set(), delivery.payload["webhookEvent"]


def test_a_change_says_what_was_before(told: JiraWorld):
    """Labels as one entry, blanks between them; owners as each product names them."""
    a_day(told)
    _, labels, owner, *_ = (x.payload for x in told.deliveries.take())
    (change,) = labels["changelog"]["items"]
    assert (change["fromString"], change["toString"]) == ("ILO", "ILO ilo:paused")
    (change,) = owner["changelog"]["items"]
    ada, bo = told.user("ada-l"), told.user("bo-b")
    known = (ada.id, bo.id) if told.cloud else (ada.key, bo.key)
    assert (change["from"], change["to"]) == known
    name = "accountId" if told.cloud else "name"
    assert owner["user"][name] == ada.id
    assert owner["issue"]["fields"]["assignee"][name] == bo.id


def test_data_centers_comment_does_not_name_its_issue(centre: JiraWorld):
    """But for the number in its address; the whole issue comes with the second delivery."""
    centre.deliveries.hook(HERE, SECRET)
    key = centre.open("LEARN", "ada-l", "Rust")
    centre.deliveries.take()
    centre.comment(key, "ada-l", "Lovely")
    comment, change = (x.payload for x in centre.deliveries.take())
    assert sorted(comment) == ["comment", "timestamp", "user", "webhookEvent"]
    number = centre.issue(key).id
    assert f"/issue/{number}/comment/" in comment["comment"]["self"]
    assert (change["issue"]["key"], change["comment"]) == (key, comment["comment"])
    assert change["issue"]["fields"]["comment"]["total"] == 1


def test_clouds_comment_knows_little_of_its_issue(cloud: JiraWorld):
    """No labels, and nobody is named as the one who did it."""
    cloud.deliveries.hook(HERE, SECRET)
    key = cloud.open("LEARN", "ada-l", "Rust", labels=["ILO"])
    cloud.deliveries.take()
    cloud.comment(key, "ada-l", "Lovely")
    (delivery,) = cloud.deliveries.take()
    fields = ["assignee", "issuetype", "project", "status", "summary"]
    assert sorted(delivery.payload["issue"]["fields"]) == fields
    assert "user" not in delivery.payload


def test_what_changes_nothing_is_not_told(told: JiraWorld):
    """The same labels, owner and title again; a property of ours."""
    key = told.open("LEARN", "ada-l", "Rust", labels=["ILO"], assignee="ada-l")
    told.deliveries.take()
    told.label(key, "ada-l", "ILO")
    told.assign(key, "ada-l", "ada-l")
    told.edit(key, "ada-l", summary="Rust")
    told.set_property(key, "ilosync", {"seen": True})
    assert told.deliveries.take() == []


def test_what_our_own_client_writes_is_told_too(world: JiraWorld, served: Serve):
    """With our account as the author, so that a pass can tell."""
    key = world.open("LEARN", "ada-l", "Rust")
    world.deliveries.hook(HERE, SECRET)
    client(world, served(world)).add_comment(key, "Hello")
    payload = world.deliveries.take()[0].payload
    name = "accountId" if world.cloud else "name"
    assert payload["comment"]["author"][name] == world.user(world.me).id


def test_signatures_are_of_the_body_as_it_is_sent(told: JiraWorld):
    """SHA-256 with the hook's own secret; without a secret there is none."""
    told.deliveries.hook(HERE, "")
    told.open("LEARN", "ada-l", "Rüst \N{SNOWMAN}")
    signed, unsigned = told.deliveries.take()
    digest = hmac.new(SECRET.encode(), signed.body, "sha256").hexdigest()
    assert signed.headers["X-Hub-Signature"] == f"sha256={digest}"
    assert "X-Hub-Signature" not in unsigned.headers
    identifiers = {x.headers["X-Atlassian-Webhook-Identifier"] for x in (signed, unsigned)}
    assert len(identifiers) == 2


def test_a_hook_hears_of_its_project_alone(world: JiraWorld):
    """One for a project, one for all."""
    world.deliveries.hook(HERE, SECRET, "WORK")
    world.deliveries.hook(HERE + "/all", SECRET)
    world.open("LEARN", "ada-l", "Rust")
    world.open("WORK", "ada-l", "Rust")
    assert [x.url for x in world.deliveries.take()] == [HERE + "/all", HERE, HERE + "/all"]


def test_nothing_is_written_for_nobody(world: JiraWorld):
    """Without a hook there is nothing to take, but listeners hear that something happened."""
    heard: list[int] = []
    world.deliveries.listen(lambda: heard.append(1))
    key = world.open("LEARN", "ada-l", "Rust")
    world.comment(key, "ada-l", "Lovely")
    world.finish(key, "ada-l")
    world.delete(key)
    assert world.deliveries.take() == []
    assert len(heard) == 4


# --- sending --------------------------------------------------------------------------


def later(clock: SimulatedClock, world: JiraWorld, seconds: float) -> None:
    """Let time pass, and everything be sent that is due then."""
    clock.sleep(seconds)
    world.deliveries.wake()
    assert world.deliveries.all_sent(5)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_cloud_tries_again_with_the_same_delivery(
    cloud: JiraWorld, clock: SimulatedClock, status: int
):
    """Ten minutes later: same identifier, signature and body, and a count of the retries."""
    with receiving() as receiver, Sender(cloud.deliveries):
        receiver.answers = [status, status]
        cloud.deliveries.hook(receiver.url, SECRET)
        cloud.open("LEARN", "ada-l", "Rust")
        later(clock, cloud, 0)
        later(clock, cloud, 599)
        assert len(receiver.got) == 1
        later(clock, cloud, 1)
        later(clock, cloud, 600)
        later(clock, cloud, 86_400)
        got = receiver.wait(3)
    assert len(got) == 3
    assert [x.get("X-Atlassian-Webhook-Retry") for x, _ in got] == [None, "1", "2"]
    for name in ("X-Atlassian-Webhook-Identifier", "X-Hub-Signature"):
        assert len({x[name] for x, _ in got}) == 1
    assert len({body for _, body in got}) == 1


def test_cloud_gives_up_after_five_retries(cloud: JiraWorld, clock: SimulatedClock):
    """Six posts in all, an answer or none."""
    with receiving() as receiver:
        gone = receiver.url
    with Sender(cloud.deliveries, patience=0.5) as sender:
        cloud.deliveries.hook(gone, SECRET)
        cloud.open("LEARN", "ada-l", "Rust")
        for _ in range(10):
            later(clock, cloud, 600)
    assert [(x.retry, status) for x, status in sender.sent] == [(n, 0) for n in range(6)]


@pytest.mark.parametrize("status", [202, 400, 404])
def test_cloud_leaves_a_clear_answer_alone(cloud: JiraWorld, clock: SimulatedClock, status: int):
    """Taken, or refused for good."""
    with receiving() as receiver, Sender(cloud.deliveries):
        receiver.answers = [status]
        cloud.deliveries.hook(receiver.url, SECRET)
        cloud.open("LEARN", "ada-l", "Rust")
        later(clock, cloud, 0)
        later(clock, cloud, 86_400)
        assert len(receiver.got) == 1


def test_data_center_never_tries_again(centre: JiraWorld, clock: SimulatedClock):
    """No retry of it is documented: what is lost there is lost."""
    with receiving() as receiver, Sender(centre.deliveries):
        receiver.answers = [503]
        centre.deliveries.hook(receiver.url, SECRET)
        centre.open("LEARN", "ada-l", "Rust")
        later(clock, centre, 0)
        later(clock, centre, 86_400)
        assert len(receiver.got) == 1


def test_a_retry_holds_nothing_else_up(cloud: JiraWorld):
    """What comes after a failed one is sent at once: order is not promised."""
    with receiving() as receiver, Sender(cloud.deliveries) as sender:
        receiver.answers = [503]
        cloud.deliveries.hook(receiver.url, SECRET)
        cloud.open("LEARN", "ada-l", "Rust")
        cloud.open("LEARN", "ada-l", "Cook")
        assert cloud.deliveries.all_sent(5)
    assert [status for _, status in sender.sent] == [503, 202]


class RealTime:
    """The machine's clock, as far as a retry needs it."""

    def now(self) -> datetime:
        """This instant."""
        return datetime.now(UTC)  # noqa: TID251  to see a thread wake by itself

    def sleep(self, seconds: float) -> None:
        """Nobody sleeps here."""
        raise NotImplementedError(seconds)


def test_a_retry_comes_by_itself(monkeypatch: pytest.MonkeyPatch):
    """With a clock that runs nobody needs to wake the sender."""
    world = JiraWorld(RealTime(), cloud=True)
    world.project("LEARN", "Learning")
    pause: Any = type(world.deliveries.pause)(milliseconds=50)
    monkeypatch.setattr(world.deliveries, "pause", pause)
    with receiving() as receiver, Sender(world.deliveries):
        receiver.answers = [503]
        world.deliveries.hook(receiver.url, SECRET)
        world.open("LEARN", "ada-l", "Rust")
        first, second = receiver.wait(2)
    assert (first[1], second[0]["X-Atlassian-Webhook-Retry"]) == (second[1], "1")
