"""What GitHub's stand-in tells webhooks, and how it gets there."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from github import Github

from ilosync.sandbox.deliveries import Delivery
from ilosync.sandbox.sender import Sender
from ilosync.sandbox.world import World
from tests.sandbox.conftest import REPO
from tests.sandbox.receiver import receiving, recorded, unlike

SECRET = "s3cret"
HERE = "http://localhost:1/webhooks/github"
OTHER = "acme/other"
# what GitHub says by now and the recordings are too old for
NEWER = {"type", "state_reason", "has_discussions"}


@pytest.fixture
def told(world: World) -> World:
    """A world of two repositories with a hook, whose ping is out."""
    world.repository(OTHER, labels=("ILO",))
    world.deliveries.hook(HERE, SECRET)
    world.deliveries.take()
    return world


def names(deliveries: list[Delivery]) -> list[tuple[str, str]]:
    """Event and action of each."""
    return [(x.headers["X-GitHub-Event"], x.payload.get("action", "")) for x in deliveries]


def a_day(world: World) -> None:
    """All that people can do to an issue."""
    number = world.open(REPO, "ada-l", "Rust", labels=["ILO"], assignees=["ada-l"])
    world.edit_issue(REPO, number, "ada-l", title="Learn Rust", body="For maps")
    comment = world.comment(REPO, number, "bo-b", "Lovely")
    world.edit_comment(comment, "bo-b", "How lovely")
    world.delete_comment(comment, "ada-l")
    world.unassign(REPO, number, "ada-l", "ada-l")
    world.unlabel(REPO, number, "ada-l", "ILO")
    world.close(REPO, number, "ada-l")
    world.reopen(REPO, number, "ada-l")
    world.lock_issue(REPO, number, "ada-l")
    moved = world.transfer(REPO, number, "bo-b", OTHER)
    world.delete_issue(OTHER, moved)


A_DAY = [
    ("issues", "opened"), ("issues", "labeled"), ("issues", "assigned"), ("issues", "edited"),
    ("issue_comment", "created"), ("issue_comment", "edited"), ("issue_comment", "deleted"),
    ("issues", "unassigned"), ("issues", "unlabeled"), ("issues", "closed"),
    ("issues", "reopened"), ("issues", "locked"), ("issues", "transferred"),
    ("issues", "opened"), ("issues", "deleted"),
]  # fmt: skip


def test_all_that_people_do_is_told_in_order(told: World):
    """One delivery a deed, each with an identifier of its own."""
    a_day(told)
    deliveries = told.deliveries.take()
    assert names(deliveries) == A_DAY
    assert len({x.headers["X-GitHub-Delivery"] for x in deliveries}) == len(A_DAY)
    assert [x.payload["sender"]["login"] for x in deliveries[4:7]] == ["bo-b", "bo-b", "ada-l"]
    assert told.deliveries.take() == []


def test_what_was_before_stands_in_the_changes(told: World):
    """Old titles and texts, of issues and of comments."""
    a_day(told)
    changes = [x.payload["changes"] for x in told.deliveries.take() if "changes" in x.payload]
    assert changes[0] == {"title": {"from": "Rust"}, "body": {"from": ""}}
    assert changes[1] == {"body": {"from": "Lovely"}}


def test_each_is_shaped_like_what_github_sent(told: World):
    """Every part of ours is in a recorded one, with a value of the same type."""
    for repo in (REPO, OTHER):
        told.repo(repo).labels["ilo"].description = "A learning objective"
    a_day(told)
    told.deliveries.hook(HERE, SECRET, REPO)
    told.deliveries.hook(HERE, "")
    theirs = recorded("github", "*.json")
    kinds = {x: [y[x] for y in theirs if x in y] for x in ("issue", "repository")}
    for delivery in told.deliveries.take():
        payload = delivery.payload
        for name, part in payload.pop("changes", {}).items():
            known = kinds.get(name.partition("_")[2], [{"from": "", "url": "", "id": 0}])
            assert misfits(part, known) == set(), (delivery.headers, name)
        assert misfits(payload, theirs) == set(), delivery.headers


def misfits(ours: Any, theirs: list[Any]) -> set[str]:
    """What in ours no recorded one has, but for what is newer."""
    return {x for x in unlike(ours, theirs) if x.rpartition(":")[0].split(".")[-1] not in NEWER}


@pytest.mark.parametrize("first", [False, True])
def test_an_issue_shows_what_it_was_opened_with(told: World, first: bool):
    """`opened` has label and owner already; what is told of those comes behind it or before it."""
    told.deliveries.labels_first = first
    told.open(REPO, "ada-l", "Rust", labels=["ILO"], assignees=["bo-b"])
    deliveries = told.deliveries.take()
    order = ["labeled", "assigned", "opened"] if first else ["opened", "labeled", "assigned"]
    assert [x.payload["action"] for x in deliveries] == order
    (opened,) = (x.payload["issue"] for x in deliveries if x.payload["action"] == "opened")
    assert [x["name"] for x in opened["labels"]] == ["ILO"]
    assert [x["login"] for x in opened["assignees"]] == ["bo-b"]


def test_a_transfer_is_told_at_both_ends(told: World):
    """Where it was with the number that it had, where it is with the new one."""
    told.open(OTHER, "ada-l", "Another")
    number = told.open(REPO, "ada-l", "Rust")
    told.deliveries.take()
    new = told.transfer(REPO, number, "bo-b", OTHER)
    gone, come = (x.payload for x in told.deliveries.take())
    assert (gone["repository"]["full_name"], gone["issue"]["number"]) == (REPO, number)
    assert gone["changes"]["new_issue"]["number"] == new == come["issue"]["number"]
    assert gone["changes"]["new_repository"]["full_name"] == OTHER
    assert come["repository"]["full_name"] == OTHER
    assert come["changes"]["old_issue"]["number"] == number


Act = Callable[[World, int, int], object]
NOTHING: dict[str, Act] = {
    "label that is on": lambda w, n, _: w.label(REPO, n, "bo-b", "ilo"),
    "label that is off": lambda w, n, _: w.unlabel(REPO, n, "bo-b", "ilo:paused"),
    "owner that is one": lambda w, n, _: w.assign(REPO, n, "bo-b", "ada-l"),
    "owner that is none": lambda w, n, _: w.unassign(REPO, n, "bo-b", "bo-b"),
    "open already": lambda w, n, _: w.reopen(REPO, n, "bo-b"),
    "same title": lambda w, n, _: w.edit_issue(REPO, n, "bo-b", title="Rust"),
    "same words": lambda w, _, c: w.edit_comment(c, "bo-b", "Hm"),
    "noise": lambda w, n, _: w.noise(REPO, n, "bo-b"),
    "label of a pull request": lambda w, _, __: w.label(REPO, 2, "bo-b", "bug"),
    "pull request": lambda w, _, __: w.pull_request(REPO, "bo-b", "Fix", labels=["ILO"]),
}


@pytest.mark.parametrize("what", NOTHING)
def test_what_changes_nothing_is_not_told(told: World, what: str):
    """A label that is on, a text that stays the same, a pull request."""
    number = told.open(REPO, "ada-l", "Rust", labels=["ILO"], assignees=["ada-l"])
    comment = told.comment(REPO, number, "ada-l", "Hm")
    told.pull_request(REPO, "ada-l", "Mend")
    told.deliveries.take()
    NOTHING[what](told, number, comment)
    assert told.deliveries.take() == []


def test_a_hook_is_greeted_and_hears_of_its_place_alone(world: World):
    """A `ping` when it is made; a repository's hook hears nothing of another's."""
    world.repository(OTHER)
    mine = world.deliveries.hook(HERE, SECRET, OTHER)
    everything = world.deliveries.hook(HERE, SECRET)
    pings = world.deliveries.take()
    assert names(pings) == [("ping", ""), ("ping", "")]
    assert [x.payload["hook_id"] for x in pings] == [mine.id, everything.id]
    assert "repository" in pings[0].payload
    assert "repository" not in pings[1].payload
    world.open(REPO, "ada-l", "Rust")
    world.open(OTHER, "ada-l", "Rust")
    heard = [x.headers["X-GitHub-Hook-ID"] for x in world.deliveries.take()]
    assert heard == [str(x.id) for x in (everything, mine, everything)]


def test_signatures_are_of_the_body_as_it_is_sent(told: World):
    """SHA-256 with the hook's own secret; without a secret there is none."""
    told.deliveries.hook(HERE, "")
    told.deliveries.take()
    told.open(REPO, "ada-l", "Rüst \N{SNOWMAN}")
    signed, unsigned = told.deliveries.take()
    digest = hmac.new(SECRET.encode(), signed.body, "sha256").hexdigest()
    assert signed.headers["X-Hub-Signature-256"] == f"sha256={digest}"
    assert not any("Signature" in x for x in unsigned.headers)
    assert signed.payload["issue"]["title"] == "Rüst \N{SNOWMAN}"


def test_what_our_own_client_writes_is_told_too(hub: Github, told: World):
    """With our account as the sender, so that a pass can tell."""
    number = told.open(REPO, "ada-l", "Rust")
    told.deliveries.take()
    issue = hub.get_repo(REPO).get_issue(number)
    issue.create_comment("Hello")
    issue.add_to_labels("ILO")
    deliveries = told.deliveries.take()
    assert names(deliveries) == [("issue_comment", "created"), ("issues", "labeled")]
    assert {x.payload["sender"]["login"] for x in deliveries} == {told.me}


def test_nothing_is_written_for_nobody(world: World):
    """Without a hook there is nothing to take, but listeners hear that something happened."""
    heard: list[int] = []
    world.deliveries.listen(lambda: heard.append(1))
    world.open(REPO, "ada-l", "Rust", labels=["ILO"])
    assert world.deliveries.take() == []
    assert len(heard) == 2


@pytest.mark.parametrize("url", ["", "localhost:80", "https://localhost/", "http:///x"])
def test_a_hook_needs_an_address(world: World, url: str):
    """What cannot be posted to is refused when it is named, not when it is used."""
    with pytest.raises(ValueError, match="no address for deliveries"):
        world.deliveries.hook(url, SECRET)


def test_a_hook_needs_something_to_be_told_of(world: World):
    """An organisation without a repository has nothing to tell."""
    world.repositories.clear()
    with pytest.raises(ValueError, match="make a repository first"):
        world.deliveries.hook(HERE, SECRET)


# --- sending --------------------------------------------------------------------------


def test_deliveries_are_posted_in_order(world: World):
    """Over the line, as GitHub writes them, one after the other."""
    with receiving() as receiver, Sender(world.deliveries) as sender:
        world.deliveries.hook(receiver.url, SECRET)
        for n in range(20):
            world.open(REPO, "ada-l", f"Rust {n}")
        assert world.deliveries.all_sent(5)
        got = receiver.wait(21)
    assert [status for _, status in sender.sent] == [202] * 21
    assert [(x.headers["X-Hub-Signature-256"], x.body) for x, _ in sender.sent] == [
        (headers["X-Hub-Signature-256"], body) for headers, body in got
    ]
    assert [x.payload["issue"]["number"] for x, _ in list(sender.sent)[1:]] == list(range(1, 21))
    headers = got[1][0]
    assert headers["User-Agent"].startswith("GitHub-Hookshot/")
    assert headers["Content-Type"] == "application/json"
    assert headers["X-GitHub-Event"] == "issues"


def test_nobody_waits_for_a_receiver(world: World):
    """One who never answers holds up neither people nor, for longer than allowed, the others."""
    with receiving() as receiver, Sender(world.deliveries, patience=0.5) as sender:
        receiver.answers = [None]
        world.deliveries.hook(receiver.url, SECRET)
        receiver.wait(1)
        before = monotonic()
        world.open(REPO, "ada-l", "Rust")
        assert monotonic() - before < 0.4
        assert world.deliveries.all_sent(5)
    assert [status for _, status in sender.sent] == [0, 202]


def test_github_never_sends_twice(world: World):
    """Whatever became of it: what a receiver refused or missed does not come again."""
    with receiving() as receiver, Sender(world.deliveries) as sender:
        receiver.answers = [500, 503, 404]
        world.deliveries.hook(receiver.url, SECRET)
        number = world.open(REPO, "ada-l", "Rust")
        world.close(REPO, number, "ada-l")
        assert world.deliveries.all_sent(5)
        world.clock.sleep(86_400)
        world.deliveries.wake()
        assert world.deliveries.all_sent(5)
        assert len(receiver.got) == 3
    assert [status for _, status in sender.sent] == [500, 503, 404]


def test_nobody_there_is_no_harm(world: World):
    """A port on which nobody listens: the deliveries are lost, and nothing else."""
    with receiving() as receiver:
        gone = receiver.url
    with Sender(world.deliveries, patience=0.5) as sender:
        world.deliveries.hook(gone, SECRET)
        assert world.deliveries.all_sent(5)
    assert [status for _, status in sender.sent] == [0]


def test_what_a_sender_leaves_waits_for_the_next(world: World):
    """Stopped and started, it goes on where it was."""
    with receiving() as receiver:
        with Sender(world.deliveries):
            world.deliveries.hook(receiver.url, SECRET)
            assert world.deliveries.all_sent(5)
        world.open(REPO, "ada-l", "Rust")
        assert len(receiver.got) == 1
        with Sender(world.deliveries):
            assert world.deliveries.all_sent(5)
        assert len(receiver.got) == 2
