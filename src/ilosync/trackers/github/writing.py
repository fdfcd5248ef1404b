"""Notices, signs and labels by REST: one request each, done only where the answer proves it."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from ilosync.core.model import Marker, Ref
from ilosync.errors import Refused, TryLater, Unproven
from ilosync.mentions import at_names
from ilosync.trackers.answer import Answer
from ilosync.trackers.marker import find, hide

from .account import actor
from .client import Client
from .identity import Identity
from .notices import Notices
from .paths import PUZZLED, UNDERSTOOD, comment_path, issue_path
from .refusals import of_read, of_write, proof, said
from .shapes import loads, mapping, text, whole

_QUIET = "d4c5f9"  # a pale violet; labels are nobody's alarm
_ABOUT = "Individual Learning Objectives"


class Writing:
    """Comments, signs on them, and labels. What an answer does not prove raises `Unproven`."""

    def __init__(self, name: str, client: Client, identity: Identity, notices: Notices) -> None:
        self._name = name
        self._client = client
        self._identity = identity
        self._notices = notices

    # --- comments ----------------------------------------------------------------------

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Post a comment; its id is the proof."""
        written = hide(marker, at_names(body))
        path = f"{issue_path(ticket)}/comments"
        answer = self._client.write("POST", path, {"body": written}, creates=True)
        new = whole(proof(self._name, answer, ticket.place, f"ticket {ticket.key}").get("id"))
        if new is None:
            raise Unproven(f"{self._name}: {ticket.key}: the answer names no comment.")
        self._notices.said(ticket.key, str(new), written)
        return str(new)

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        """Replace a comment's text; its words are read first only where nobody knows them."""
        words = body if body is not None else self._words(ticket, comment)
        written = hide(marker, words)
        path = comment_path(ticket, comment)
        answer = self._client.write("PATCH", path, {"body": written})
        made = proof(self._name, answer, ticket.place, f"comment {comment} on {ticket.key}")
        if str(whole(made.get("id"))) != comment:
            raise Unproven(f"{self._name}: {ticket.key}: the answer names another comment.")
        self._notices.said(ticket.key, comment, written)

    def withdraw(self, ticket: Ref, comment: str) -> None:
        """Delete a comment that our account wrote; gone already is fine."""
        if comment not in self._notices and self._read(ticket, comment) is None:
            return
        answer = self._client.write("DELETE", comment_path(ticket, comment))
        if not (answer.done or answer.missing or answer.status == HTTPStatus.NO_CONTENT):
            raise of_write(self._name, ticket.place, f"comment {comment}", answer)
        self._notices.withdrew(ticket.key, comment)

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
        answer = self._client.read(comment_path(ticket, comment))
        if answer.missing:
            return None
        if not answer.ok:
            raise of_read(self._name, f"comment {comment}", answer)
        raw = mapping(loads(answer.text))
        if actor(raw.get("user")) not in self._identity.us():
            raise Refused(f"{self._name}: comment {comment} on {ticket.key} is not ours.")
        return text(raw.get("body"))

    def nod(self, ticket: Ref, comment: str, *, understood: bool) -> None:
        """Leave a sign on somebody's comment; GitHub answers 200 where it is there already."""
        sign = {"content": UNDERSTOOD if understood else PUZZLED}
        answer = self._client.write("POST", f"{comment_path(ticket, comment)}/reactions", sign)
        if answer.forbidden:  # somebody may have blocked us; that says nothing of the place
            raise Refused(
                f"{self._name}: comment {comment} on {ticket.key} takes no sign ({said(answer)})."
            )
        made = proof(self._name, answer, ticket.place, f"comment {comment} on {ticket.key}")
        if whole(made.get("id")) is None:
            raise Unproven(f"{self._name}: {ticket.key}: the answer names no sign.")

    # --- labels ------------------------------------------------------------------------

    def add_label(self, ticket: Ref, label: str) -> None:
        """Put one label on; the answer lists it among the ticket's labels."""
        path = f"{issue_path(ticket)}/labels"
        answer = self._client.write("POST", path, {"labels": [label]})
        proof(self._name, answer, ticket.place, f"ticket {ticket.key}")
        if label.casefold() not in _names(answer):
            raise Unproven(f"{self._name}: {ticket.key}: the answer does not list the label.")

    def remove_label(self, ticket: Ref, label: str) -> None:
        """Take one label off; fine where it was not on."""
        path = f"{issue_path(ticket)}/labels/{quote(label, safe='')}"
        answer = self._client.write("DELETE", path)
        if answer.missing and self._has_ticket(ticket, answer):
            return
        proof(self._name, answer, ticket.place, f"ticket {ticket.key}")
        if label.casefold() in _names(answer):
            raise Unproven(f"{self._name}: {ticket.key}: the answer still lists the label.")

    def make_label(self, place: str, label: str) -> None:
        """Create a label in a quiet colour; fine where it exists."""
        body = {"name": label, "color": _QUIET, "description": _ABOUT}
        answer = self._client.write("POST", f"/repos/{place}/labels", body)
        if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY and "already_exists" in answer.text:
            return
        if not text(proof(self._name, answer, place, f"repository {place}").get("name")):
            raise Unproven(f"{self._name}: {place}: the answer names no label.")

    def _has_ticket(self, ticket: Ref, answer: Answer) -> bool:
        """Whether a 404 was about the label; GitHub says so, others have to be asked."""
        if "label does not exist" in answer.text.lower():
            return True
        found = self._client.read(issue_path(ticket))
        if found.broken:
            raise TryLater(f"{self._name}: {ticket.key} could not be read ({found.status}).")
        return found.ok


def _names(answer: Answer) -> set[str]:
    """The labels in an answer, which lists all that the ticket has now."""
    found = loads(answer.text)
    listed = found if isinstance(found, list) else []
    return {(text(x) or text(mapping(x).get("name"))).casefold() for x in listed}
