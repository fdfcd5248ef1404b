"""Webhooks of Jira: who is touched, and whether the sender is who it says."""

from __future__ import annotations

import hmac
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.trackers.jira.hook import BadDelivery, BadSignature, Hint, touched
from tests import contracts

SECRET = "s3cret"
ADMIN = "5c5f880629be9642ba529340"
SAMPLE = "5cedcb4355a88a0fc86388ba"
RECORDED = {
    "cloud-comment-created-mention-user": ({}, {"10040"}),
    "cloud-comment-deleted": ({SAMPLE}, {"10357"}),
    "cloud-issue-created-many-fields": ({SAMPLE}, {"10509"}),
    "issue-assigned-empty-changelog": ({"789012"}, {"10001"}),
    "issue-created-no-description-nor-relevant-fields": ({}, {"10040"}),
    "issue-created-no-relevant-fields": ({}, {"10040"}),
    "issue-created": ({}, {"10040"}),
    "issue-updated-assigned-nobody": ({ADMIN}, {"10040"}),
    "issue-updated-assigned": ({ADMIN}, {"10040"}),
    "issue-updated-components": ({}, {"10360"}),
    "issue-updated-fix-version": ({}, {"10040"}),
    "issue-updated-labels": ({}, {"10040"}),
    "issue-updated-multiple-custom-fields": ({}, {"10040"}),
    "issue-updated-raised-priority": ({}, {"10040"}),
    "issue-updated-renamed": ({}, {"10040"}),
    "issue-updated-reopened": ({}, {"10040"}),
    "issue-updated-resolved": ({}, {"10040"}),
    "issue-updated-started-working": ({}, {"10040"}),
    "server-comment-deleted": ({}, {"10013"}),
    "server-issue-updated-closed": ({"admin"}, {"10300"}),
    "server-issue-updated-comment-edited": ({"levbrouk"}, {"10013"}),
    "server-issue-updated-commented-2": ({"dylan"}, {"10231"}),
    "server-issue-updated-commented-mention-user": ({"levbrouk"}, {"10013"}),
    "server-issue-updated-many-fields": ({"mickmister"}, {"10400"}),
    "server-issue-updated-resolved": ({}, {"10300"}),
    "server-old-issue-updated-no-event-type-comment-deleted": ({"levbrouk"}, {"10013"}),
    "server-old-issue-updated-no-event-type-commented": ({"levbrouk"}, {"10013"}),
    "server-updated-custom-field": ({}, {"10106"}),
}


def signed(body: bytes, secret: str = SECRET, method: str = "sha256") -> dict[str, str]:
    """The header that Jira sends."""
    digest = hmac.new(secret.encode(), body, method).hexdigest()
    return {"X-Hub-Signature": f"{method}={digest}"}


def read(payload: object) -> Hint:
    """What a well-signed payload touches."""
    body = json.dumps(payload).encode()
    return touched(signed(body), body, [SECRET])


@pytest.mark.parametrize("name", RECORDED)
def test_each_recorded_delivery_touches_the_right_people(name: str):
    """Recorded from Cloud and from Server, old and new."""
    path = contracts.folder() / "webhooks" / "jira" / f"webhook-{name}.json"
    body = path.read_bytes()
    people, tickets = RECORDED[name]
    assert touched(signed(body), body, [SECRET]) == Hint(frozenset(people), frozenset(tickets))


def test_every_recorded_delivery_is_looked_at():
    """None of the folder is left out of the list above."""
    there = Path(contracts.folder(), "webhooks", "jira").glob("webhook-*.json")
    assert {x.stem.removeprefix("webhook-") for x in there} == set(RECORDED)


@pytest.mark.parametrize("header", ["X-Hub-Signature", "x-hub-signature"])
@pytest.mark.parametrize("method", ["sha256", "sha512"])
def test_any_of_our_secrets_will_do(header: str, method: str):
    """While one is changed there are two."""
    body = b'{"webhookEvent": "jira:issue_updated", "issue": {"id": "1"}}'
    (value,) = signed(body, method=method).values()
    assert touched({header: value}, body, ["new", SECRET]).tickets == {"1"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature": ""},
        {"X-Hub-Signature": "sha256="},
        {"X-Hub-Signature": "sha256=é"},
        {"X-Hub-Signature": "md5=0"},
        signed(b"{}", "another"),
        signed(b"{} "),
        signed(b"{}", method="sha1"),
    ],
)
def test_a_wrong_signature_is_refused_before_anything_is_read(headers: dict[str, str]):
    """Missing, empty, of another secret, of another body, of a method too weak."""
    with pytest.raises(BadSignature):
        touched(headers, b"{}", [SECRET])


def test_without_a_secret_nothing_is_trusted():
    """Not even what is signed with an empty one."""
    for secrets in ([], [""]):
        with pytest.raises(BadSignature, match="no webhook_secret"):
            touched(signed(b"{}", ""), b"{}", secrets)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b'{"webhookEvent": 3}', b"[" * 9_000])
def test_what_is_no_delivery_is_refused(body: bytes):
    """Well signed, and yet nothing of Jira's."""
    with pytest.raises(BadDelivery):
        touched(signed(body), body, [SECRET])


def test_an_owner_whom_nothing_explains_means_everyone():
    """Data Center's key of somebody who is not in the payload: better look at all."""
    change = {"field": "assignee", "from": "JIRAUSER10100", "to": "JIRAUSER10200"}
    owner = {"name": "Bo-B", "key": "JIRAUSER10200"}
    payload = {
        "webhookEvent": "jira:issue_updated",
        "issue": {"id": "1", "fields": {"assignee": owner}},
        "changelog": {"items": [change]},
    }
    assert read(payload) == Hint(frozenset({"bo-b"}), frozenset({"1"}), everyone=True)
    payload["user"] = {"name": "ada-l", "key": "JIRAUSER10100"}
    assert read(payload) == Hint(frozenset({"ada-l", "bo-b"}), frozenset({"1"}))


@pytest.mark.parametrize(
    ("event", "everyone"),
    [("project_deleted", True), ("jira:issue_updated", True), ("sprint_started", False)],
)
def test_an_event_without_a_ticket_is_everybodys_or_nobodys(event: str, everyone: bool):
    """About tickets, but which? Everyone. About sprints and versions: nobody."""
    assert read({"webhookEvent": event}) == Hint(everyone=everyone)


def test_linked_tickets_are_both_touched():
    """Their numbers are all that comes."""
    link = {"sourceIssueId": 10, "destinationIssueId": 11}
    payload = {"webhookEvent": "issuelink_created", "issueLink": link}
    assert read(payload).tickets == {"10", "11"}


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda x: (
        st.lists(x, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["issue", "fields", "assignee", "comment", "self", "changelog", "items"]
            )
            | st.text(max_size=3),
            x,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(["issue", "comment", "changelog", "user"]), ANY))
def test_any_well_signed_shape_is_read(payload: dict[str, object]):
    """Missing parts and odd ones are nothing, never an error."""
    read({**payload, "webhookEvent": "jira:issue_updated"})
