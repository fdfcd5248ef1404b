"""Writing: one request each, done only where the answer proves it."""

from __future__ import annotations

import re

from ilosync.core.model import Account, Marker, Ref
from ilosync.errors import Refused, Unproven
from ilosync.ports import Clock
from ilosync.trackers.answer import Answer

from .account import People
from .client import Client
from .identity import Identity
from .marker import find, hide
from .notices import Notices
from .recent import Recent
from .refusals import of_read, of_write
from .scope import Scope
from .shapes import Json, items, loads, mapping, text
from .wiki import on_cloud, on_data_center, wiki

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[0-9]+")


class Writing:
    """Comments and labels. What an answer does not prove raises `Unproven`."""

    def __init__(
        self,
        scope: Scope,
        client: Client,
        clock: Clock,
        identity: Identity,
        people: People,
        notices: Notices,
        recent: Recent,
    ) -> None:
        self._scope = scope
        self._name = scope.tracker
        self._client = client
        self._clock = clock
        self._identity = identity
        self._people = people
        self._notices = notices
        self._recent = recent
        self._garbled = False

    # --- comments ----------------------------------------------------------------------

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Post a comment; its id is the proof, and its text that the marker was kept."""
        path = f"{path_of(ticket)}/comment"
        if self._garbled:
            raise Refused(f"{self._name}: it does not keep what we write: nothing more is said.")
        self._not_twice(ticket, marker)
        written = self._written(ticket, marker, body)
        self._touch(ticket)
        answer = self._client.write("POST", path, self._sent(written), creates=True)
        said = self._proof(answer, ticket, f"ticket {ticket.key}", "Add comments")
        new = text(said.get("id"))
        if not new:
            raise Unproven(f"{self._name}: {ticket.key}: the answer names no comment.")
        self._kept(ticket, new, said, written)
        return new

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        """Replace a comment's text; its words are read first only where nobody knows them."""
        path = _comment(ticket, comment)
        if body is None:
            address = self._address(ticket)
            written = hide(marker, self._words(ticket, comment), address)
        else:
            written = self._written(ticket, marker, body)
        self._touch(ticket)
        answer = self._client.write("PUT", path, self._sent(written))
        what = f"comment {comment} on {ticket.key}"
        said = self._proof(answer, ticket, what, "Edit own comments")
        if text(said.get("id")) != comment:
            raise Unproven(f"{self._name}: {ticket.key}: the answer names another comment.")
        self._kept(ticket, comment, said, written)

    def withdraw(self, ticket: Ref, comment: str) -> None:
        """Delete a comment that our account wrote; gone already is fine."""
        path = _comment(ticket, comment)
        if comment not in self._notices and self._read(ticket, comment) is None:
            return
        self._touch(ticket)
        answer = self._client.write("DELETE", path)
        if not (answer.written or answer.missing):
            what = f"comment {comment} on {ticket.key}"
            raise of_write(self._name, ticket.place, what, "Delete own comments", answer)
        self._notices.withdrew(comment)

    def _sent(self, written: str) -> Json:
        """A comment as it is sent: restricted each time, since an edit may open it again."""
        if self._scope.visibility is None:
            return {"body": written}
        kind, who = self._scope.visibility
        return {"body": written, "visibility": {"type": kind, "value": who}}

    def _written(self, ticket: Ref, marker: Marker, body: str) -> str:
        mention = on_cloud if self._identity.cloud() else on_data_center
        words = wiki(body, lambda who: mention(Account(self._people.as_written(who))))
        return hide(marker, words, self._address(ticket))

    def _address(self, ticket: Ref) -> str:
        return self._scope.about_url or f"{self._client.url}/browse/{ticket.key}"

    def _kept(self, ticket: Ref, comment: str, said: Json, written: str) -> None:
        """Remember it as ours. What came back without its marker could never be found again."""
        number = self._recent.number(ticket.key) or ticket.key
        self._notices.saw(number, comment, written)
        back = said.get("body")
        if isinstance(back, str) and find(back)[0] != find(written)[0]:
            self._garbled = True

    def _not_twice(self, ticket: Ref, marker: Marker) -> None:
        """Look before speaking where an earlier process may have spoken a moment ago.

        A search index lags by minutes; what this object wrote itself is read past it anyway.
        """
        if self._recent.sure(ticket.key):
            return
        query = {"orderBy": "-created", "maxResults": 100}
        answer = self._client.read(f"{path_of(ticket)}/comment", query)
        if answer.missing:
            raise of_write(self._name, ticket.place, f"ticket {ticket.key}", "Add comments", answer)
        if not answer.ok:
            raise of_read(self._name, f"ticket {ticket.key}", answer)
        us = self._identity.us()
        for raw in items(mapping(loads(answer.text)).get("comments")):
            found, _ = find(text(raw.get("body")))
            if found and found.key == marker.key and self._people.meet(raw.get("author")) in us:
                self._touch(ticket)
                raise Unproven(f"{self._name}: {ticket.key}: this was just said there.")

    def _words(self, ticket: Ref, comment: str) -> str:
        known = self._notices.words(comment)
        if known is not None:
            return known
        written = self._read(ticket, comment)
        if written is None:
            raise Refused(f"{self._name}: there is no comment {comment} on {ticket.key}.")
        return find(written)[1]

    def _read(self, ticket: Ref, comment: str) -> str | None:
        """The text of a comment of ours; None where it is gone. Refuses another's."""
        answer = self._client.read(_comment(ticket, comment))
        if answer.missing:
            return None
        if not answer.ok:
            raise of_read(self._name, f"comment {comment}", answer)
        raw = mapping(loads(answer.text))
        if self._people.meet(raw.get("author")) not in self._identity.us():
            raise Refused(f"{self._name}: comment {comment} on {ticket.key} is not ours.")
        return text(raw.get("body"))

    # --- labels ------------------------------------------------------------------------

    def add_label(self, ticket: Ref, label: str) -> None:
        """Put one label on; it leaves the others alone, whoever changes them at the time."""
        self._labels(ticket, [{"add": label}])

    def remove_label(self, ticket: Ref, label: str) -> None:
        """Take one label off, in each way that the ticket spells it."""
        number = self._recent.number(ticket.key)
        known = self._recent.last.get(number or "")
        spelt = {x for x in known.labels if x.casefold() == label.casefold()} if known else set()
        self._labels(ticket, [{"remove": x} for x in sorted(spelt | {label})])

    def _labels(self, ticket: Ref, changes: list[Json]) -> None:
        path = path_of(ticket)
        self._touch(ticket)
        answer = self._client.write("PUT", path, {"update": {"labels": changes}})
        self._proof(answer, ticket, f"ticket {ticket.key}", "Edit issues")

    # --- proof -------------------------------------------------------------------------

    def _touch(self, ticket: Ref) -> None:
        self._recent.touch(ticket.key, self._clock.now())

    def _proof(self, answer: Answer, ticket: Ref, what: str, needs: str) -> Json:
        """The object of a 2xx; an error for everything else."""
        if not answer.written:
            raise of_write(self._name, ticket.place, what, needs, answer)
        return mapping(loads(answer.text))


def path_of(ticket: Ref) -> str:
    """Where a ticket is; `Refused` for what is none of Jira's."""
    if not _KEY.fullmatch(ticket.key):
        raise Refused(f"{ticket.key!r} is no ticket of Jira's.")
    return f"/issue/{ticket.key}"


def _comment(ticket: Ref, comment: str) -> str:
    if not (comment.isascii() and comment.isdigit()):
        raise Refused(f"{comment!r} is no comment of Jira's.")
    return f"{path_of(ticket)}/comment/{comment}"
