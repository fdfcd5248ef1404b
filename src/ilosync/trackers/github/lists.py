"""Lists by REST, page by page; what is no list has not been read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from ilosync.errors import TryLater
from ilosync.trackers.answer import Answer

from .client import Client
from .refusals import of_read
from .shapes import Json, items, loads, mapping

A_PAGE = 100


class Gone(Exception):
    """404, 410, 422 or 501 on the first page: there is no such list."""


def every(
    client: Client,
    tracker: str,
    path: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    inside: str = "",
) -> Iterator[Json]:
    """All objects of a list, or of the field `inside` of it. Raises `Gone` or as `of_read`."""
    for answer in _pages(client, path, parameters or {}):
        if answer.missing or answer.unknown or answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise Gone(str(answer.status))
        if not answer.ok:
            raise of_read(tracker, path, answer)
        yield from _objects(tracker, path, answer, inside)


def _pages(client: Client, path: str, parameters: Mapping[str, Any]) -> Iterator[Answer]:
    """The answers until the last page; a server that always sends the same one ends it too."""
    number, before = 1, ""
    while True:
        answer = client.read(path, {**parameters, "per_page": A_PAGE, "page": number})
        if number > 1 and answer.text == before:
            return
        yield answer
        if not has_more(answer, A_PAGE):
            return
        number, before = number + 1, answer.text


def has_more(answer: Answer, size: int) -> bool:
    """By the Link header; where there is none, a page of full size may not be the last."""
    link = answer.headers.get("link", "")
    if link:
        return 'rel="next"' in link
    found = loads(answer.text)
    return isinstance(found, list) and len(found) >= size


def _objects(tracker: str, path: str, answer: Answer, inside: str) -> list[Json]:
    body = loads(answer.text)
    found = mapping(body).get(inside) if inside else body
    if mapping(body).get("incomplete_results") is True:  # a search that ran out of time
        raise TryLater(f"{tracker}: {path} answered with a part only.")
    if not isinstance(found, list):
        raise TryLater(f"{tracker}: {path} answered with no list.")
    return items(found)
