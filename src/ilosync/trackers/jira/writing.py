"""Writing: one request each, done only where the answer proves it."""

from __future__ import annotations

from ilosync.core.model import Marker, Ref
from ilosync.errors import Refused, Unproven

from .ground import Ground
from .marker import find, hide
from .paths import comment_of, path_of
from .refusals import of_read, of_write, proof
from .shapes import Json, items, loads, mapping, text


class Writing:
    """Comments and labels. What an answer does not prove raises `Unproven`."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._name = ground.tracker
        self._garbled = False

    # --- comments ----------------------------------------------------------------------

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Post a comment; its id is the proof, and its text that the marker was kept."""
        path = f"{path_of(ticket)}/comment"
        if self._garbled:
            raise Refused(f"{self._name}: it does not keep what we write: nothing more is said.")
        self._not_twice(ticket, marker)
        written = self._written(ticket, marker, body)
        self._on.touch(ticket.key)
        answer = self._on.client.write("POST", path, self._sent(written), creates=True)
        said = proof(self._name, answer, ticket.place, f"ticket {ticket.key}", "Add comments")
        new = text(said.get("id"))
        if not new:
            raise Unproven(f"{self._name}: {ticket.key}: the answer names no comment.")
        self._kept(ticket, new, said, written)
        return new

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        """Replace a comment's text; its words are read first only where nobody knows them."""
        path = comment_of(ticket, comment)
        if body is None:
            written = hide(marker, self._words(ticket, comment), self._on.address(ticket.key))
        else:
            written = self._written(ticket, marker, body)
        self._on.touch(ticket.key)
        answer = self._on.client.write("PUT", path, self._sent(written))
        what = f"comment {comment} on {ticket.key}"
        said = proof(self._name, answer, ticket.place, what, "Edit own comments")
        if text(said.get("id")) != comment:
            raise Unproven(f"{self._name}: {ticket.key}: the answer names another comment.")
        self._kept(ticket, comment, said, written)

    def withdraw(self, ticket: Ref, comment: str) -> None:
        """Delete a comment that our account wrote; gone already is fine."""
        path = comment_of(ticket, comment)
        if comment not in self._on.notices and self._read(ticket, comment) is None:
            return
        self._on.touch(ticket.key)
        answer = self._on.client.write("DELETE", path)
        if not (answer.written or answer.missing):
            what = f"comment {comment} on {ticket.key}"
            raise of_write(self._name, ticket.place, what, "Delete own comments", answer)
        self._on.notices.withdrew(comment)

    def _sent(self, written: str) -> Json:
        """A comment as it is sent: restricted each time, since an edit may open it again."""
        if self._on.scope.visibility is None:
            return {"body": written}
        kind, who = self._on.scope.visibility
        return {"body": written, "visibility": {"type": kind, "value": who}}

    def _written(self, ticket: Ref, marker: Marker, body: str) -> str:
        return hide(marker, self._on.words(body), self._on.address(ticket.key))

    def _kept(self, ticket: Ref, comment: str, said: Json, written: str) -> None:
        """Remember it as ours. What came back without its marker could never be found again."""
        number = self._on.recent.number(ticket.key) or ticket.key
        self._on.notices.saw(number, comment, written)
        back = said.get("body")
        if isinstance(back, str) and find(back)[0] != find(written)[0]:
            self._garbled = True

    def _not_twice(self, ticket: Ref, marker: Marker) -> None:
        """Look before speaking where an earlier process may have spoken a moment ago.

        A search index lags by minutes; what this object wrote itself is read past it anyway.
        """
        if self._on.recent.sure(ticket.key):
            return
        query = {"orderBy": "-created", "maxResults": 100}
        answer = self._on.client.read(f"{path_of(ticket)}/comment", query)
        if answer.missing:
            raise of_write(self._name, ticket.place, f"ticket {ticket.key}", "Add comments", answer)
        if not answer.ok:
            raise of_read(self._name, f"ticket {ticket.key}", answer)
        us = self._on.identity.us()
        for raw in items(mapping(loads(answer.text)).get("comments")):
            found, _ = find(text(raw.get("body")))
            if found and found.key == marker.key and self._on.people.meet(raw.get("author")) in us:
                self._on.touch(ticket.key)
                raise Unproven(f"{self._name}: {ticket.key}: this was just said there.")

    def _words(self, ticket: Ref, comment: str) -> str:
        known = self._on.notices.words(comment)
        if known is not None:
            return known
        written = self._read(ticket, comment)
        if written is None:
            raise Refused(f"{self._name}: there is no comment {comment} on {ticket.key}.")
        return find(written)[1]

    def _read(self, ticket: Ref, comment: str) -> str | None:
        """The text of a comment of ours; None where it is gone. Refuses another's."""
        answer = self._on.client.read(comment_of(ticket, comment))
        if answer.missing:
            return None
        if not answer.ok:
            raise of_read(self._name, f"comment {comment}", answer)
        raw = mapping(loads(answer.text))
        if self._on.people.meet(raw.get("author")) not in self._on.identity.us():
            raise Refused(f"{self._name}: comment {comment} on {ticket.key} is not ours.")
        return text(raw.get("body"))

    # --- labels ------------------------------------------------------------------------

    def add_label(self, ticket: Ref, label: str) -> None:
        """Put one label on; it leaves the others alone, whoever changes them at the time."""
        self._labels(ticket, [{"add": label}])

    def remove_label(self, ticket: Ref, label: str) -> None:
        """Take one label off, in each way that the ticket spells it."""
        number = self._on.recent.number(ticket.key)
        known = self._on.recent.last.get(number or "")
        spelt = {x for x in known.labels if x.casefold() == label.casefold()} if known else set()
        self._labels(ticket, [{"remove": x} for x in sorted(spelt | {label})])

    def _labels(self, ticket: Ref, changes: list[Json]) -> None:
        path = path_of(ticket)
        self._on.touch(ticket.key)
        answer = self._on.client.write("PUT", path, {"update": {"labels": changes}})
        proof(self._name, answer, ticket.place, f"ticket {ticket.key}", "Edit issues")
