"""Webhooks of Jira: who is touched, and whether the sender is who it says."""

from __future__ import annotations

import hmac
import json
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.errors import BadDelivery, BadSignature
from ilosync.ports import Hint
from ilosync.trackers.jira.hook import touched
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


def read(payload: object, *ours: str) -> Hint:
    """What a well-signed payload touches."""
    body = json.dumps(payload).encode()
    return touched(signed(body), body, [SECRET], ours)


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


@pytest.mark.parametrize(
    "payload",
    [
        {"webhookEvent": "jira:issue_updated", "user": {"accountId": "Bot-1"}},
        {"webhookEvent": "jira:issue_updated", "user": {"name": "BOT-1", "key": "JIRAUSER1"}},
        {"webhookEvent": "comment_created", "comment": {"author": {"accountId": "bot-1"}}},
        {"webhookEvent": "comment_updated", "comment": {"updateAuthor": {"name": "bot-1"}}},
        {"webhookEvent": "comment_deleted", "user": {"name": "bot-1"}},
    ],
    ids=["cloud", "data center", "comment", "edit", "deletion"],
)
def test_what_we_did_ourselves_touches_nobody(payload: dict[str, object]):
    """Our own writes start no pass; the same by somebody else does."""
    payload = {**payload, "issue": {"id": "1"}}
    assert not read(payload, "bot-1")
    assert read(payload, "another").tickets == {"1"}


def test_what_others_do_to_our_comments_is_looked_at():
    """Cloud tells only who wrote a deleted comment, and of an edit both who wrote it and did it."""
    ours, theirs = {"accountId": "bot-1"}, {"accountId": "ada-l"}
    payload = {"webhookEvent": "comment_deleted", "comment": {"author": ours, "updateAuthor": ours}}
    payload["issue"] = {"id": "1"}
    assert read(payload, "bot-1").tickets == {"1"}
    payload["webhookEvent"] = "comment_updated"
    payload["comment"] = {"author": ours, "updateAuthor": theirs}
    assert read(payload, "bot-1").tickets == {"1"}


@pytest.mark.parametrize("name", ["\ud800", "a\x00b", "x" * 256, "\u202eada"])
def test_names_that_no_database_could_keep_are_none(name: str):
    """Of accounts and of tickets; then everyone is looked at rather than nobody."""
    fields = {"assignee": {"accountId": name}}
    payload = {"webhookEvent": "jira:issue_updated", "issue": {"id": name, "fields": fields}}
    assert read(payload) == Hint(everyone=True)


KEYS = (
    "webhookEvent", "issue", "fields", "assignee", "comment", "author", "updateAuthor", "self",
    "changelog", "items", "field", "from", "to", "user", "accountId", "name", "issueLink", "id",
)  # fmt: skip
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(
        ["assignee", "\ud800", "jira:issue_updated", "/issue/10/comment/1", "JIRAUSER1"]
    ),
)
ANY = st.recursive(
    VALUES,
    lambda x: (
        st.lists(x, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), x, max_size=4)
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(KEYS), ANY))
def test_any_well_signed_shape_is_read(payload: dict[str, object]):
    """Missing parts and odd ones are nothing, never an error; NaN and half a sign among them."""
    read({**payload, "webhookEvent": "jira:issue_updated"}, "bot-1")


MANGLED = st.tuples(st.sampled_from(sorted(RECORDED)), st.randoms(use_true_random=False))


@given(MANGLED)
def test_a_mangled_delivery_is_read_or_refused(mangled: tuple[str, Random]):
    """Bytes cut out, doubled, turned or put in anywhere: a hint or BadDelivery, nothing else."""
    name, chance = mangled
    path = contracts.folder() / "webhooks" / "jira" / f"webhook-{name}.json"
    body = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(body))
        to = min(len(body), at + chance.choice([1, 1, 7, 400]))
        odd = [b"", b"\xff", b"\x00", b'"', b"}", b"[" * 5_000, b"NaN", b"1e999", body[at:to] * 2]
        body[at:to] = chance.choice(odd)
        body = body or bytearray(b"{")
    raw = bytes(body)
    with suppress(BadDelivery):
        assert isinstance(touched(signed(raw), raw, [SECRET]), Hint)


@pytest.mark.parametrize("opened", [b"[", b'{"a":'])
def test_deep_nesting_is_refused(opened: bytes):
    """Deeper than anybody parses; a small body in which nothing ends."""
    body = b'{"webhookEvent": "x", "issue": ' + opened * 100_000
    with pytest.raises(BadDelivery):
        touched(signed(body), body, [SECRET])


@given(st.binary(max_size=40))
def test_any_bytes_are_refused_or_read(body: bytes):
    """Whatever the encoding pretends to be."""
    with suppress(BadDelivery):
        touched(signed(body), body, [SECRET])
