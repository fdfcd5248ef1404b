"""What a webhook of Jira's touches: pure, from headers, raw body and secrets. A hint, no fact.

Atlassian docs, "Webhooks" (Cloud) and "Managing webhooks" (Data Center): `X-Hub-Signature:
sha256=…` is the HMAC of the raw body. Payloads differ by product, version and event; what
cannot be told from one is looked up.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Iterator, Mapping

from ilosync.core.model import Account
from ilosync.errors import BadDelivery, BadSignature
from ilosync.ports import Hint

from .shapes import Json, items, loads, mapping, text

_METHODS = ("sha256", "sha384", "sha512")
_ISSUE = re.compile(r"/issue/([^/?#]+)(?:/|$)")
_NAME = re.compile(r"(?:[A-Za-z][A-Za-z0-9_]{0,254}-)?[0-9]{1,18}")
_ABOUT_TICKETS = ("jira:issue", "comment_", "issue", "worklog_", "project_", "attachment_")
_ROLES = ("assignee", "reporter", "creator")
_LONGEST = 255  # signs of an account's name


def touched(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Collection[str],
    ours: Collection[str] = (),
) -> Hint:
    """What a delivery is about; nothing where one of `ours`, our own accounts, did it.

    Raises BadSignature (nothing of the body has been read then) or BadDelivery, and nothing
    else whatever the body is.
    """
    _check(headers, body, secrets)
    payload = loads(body)
    event = payload.get("webhookEvent") if isinstance(payload, dict) else None
    if not isinstance(event, str) or not event:
        raise BadDelivery("it is no JSON object with a webhookEvent")
    if _by(event, payload) in ours:
        return Hint()
    tickets = frozenset(x for x in _tickets(payload) if _NAME.fullmatch(x))
    accounts, unknown = _owners(payload)
    about = event.startswith(_ABOUT_TICKETS)
    return Hint(accounts, tickets, everyone=unknown or (about and not tickets))


def _check(headers: Mapping[str, str], body: bytes, secrets: Collection[str]) -> None:
    """Compare in constant time, with each secret: while one is changed there are two."""
    sent = next((v for k, v in headers.items() if k.lower() == "x-hub-signature"), "")
    method, _, digest = sent.strip().partition("=")
    known = [x for x in secrets if x]
    if not known:
        raise BadSignature("no webhook_secret is set, so that none can be trusted")
    if method.lower() not in _METHODS or not digest:
        raise BadSignature("set the secret in the webhook's settings in Jira")
    wanted = [hmac.new(x.encode(), body, method.lower()).hexdigest() for x in known]
    given = digest.strip().lower().encode(errors="replace")
    if not any(hmac.compare_digest(x.encode(), given) for x in wanted):
        raise BadSignature("the secret in Jira is not the one that is set here")


def _by(event: str, payload: Json) -> Account | None:
    """Who did it. Of a deleted comment only its author is told, where nobody else is."""
    comment = mapping(payload.get("comment"))
    users = [payload.get("user")]
    if event in {"comment_created", "comment_updated"}:
        users += [comment.get("updateAuthor"), comment.get("author")]
    return next((x for u in users if (x := _account(mapping(u)))), None)


def _tickets(payload: Json) -> Iterator[str]:
    """The ticket's number, or its key; Data Center's comments name it in their address only."""
    issue = mapping(payload.get("issue"))
    if found := text(issue.get("id")) or text(issue.get("key")):
        yield found
    for part in ("comment", "worklog"):
        said = mapping(payload.get(part))
        address = _ISSUE.search(text(said.get("self")))
        if number := text(said.get("issueId")) or (address[1] if address else ""):
            yield number
    link = mapping(payload.get("issueLink"))
    yield from (x for end in ("sourceIssueId", "destinationIssueId") if (x := text(link.get(end))))


def _owners(payload: Json) -> tuple[frozenset[Account], bool]:
    """Whose the ticket is and was; and whether it was somebody's whom nothing here explains."""
    fields = mapping(mapping(payload.get("issue")).get("fields"))
    users = [mapping(fields.get(x)) for x in _ROLES]
    users += [mapping(payload.get("user")), mapping(mapping(payload.get("comment")).get("author"))]
    cloud = any(x.get("accountId") for x in users)
    names = {text(x.get(y)).lower(): _account(x) for x in users for y in ("key", "name")}
    found = {_account(mapping(fields.get("assignee")))}
    unknown = False
    for change in items(mapping(payload.get("changelog")).get("items")):
        if "assignee" not in (change.get("fieldId"), change.get("field")):
            continue
        for end, exact in (("from", "tmpFromAccountId"), ("to", "tmpToAccountId")):
            who = text(change.get(exact)) or text(change.get(end))
            if not who:
                continue
            resolved = names.get(who.lower()) or _by_itself(who, cloud=cloud)
            found.add(resolved)
            unknown = unknown or resolved is None
    return frozenset(x for x in found if x), unknown


def _account(user: Json) -> Account | None:
    return _named(text(user.get("accountId")) or text(user.get("name")))


def _named(written: str) -> Account | None:
    """An account as we write it; what no database could keep is none."""
    usable = written and len(written) <= _LONGEST and written.isprintable()
    return Account(written.lower()) if usable else None


def _by_itself(who: str, *, cloud: bool) -> Account | None:
    """Whether a history's word for a person is their account: not a key or an old name."""
    is_id = ":" in who or re.fullmatch(r"[0-9a-f]{24}|[0-9]{3,}", who) is not None
    if cloud:
        return _named(who) if is_id else None
    return None if re.fullmatch(r"(?i)jirauser\d+", who) else _named(who)
