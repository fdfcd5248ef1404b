"""What a webhook of GitHub's touches: pure, from headers, raw body and secrets. A hint, no fact.

GitHub docs, "Validating webhook deliveries": `X-Hub-Signature-256: sha256=…` is the HMAC of the
raw body; "Webhook events and payloads" says what is in it. Unknown events touch nothing.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import parse_qsl

from ilosync.core.model import Account
from ilosync.errors import BadDelivery, BadSignature
from ilosync.ports import Hint

from .labels import is_ours
from .shapes import Json, text

_LOGIN = re.compile(r"[A-Za-z0-9_-]{1,100}(?:\[bot\])?")
_PLACE = re.compile(r"[A-Za-z0-9_-]{1,39}/[A-Za-z0-9._-]{1,100}")
_FORM = "application/x-www-form-urlencoded"
_LARGEST = 999_999_999  # no repository has more tickets

_ISSUES = {"issues", "issue_comment"}
_PEOPLE = {"member", "membership", "organization"}
_CHANGES_ALL = {  # events after which tickets may be elsewhere, hidden, or there at last
    "installation": None,
    "installation_repositories": None,
    "installation_target": None,
    "organization": {"renamed", "deleted"},
    "public": None,
    "repository": {
        "archived", "unarchived", "deleted", "privatized", "publicized", "renamed", "transferred",
    },
    "team": {"deleted", "removed_from_repository"},
}  # fmt: skip


def touched(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Collection[str],
    ours: Collection[str] = (),
    label: str | None = None,
) -> Hint:
    """What a delivery is about; nothing where one of `ours`, our accounts' ids, did it.

    `label` is the configured one; where it is not given, any label may be ours. Raises
    BadSignature (nothing of the body has been read then) or BadDelivery, and nothing else.
    """
    named = {k.lower(): v for k, v in headers.items()}
    _check(named.get("x-hub-signature-256", ""), body, secrets)
    event = named.get("x-github-event", "")
    if not event:
        raise BadDelivery("it has no header X-GitHub-Event")
    payload = _payload(body, named.get("content-type", ""))
    if _sender(payload) in ours:
        return Hint()
    action = text(payload.get("action"))
    if event in _ISSUES:
        return _of_issue(payload)
    if event == "label":
        return Hint(everyone=_concerns(payload, label))
    if event in _CHANGES_ALL:
        actions = _CHANGES_ALL[event]
        if actions is None or action in actions:
            return Hint(everyone=True)
    return Hint(accounts=_members(payload)) if event in _PEOPLE else Hint()


# --- may it be believed -----------------------------------------------------------------


def _check(sent: str, body: bytes, secrets: Collection[str]) -> None:
    """Compare in constant time, with each secret: while one is changed there are two."""
    known = [x for x in secrets if x]
    if not known:
        raise BadSignature("no webhook_secret is set, so that none can be trusted")
    method, _, digest = sent.strip().partition("=")
    if method.lower() != "sha256" or not digest:
        raise BadSignature("set the secret in the webhook's settings on GitHub")
    wanted = [hmac.new(x.encode(), body, "sha256").hexdigest() for x in known]
    given = digest.strip().lower().encode(errors="replace")
    if not any(hmac.compare_digest(x.encode(), given) for x in wanted):
        raise BadSignature("the secret on GitHub is not the one that is set here")


def _payload(body: bytes, kind: str) -> Json:
    """The object in a body: JSON, or a form with JSON in it, which is GitHub's default."""
    try:
        written = body.decode()
        if kind.partition(";")[0].strip().lower() == _FORM:
            fields = parse_qsl(written, strict_parsing=True, errors="strict", max_num_fields=10)
            (written,) = [value for name, value in fields if name == "payload"]
        payload = json.loads(written, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadDelivery("it is no JSON, nor a form with JSON as its payload") from None
    if not isinstance(payload, dict):
        raise BadDelivery("it is no JSON object")
    return payload


def _once(pairs: list[tuple[str, object]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


# --- what it is about -------------------------------------------------------------------


def _sender(payload: Json) -> str:
    """Who did it, by number: an App is its bot here, of the number that it writes under."""
    sender = payload.get("sender")
    number = _object(sender, "sender").get("id") if sender is not None else None
    return str(number) if isinstance(number, int) else ""


def _of_issue(payload: Json) -> Hint:
    """The ticket and its owners, old and new; of a transfer both addresses."""
    issue = _object(payload.get("issue"), "issue")
    if "pull_request" in issue:
        return Hint()
    found = [(issue, payload.get("repository"))]
    changes = payload.get("changes")
    moved = _object(changes, "changes") if changes is not None else {}
    for end in ("old", "new"):
        if moved.get(f"{end}_issue") is not None:
            other = _object(moved[f"{end}_issue"], f"{end}_issue")
            found.append((other, moved.get(f"{end}_repository")))
    owners = [x for one, _ in found for x in _assignees(one)]
    if payload.get("assignee") is not None:
        owners.append(_login(payload["assignee"]))
    return Hint(frozenset(owners), frozenset(_name(one, place) for one, place in found))


def _name(issue: Json, place: object) -> str:
    key = _object(place, "repository").get("full_name")
    number = issue.get("number")
    fits = isinstance(key, str) and _PLACE.fullmatch(key)
    if not fits or type(number) is not int or not 0 < number <= _LARGEST:
        raise BadDelivery("it names no ticket")
    return f"{key}#{number}"


def _assignees(issue: Json) -> Iterator[Account]:
    listed = issue.get("assignees", [])
    if not isinstance(listed, list):
        raise BadDelivery("its assignees are no list")
    yield from map(_login, listed)


def _members(payload: Json) -> frozenset[Account]:
    """Whoever has come or gone: who is gone may have lost their tickets."""
    membership = payload.get("membership")
    within = _object(membership, "membership").get("user") if membership is not None else None
    member = payload.get("member") or within
    return frozenset({_login(member)} if member is not None else ())


def _login(user: object) -> Account:
    login = _object(user, "user").get("login")
    if not isinstance(login, str) or not _LOGIN.fullmatch(login):
        raise BadDelivery("it names an account that can be none")
    return Account(login.lower())


def _concerns(payload: Json, label: str | None) -> bool:
    """Whether a label of ours was renamed or deleted; a new one is on no ticket yet."""
    name = _object(payload.get("label"), "label").get("name")
    changes = payload.get("changes")
    changed = _object(changes, "changes").get("name") if changes is not None else None
    before = _object(changed, "name").get("from") if changed is not None else None
    if payload.get("action") == "edited" and before is None:
        return False  # its colour, or what it says about itself
    names = [x for x in (name, before) if isinstance(x, str)]
    return text(payload.get("action")) in {"edited", "deleted"} and any(
        label is None or is_ours(x, label) for x in names
    )


def _object(value: object, what: str) -> Json:
    if not isinstance(value, dict):
        raise BadDelivery(f"its {what} is no object")
    return value
