"""Webhooks of GitHub: whom and what each delivery touches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ilosync.core.model import Account
from ilosync.ports import Hint
from ilosync.sandbox.deliveries import Delivery
from ilosync.trackers.github.credentials import App
from ilosync.trackers.github.hook import touched
from tests import contracts
from tests.trackers.conftest import MARK, PLACE, Town
from tests.trackers.github_deliveries import (
    EVERYONE,
    FORM,
    NOTHING,
    SECRET,
    issue,
    place,
    read,
    signed,
)

HELLO = "Codertocat/Hello-World#1"
OWNER = frozenset({Account("codertocat")})
TICKET = Hint(OWNER, frozenset({HELLO}))
RECORDED = {
    "installation.": EVERYONE,
    "installation_repositories.": EVERYONE,
    "issue_comment.": TICKET,
    "issues.demilestoned": NOTHING,  # of a pull request
    "issues.milestoned": NOTHING,
    "issues.opened.18": Hint(OWNER, frozenset({HELLO, "octo-org/octo-repo#1"})),  # moved there
    "issues.": TICKET,
    "label.created": NOTHING,
    "label.deleted": EVERYONE,
    "member.": Hint(frozenset({Account("hacktocat")})),
    "membership.": Hint(OWNER),
    "organization.member_added": Hint(frozenset({Account("hacktocat")})),
    "organization.renamed": EVERYONE,
    "ping.": NOTHING,
    "repository.created": NOTHING,
    "repository.edited": NOTHING,
    "repository.": EVERYONE,
    "team.": NOTHING,
}


def recorded() -> Iterator[Path]:
    """All recorded payloads."""
    yield from sorted(Path(contracts.folder(), "webhooks", "github").glob("*.json"))


def test_each_recorded_delivery_touches_the_right_people():
    """Recorded from GitHub, of every kind: the right people and tickets, everyone, or nobody."""
    seen = 0
    for path in recorded():
        wanted = next(x for name, x in RECORDED.items() if path.name.startswith(name))
        body, event = path.read_bytes(), path.name.partition(".")[0]
        assert touched(signed(body, event), body, [SECRET]) == wanted, path.name
        payload = json.loads(body)
        ours = str(payload["sender"]["id"])
        assert touched(signed(body, event), body, [SECRET], {ours}) == NOTHING, path.name
        form = urlencode({"payload": body.decode()}).encode()
        assert touched(signed(form, event) | FORM, form, [SECRET]) == wanted, path.name
        seen += 1
    assert seen == 49


def test_old_and_new_owner_are_both_touched():
    """Whoever was taken off is named beside the ticket, not in it."""
    taken = {"action": "unassigned", "issue": issue(1, "Ada-L"), "repository": place(),
             "assignee": {"login": "Bo-B"}}  # fmt: skip
    assert read("issues", taken) == Hint(
        frozenset({Account("ada-l"), Account("bo-b")}), frozenset({f"{PLACE}#1"})
    )


def test_pull_requests_are_none_of_ours():
    """Comments on them come as comments on issues."""
    about = {"issue": issue(1, "ada-l", pull_request={}), "repository": place()}
    assert read("issue_comment", {"action": "created", **about}) == NOTHING


@pytest.mark.parametrize(
    ("action", "name", "before", "hint"),
    [
        ("created", "ILO", None, NOTHING),
        ("deleted", "ilo", None, EVERYONE),
        ("deleted", "ilo:paused", None, EVERYONE),
        ("deleted", "bug", None, NOTHING),
        ("edited", "ILO", None, NOTHING),
        ("edited", "Learning", "ILO", EVERYONE),
        ("edited", "ILO", "ILOs", EVERYONE),
        ("edited", "defect", "bug", NOTHING),
    ],
)
def test_a_label_of_ours_concerns_everyone(action: str, name: str, before: str | None, hint: Hint):
    """Renamed or deleted it changes many tickets, none of which is named; a colour changes none."""
    changes = {"name": {"from": before}} if before else {"color": {"from": "ededed"}}
    payload = {"action": action, "label": {"name": name}, "changes": changes}
    assert read("label", payload, label="ILO") == hint


def test_any_label_may_be_ours_where_ours_is_not_told():
    """Rather once too often than never."""
    assert read("label", {"action": "deleted", "label": {"name": "Lernziel"}}) == EVERYONE


def deliveries(town: Town) -> list[Delivery]:
    """What the sandbox would send, and sends no more."""
    return town.world.deliveries.take()


def hint(delivery: Delivery, *ours: str) -> Hint:
    """What a delivery of the sandbox touches."""
    return touched(delivery.headers, delivery.body, [SECRET], ours)


def test_both_addresses_of_a_transfer_are_touched(town: Town):
    """Whichever of its two deliveries arrives."""
    town.world.repository("acme/other", ("ILO",))
    ref = town.ilo()
    town.world.deliveries.hook("http://localhost:9/webhooks/github", SECRET)
    deliveries(town)
    number = town.world.transfer(PLACE, ref.number, "bo-b", "acme/other")
    sent = [x for x in map(hint, deliveries(town)) if x]
    assert len(sent) >= 2
    assert {x.tickets for x in sent} == {frozenset({ref.key, f"acme/other#{number}"})}


@pytest.mark.parametrize("as_app", [False, True])
def test_our_own_writes_touch_nothing(town: Town, app: App, as_app: bool):
    """A person's token or an App's: its deliveries name the number by which we know ourselves."""
    ref, tracker = town.ilo(), town.tracker(auth=app) if as_app else town.tracker()
    assert tracker.ours == frozenset()
    tracker.look([ref.key])
    town.world.deliveries.hook("http://localhost:9/webhooks/github", SECRET)
    deliveries(town)
    comment = tracker.say(ref, MARK, "Hello")
    tracker.revise(ref, comment, MARK, "Hi")
    tracker.add_label(ref, "ilo:paused")
    tracker.remove_label(ref, "ilo:paused")
    ours = deliveries(town)
    assert len(ours) == 4
    assert [hint(x, *tracker.ours) for x in ours] == [NOTHING] * 4

    town.world.edit_comment(int(comment), "ada-l", "- [x] Yes")
    assert [hint(x, *tracker.ours).tickets for x in deliveries(town)] == [{ref.key}]


def test_earlier_accounts_of_ours_are_ours(town: Town):
    """Known once somebody asked whose account the token is; nothing is asked for that."""
    tracker = town.tracker(formerly=[99])
    assert (tracker.ours, town.world.count()) == (frozenset(), 0)
    tracker.read()
    assert tracker.ours == {"99", str(town.world.user("ilosync[bot]").id)}
