"""The REST face, through PyGithub and bare requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from github import Auth, Github, GithubException, GithubIntegration

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.world import World
from tests.sandbox.conftest import REPO


def test_an_issue_is_read_as_people_left_it(world: World, hub: Github):
    """Title, owner, label, author and times come as they are; a missing text stays missing."""
    number = world.open(REPO, "ada-l", "Rust", None, labels=["ilo"], assignees=["bo-b"])
    issue = hub.get_repo(REPO).get_issue(number)

    assert (issue.title, issue.body, issue.user.login) == ("Rust", None, "ada-l")
    assert [x.name for x in issue.labels] == ["ILO"]
    assert [x.login for x in issue.assignees] == ["bo-b"]
    assert issue.created_at == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_writes_are_stored_as_our_own(world: World, hub: Github):
    """What the client writes is there and by the token's account."""
    number = world.open(REPO, "ada-l", "Rust")
    issue = hub.get_repo(REPO).get_issue(number)
    comment = issue.create_comment("Hello")
    issue.add_to_labels("ilo:next")
    issue.remove_from_labels("ILO:NEXT")
    issue.add_to_assignees("bo-b")
    issue.edit(state="closed", state_reason="not_planned")

    stored = world.issue(REPO, number)
    assert world.comment_of(comment.id)[1].by.login == "ilosync[bot]"
    assert (stored.state, stored.reason, stored.labels) == ("closed", "not_planned", [])
    assert [x.login for x in stored.assignees] == ["bo-b"]


def test_comments_can_be_edited_and_deleted(world: World, hub: Github, clock: SimulatedClock):
    """Ours and others'; the edit has a time and an editor."""
    number = world.open(REPO, "ada-l", "Rust")
    theirs = world.comment(REPO, number, "bo-b", "Hm")
    clock.sleep(60)
    comment = hub.get_repo(REPO).get_issue(number).get_comment(theirs)
    comment.edit("Aha")
    _, stored = world.comment_of(theirs)

    assert (stored.body, stored.editor and stored.editor.login) == ("Aha", "ilosync[bot]")
    assert comment.updated_at - comment.created_at == timedelta(seconds=60)
    comment.delete()
    assert world.issue(REPO, number).comments == []


def test_a_label_exists_once_in_whatever_case(hub: Github):
    """Making it again is refused, and reading keeps the first spelling."""
    repo = hub.get_repo(REPO)
    repo.create_label("Ilo:Next", "112233")
    with pytest.raises(GithubException) as refused:
        repo.create_label("ilo:next", "112233")

    assert refused.value.status == 422
    assert refused.value.data["errors"][0]["code"] == "already_exists"
    assert {x.name for x in repo.get_labels()} == {"ILO", "ilo:paused", "Ilo:Next"}


def test_lists_come_in_pages_and_contain_pull_requests(world: World, hub: Github):
    """Link headers lead through all of them; a pull request can be told from an issue."""
    for n in range(120):
        world.open(REPO, "ada-l", f"Ticket {n}")
    world.pull_request(REPO, "bo-b", "Patch")
    found = list(hub.get_repo(REPO).get_issues(state="all"))

    assert len(found) == 121
    assert [x.title for x in found if x.pull_request] == ["Patch"]


def test_lists_are_filtered(world: World, hub: Github, clock: SimulatedClock):
    """By state, by all of several labels, by owner and by time of change."""
    repo = hub.get_repo(REPO)
    both = world.open(REPO, "ada-l", "a", labels=["ILO", "bug"], assignees=["ada-l"])
    one = world.open(REPO, "ada-l", "b", labels=["ILO"])
    world.close(REPO, one, "ada-l")
    clock.sleep(3600)
    late = world.open(REPO, "bo-b", "c")

    def numbers(**asked: object) -> list[int]:
        return sorted(x.number for x in repo.get_issues(**asked))

    assert numbers() == [both, late]
    assert numbers(state="closed") == [one]
    assert numbers(labels=["ilo", "BUG"]) == [both]
    assert numbers(assignee="none") == [late]
    assert numbers(since=clock.now() - timedelta(seconds=1)) == [late]


def test_what_is_known_is_not_sent_again(world: World, web: requests.Session, url: str):
    """An unchanged answer is 304, free of charge; a change makes it new."""
    number = world.open(REPO, "ada-l", "Rust")
    first = web.get(f"{url}/repos/{REPO}/issues")
    known = {"If-None-Match": first.headers["etag"]}
    again = web.get(f"{url}/repos/{REPO}/issues", headers=known)
    world.comment(REPO, number, "bo-b", "Hm")
    changed = web.get(f"{url}/repos/{REPO}/issues", headers=known)

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again.headers["x-ratelimit-used"] == first.headers["x-ratelimit-used"] == "1"
    assert again.content == b""


def test_an_etag_belongs_to_a_token(world: World, web: requests.Session, url: str):
    """Another token of the same account knows nothing of it."""
    world.tokens["another"] = world.me
    first = web.get(f"{url}/repos/{REPO}/issues")
    known = {"If-None-Match": first.headers["etag"], "Authorization": "token another"}

    assert web.get(f"{url}/repos/{REPO}/issues", headers=known).status_code == 200


def test_a_timeline_tells_everything_in_order(world: World, web: requests.Session, url: str):
    """Comments and events of all kinds, oldest first, within one second too."""
    world.user("grace-h")
    number = world.open(REPO, "ada-l", "Rust", labels=["ILO"], assignees=["ada-l"])
    at = (REPO, number)
    theirs = world.comment(*at, "bo-b", "What does @grace-h say?")
    world.comment(*at, "bo-b", "Well")
    world.unlabel(*at, "bo-b", "ilo")
    world.unassign(*at, "bo-b", "ada-l")
    world.edit_issue(*at, "ada-l", title="Rust!")
    world.noise(*at, "grace-h", "cross-referenced")
    world.close(*at, "bo-b", "not_planned")
    world.reopen(*at, "ada-l")
    world.delete_comment(theirs, "grace-h")
    entries = web.get(f"{url}/repos/{REPO}/issues/{number}/timeline?per_page=100").json()

    assert [x["event"] for x in entries] == [
        "labeled", "assigned", "mentioned", "subscribed", "commented", "unlabeled",
        "unassigned", "renamed", "cross-referenced", "closed", "reopened", "comment_deleted",
    ]  # fmt: skip
    assert entries[9]["state_reason"] == "not_planned"
    assert entries[-1]["actor"]["login"] == "grace-h"
    assert entries[1]["assignee"]["login"] == "ada-l"


def test_events_have_no_comments(world: World, hub: Github):
    """The events of an issue are the timeline without words."""
    number = world.open(REPO, "ada-l", "Rust", labels=["ILO"], assignees=["ada-l"])
    world.comment(REPO, number, "bo-b", "Hm")
    world.close(REPO, number, "bo-b")
    found = hub.get_repo(REPO).get_issue(number).get_events()

    assert [x.event for x in found] == ["labeled", "assigned", "closed"]


def test_accounts_keep_their_id(world: World, hub: Github):
    """An id depends on nothing but who it is, and survives another login."""
    before = hub.get_user("ada-l").id if world.user("ada-l") else 0
    world.rename_user("ada-l", "ada-k")

    assert hub.get_user("ada-k").id == before
    assert hub.get_user().login == "ilosync[bot]"
    assert hub.get_user().id == World(world.clock).user("ilosync[bot]").id


def test_a_deleted_account_is_a_ghost(world: World, hub: Github):
    """What somebody wrote outlives the account, by nobody in particular."""
    number = world.open(REPO, "ada-l", "Rust", assignees=["ada-l"])
    world.delete_user("ada-l")
    issue = hub.get_repo(REPO).get_issue(number)

    assert (issue.user.login, issue.assignees) == ("ghost", [])


def test_a_moved_issue_is_found_at_its_new_place(world: World, web: requests.Session, url: str):
    """Reading follows; a write to the old address is led on and stores nothing by itself."""
    world.repository("acme/growth", labels=("ILO",))
    number = world.open(REPO, "ada-l", "Rust", labels=["ILO", "bug"])
    old_id = world.issue(REPO, number).id
    moved = world.transfer(REPO, number, "bo-b", "acme/growth")
    found = web.get(f"{url}/repos/{REPO}/issues/{number}").json()
    write = web.post(
        f"{url}/repos/{REPO}/issues/{number}/comments", json={"body": "x"}, allow_redirects=False
    )

    assert (found["number"], found["repository_url"][-11:]) == (moved, "acme/growth")
    assert [x["name"] for x in found["labels"]] == ["ILO"]
    assert found["id"] != old_id
    assert write.status_code == 307
    assert world.issue("acme/growth", moved).comments == []


def test_a_renamed_repository_leads_on(world: World, hub: Github, web: requests.Session, url: str):
    """Reading follows with 301, writing is told 307, and the place says its new name."""
    world.rename(REPO, "growth")
    write = web.post(f"{url}/repos/{REPO}/labels", json={"name": "x"}, allow_redirects=False)

    assert hub.get_repo(REPO).full_name == "acme/growth"
    assert write.status_code == 307


def test_an_app_gets_a_token_for_an_hour(world: World, url: str, clock: SimulatedClock):
    """The installation's token works, expires by the clock, and is by the app's account."""
    world.open(REPO, "ada-l", "Rust")
    app = {"Authorization": "Bearer aaa.bbb.ccc"}
    (installed,) = requests.get(f"{url}/app/installations", headers=app, timeout=5).json()
    made = requests.post(installed["access_tokens_url"], headers=app, timeout=5).json()
    as_app = {"Authorization": f"Bearer {made['token']}"}

    def status() -> int:
        where = f"{url}/installation/repositories"
        return requests.get(where, headers=as_app, timeout=5).status_code

    assert requests.get(f"{url}/app", headers=app, timeout=5).json()["slug"] == "ilosync"
    assert made["permissions"]["issues"] == "write"
    assert status() == 200
    clock.sleep(3600)
    assert status() == 401


def test_the_client_library_can_log_in_as_an_app(world: World, url: str):
    """PyGithub finds the installation, fetches its token and writes with it."""
    number = world.open(REPO, "ada-l", "Rust")
    key = generate_private_key(public_exponent=65_537, key_size=2048).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    app = GithubIntegration(
        auth=Auth.AppAuth(77, key.decode()),
        base_url=url,
        seconds_between_requests=0,
        seconds_between_writes=0,
    )
    (installed,) = app.get_installations()
    hub = app.get_github_for_installation(installed.id)
    hub.get_repo(REPO).get_issue(number).create_comment("Hello")

    assert [x.by.login for x in world.issue(REPO, number).comments] == ["ilosync[bot]"]


def test_the_enterprise_addresses_are_answered(world: World, web: requests.Session, url: str):
    """The same under `/api/v3`, with addresses that stay there."""
    number = world.open(REPO, "ada-l", "Rust")
    found = web.get(f"{url}/api/v3/repos/{REPO}/issues/{number}").json()

    assert found["url"].startswith(f"{url}/api/v3/repos/")
    body = {"query": "{ viewer { login } }"}
    assert web.post(f"{url}/api/graphql", json=body).json()["data"] == {
        "viewer": {"login": "ilosync[bot]"}
    }
