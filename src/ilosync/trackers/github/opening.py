"""Tickets of our own are opened, and others closed at their owners' word: by REST, once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from http import HTTPStatus

from ilosync.core.model import Account, Marker, Ref
from ilosync.errors import Unproven
from ilosync.mentions import at_names
from ilosync.trackers.answer import Answer
from ilosync.trackers.marker import hide

from .client import Client
from .from_rest import label_names
from .paths import issue_path
from .refusals import proof
from .shapes import items, loads, mapping, text, whole

_MOST = 10  # assignees of an issue (GitHub docs: "Assigning issues and pull requests")


class Opening:
    """Opens and closes. What an answer does not prove raises `Unproven`."""

    def __init__(self, name: str, client: Client) -> None:
        self._name = name
        self._client = client

    def open(
        self,
        place: str,
        marker: Marker,
        title: str,
        body: str,
        labels: Collection[str],
        assignees: Collection[Account],
    ) -> Ref:
        """Open a ticket. GitHub refuses all of it where one assignee is nobody's: then without."""
        said = {"title": title, "body": hide(marker, at_names(body)), "labels": [*labels]}
        owners = [*dict.fromkeys(assignees)][:_MOST]
        answer = self._sent(place, {**said, "assignees": owners})
        while owners and (barred := _barred(answer, owners)):
            owners = [x for x in owners if x not in barred]
            answer = self._sent(place, {**said, "assignees": owners})
        made = proof(self._name, answer, place, f"repository {place}")
        number = whole(made.get("number"))
        if number is None:
            raise Unproven(f"{self._name}: {place}: the answer names no ticket.")
        known = {x.casefold() for x in label_names(made)}
        if lost := [x for x in labels if x.casefold() not in known]:
            raise Unproven(
                f"{self._name}: {place}#{number} was opened without the label {lost[0]}, which "
                "this token may not put on: it needs Issues: read and write."
            )
        return Ref(self._name, f"{place}#{number}")

    def close(self, ticket: Ref, *, let_go: bool) -> None:
        """Close a ticket; GitHub leaves the reason alone where it is closed already."""
        reason = "not_planned" if let_go else "completed"
        asked = {"state": "closed", "state_reason": reason}
        answer = self._client.write("PATCH", issue_path(ticket), asked)
        made = proof(self._name, answer, ticket.place, f"ticket {ticket.key}")
        if made.get("state") != "closed":
            raise Unproven(
                f"{self._name}: {ticket.key}: the answer does not say that it is closed."
            )

    def _sent(self, place: str, asked: object) -> Answer:
        return self._client.write("POST", f"/repos/{place}/issues", asked, creates=True)


def _barred(answer: Answer, owners: Sequence[str]) -> set[str]:
    """Who cannot be assigned, of a 422: those whom it names, or everybody."""
    if answer.status != HTTPStatus.UNPROCESSABLE_ENTITY:
        return set()
    errors = items(mapping(loads(answer.text)).get("errors"))
    wrong = [x for x in errors if text(x.get("field")) in {"assignee", "assignees"}]
    named = {text(x.get("value")).casefold() for x in wrong}
    return {x for x in owners if x.casefold() in named} or set(owners if wrong else ())
