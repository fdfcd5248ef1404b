"""What a webhook of Jira's touches: pure, from headers, raw body and secrets. A hint, no fact.

Atlassian docs, "Webhooks" (Cloud) and "Managing webhooks" (Data Center): `X-Hub-Signature:
sha256=…` is the HMAC of the raw body. Payloads differ by product, version and event; what
cannot be told from one is looked up.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ilosync.core.model import Account
from ilosync.errors import IlosyncError

from .shapes import Json, items, loads, mapping, text

_METHODS = ("sha256", "sha384", "sha512")
_ISSUE = re.compile(r"/issue/([^/?#]+)(?:/|$)")
_ABOUT_TICKETS = ("jira:issue", "comment_", "issue", "worklog_", "project_", "attachment_")
_ROLES = ("assignee", "reporter", "creator")


class BadDelivery(IlosyncError):
    """This is no delivery of a webhook that can be read:"""


class BadSignature(BadDelivery):
    """The signature of a webhook is missing or wrong:"""


@dataclass(frozen=True, slots=True)
class Hint:
    """Whom and what to look at: owners old and new, tickets by number or key, or everyone."""

    accounts: frozenset[Account] = frozenset()
    tickets: frozenset[str] = frozenset()
    everyone: bool = False


def touched(headers: Mapping[str, str], body: bytes, secrets: Collection[str]) -> Hint:
    """What a delivery is about.

    Raises BadSignature (nothing of the body has been read then) or BadDelivery.
    """
    _check(headers, body, secrets)
    payload = loads(body)
    event = payload.get("webhookEvent") if isinstance(payload, dict) else None
    if not isinstance(event, str) or not event:
        raise BadDelivery("it is no JSON object with a webhookEvent")
    tickets = frozenset(_tickets(payload))
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
    given = digest.strip().lower().encode()
    if not any(hmac.compare_digest(x.encode(), given) for x in wanted):
        raise BadSignature("the secret in Jira is not the one that is set here")


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
    written = text(user.get("accountId")) or text(user.get("name"))
    return Account(written.lower()) if written else None


def _by_itself(who: str, *, cloud: bool) -> Account | None:
    """Whether a history's word for a person is their account: not a key or an old name."""
    is_id = ":" in who or re.fullmatch(r"[0-9a-f]{24}|[0-9]{3,}", who) is not None
    if cloud:
        return Account(who.lower()) if is_id else None
    return None if re.fullmatch(r"(?i)jirauser\d+", who) else Account(who.lower())
