"""Webhooks of GitHub: whether the sender is who it says, and bodies that cannot be read."""

from __future__ import annotations

import json
from contextlib import suppress
from random import Random
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.errors import BadDelivery, BadSignature
from ilosync.ports import Hint
from ilosync.trackers.github.hook import touched
from tests.trackers.conftest import PLACE
from tests.trackers.github_deliveries import FORM, SECRET, issue, place, read, signed


def test_what_is_not_signed_with_our_secret_is_not_read():
    """No signature, an old kind of it, another secret, another body: refused before parsing."""
    body = b"not even JSON"
    good = signed(body, "issues")
    digest = good["X-Hub-Signature-256"].partition("=")[2]
    for wrong in (
        {},
        {"X-Hub-Signature": f"sha1={digest}"},
        {"X-Hub-Signature-256": f"sha1={digest}"},
        {"X-Hub-Signature-256": digest},
        {"X-Hub-Signature-256": "sha256="},
        {"X-Hub-Signature-256": "sha256=\u00fc\ud800"},
        signed(body, "issues", "other"),
        signed(body + b" ", "issues"),
    ):
        with pytest.raises(BadSignature):
            touched(wrong, body, [SECRET])
    with pytest.raises(BadDelivery) as unread:
        touched(good, body, [SECRET])
    assert not isinstance(unread.value, BadSignature)


@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_without_a_secret_nobody_is_believed(secrets: list[str]):
    """Not even who signed with none."""
    body = b"{}"
    with pytest.raises(BadSignature, match="webhook_secret"):
        touched(signed(body, "ping", ""), body, secrets)


def test_two_secrets_hold_while_one_is_changed():
    """The old one and the new one, in any order; header names in any case."""
    body = json.dumps({"issue": issue(), "repository": place()}).encode()
    for secret in ("old", "new"):
        headers = {k.upper(): v for k, v in signed(body, "issues", secret).items()}
        assert touched(headers, body, ["new", "old"]).tickets == {f"{PLACE}#1"}


def test_a_form_is_signed_as_it_is_sent():
    """GitHub's default content type: the signature covers the form, not the JSON in it."""
    written = json.dumps({"issue": issue(7, "ada-l"), "repository": place()})
    body = urlencode({"payload": written}).encode()
    assert touched(signed(body, "issues") | FORM, body, [SECRET]).tickets == {f"{PLACE}#7"}
    with pytest.raises(BadSignature):
        touched(signed(written.encode(), "issues") | FORM, body, [SECRET])


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"5", b'"x"', b"[]", b"{", b"{}x", b'{"a": NaN}', b'{"a": 1, "a": 1}',
     b'{"issue": {"number": 1, "number": 2}}', b"\xff\xfe", b'"\xc3\x28"', b"[" * 100_000,
     b'{"a":' * 100_000, b'{"a": ' + b"9" * 5_000 + b"}", b"payload=%7B%7D"],
)  # fmt: skip
@pytest.mark.parametrize("event", ["issues", "ping", "push", "whatever"])
def test_a_body_that_cannot_be_read_is_a_bad_delivery(body: bytes, event: str):
    """Whatever its event, and as a form just the same."""
    form = urlencode({"payload": body}).encode()
    for sent, more in ((body, {}), (form, FORM)):
        with pytest.raises(BadDelivery):
            touched(signed(sent, event) | more, sent, [SECRET])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"payload",
        b"other=%7B%7D",
        b"payload=%7B%7D&payload=%7B%7D",
        b"payload=%7B%22a%22%3A%22%ff%22%7D",
        b"a=1&" * 20 + b"payload=%7B%7D",
    ],
)
def test_a_form_that_is_none_is_a_bad_delivery(body: bytes):
    """Without a payload, with two of them, or with no end of fields."""
    with pytest.raises(BadDelivery):
        touched(signed(body, "ping") | FORM, body, [SECRET])


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"issue": issue()},
        {"repository": place()},
        {"issue": [], "repository": place()},
        {"issue": issue(), "repository": PLACE},
        {"issue": issue(0), "repository": place()},
        {"issue": issue(10**12), "repository": place()},
        {"issue": {"number": "1"}, "repository": place()},
        {"issue": {"number": True}, "repository": place()},
        {"issue": {"number": 1.0}, "repository": place()},
        {"issue": issue(), "repository": place("acme")},
        {"issue": issue(), "repository": place("acme/learning#1")},
        {"issue": issue(), "repository": place("acme/\ud800")},
        {"issue": issue(assignees={}), "repository": place()},
        {"issue": issue(assignees=["ada-l"]), "repository": place()},
        {"issue": issue(1, "ada l"), "repository": place()},
        {"issue": issue(1, "x" * 200), "repository": place()},
        {"issue": issue(), "repository": place(), "sender": 5},
        {"issue": issue(), "repository": place(), "assignee": "ada-l"},
        {"issue": issue(), "repository": place(), "changes": []},
        {"issue": issue(), "repository": place(), "changes": {"new_issue": 5}},
        {"issue": issue(), "repository": place(), "changes": {"new_issue": issue()}},
    ],
)
def test_what_lacks_what_it_needs_is_a_bad_delivery(payload: object):
    """A ticket without a number or a repository, and everything of the wrong type."""
    with pytest.raises(BadDelivery):
        read("issues", payload)


def test_a_delivery_without_an_event_is_a_bad_delivery():
    """GitHub names the event in a header."""
    body = b"{}"
    headers = {k: v for k, v in signed(body, "").items() if k != "X-GitHub-Event"}
    with pytest.raises(BadDelivery, match="X-GitHub-Event"):
        touched(headers, body, [SECRET])


WORDS = st.sampled_from(
    [
        *("issue", "repository", "full_name", "number", "assignees", "login", "sender", "id"),
        *("changes", "label", "name", "from", "action", "member", "membership", "user"),
        *("new_issue", "edited", PLACE),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=20,
)
EVENTS = st.sampled_from(
    [
        *("issues", "issue_comment", "label", "member", "membership", "organization"),
        *("repository", "team", "installation", "push", "x"),
    ]
)


@given(EVENTS, JSON)
def test_no_payload_does_more_than_be_refused(event: str, payload: object):
    """A hint or a bad delivery, whatever is in it."""
    with suppress(BadDelivery):
        assert isinstance(read(event, payload), Hint)


@given(st.binary(max_size=200) | st.integers(0, 10_000), st.booleans(), EVENTS)
def test_no_mangled_body_does_more_than_be_refused(what: bytes | int, form: bool, event: str):
    """Noise, and a real body with some of its bytes changed, lost or doubled."""
    body = what if isinstance(what, bytes) else mangled(what)
    with suppress(BadDelivery):
        headers = signed(body, event) | (FORM if form else {})
        assert isinstance(touched(headers, body, [SECRET]), Hint)


def mangled(seed: int) -> bytes:
    """A body that was whole once."""
    random = Random(seed)
    changes = {"new_issue": issue(2), "new_repository": place("acme/other")}
    whole = {"action": "transferred", "issue": issue(1, "ada-l"), "repository": place(),
             "sender": {"id": 5}, "changes": changes}  # fmt: skip
    body = bytearray(json.dumps(whole).encode())
    for _ in range(random.randint(1, 5)):
        start = random.randrange(len(body))
        end = start + random.randint(0, 9)
        body[start:end] = random.choice([b"", body[start:end] * 2, random.randbytes(2), b'"', b"{"])
    return bytes(body)
