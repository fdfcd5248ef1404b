"""What a GraphQL answer means: data, or why it is none.

GitHub docs: errors come with status 200, beside partial data. Such data counts as not read.
"""

from __future__ import annotations

from dataclasses import dataclass

from ilosync.errors import Refused, TryLater
from ilosync.trackers.answer import Answer

from .refusals import not_accepted, said
from .shapes import Json, loads, mapping, text

_NOT_UNDERSTOOD = {"undefinedField", "undefinedType", "argumentNotAccepted", "undefinedFragment"}


class NoGraphql(Exception):
    """The server, or the token, answers no GraphQL; REST has to do."""


class NotRead(Exception):
    """The answer is incomplete or none; less at once may do.

    `aliases` are the parts of the question that failed; none: nobody knows which.
    """

    def __init__(self, detail: str, aliases: frozenset[str] = frozenset()) -> None:
        super().__init__(detail)
        self.aliases = aliases


@dataclass(frozen=True, slots=True)
class Missing:
    """The data, and the aliases of what does not exist for this token."""

    data: Json
    aliases: frozenset[str] = frozenset()


def data_of(name: str, answer: Answer) -> Missing:
    """The data of a complete answer. Raises NoGraphql, NotRead, Refused or TryLater."""
    if answer.stranger:
        raise not_accepted(name)
    if answer.forbidden or answer.unknown:
        raise NoGraphql(f"{answer.status} {said(answer)}".strip())
    if answer.broken:
        raise NotRead(f"status {answer.status}")
    if not answer.ok:
        raise TryLater(f"{name}: GraphQL answered {answer.status} {said(answer)}".rstrip())
    body = loads(answer.text)
    if not isinstance(body, dict) or not isinstance(body.get("data", {}), dict | None):
        raise NotRead("the answer was no JSON object")
    raw = body.get("errors")
    errors = [mapping(e) for e in raw] if isinstance(raw, list) else []
    _check(name, [e for e in errors if not _is_missing(e)])
    if body.get("data") is None:
        raise NotRead("there was no data")
    return Missing(mapping(body["data"]), frozenset(map(_alias, errors)))


def _check(name: str, errors: list[Json]) -> None:
    """Nothing where there is none; else what the worst of them means."""
    if not errors:
        return
    kinds = {text(e.get("type")) for e in errors}
    codes = {text(mapping(e.get("extensions")).get("code")) for e in errors}
    if codes & _NOT_UNDERSTOOD or any(_unknown_field(e) for e in errors):
        raise NoGraphql("it does not know a field that is needed")
    first = text(errors[0].get("message"))[:200]
    if "INSUFFICIENT_SCOPES" in kinds:
        raise Refused(f"{name}: the token may not read this: {first}")
    raise NotRead(first or "the answer had errors", frozenset(map(_alias, errors)) - {""})


def _is_missing(error: Json) -> bool:
    return error.get("type") == "NOT_FOUND" and bool(_alias(error))


def _unknown_field(error: Json) -> bool:
    message = text(error.get("message"))
    return message.startswith("Cannot query field") or "doesn't exist on type" in message


def _alias(error: Json) -> str:
    path = error.get("path")
    return str(path[0]) if isinstance(path, list) and path else ""
