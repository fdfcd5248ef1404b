"""Closing a ticket at its owner's word: a step of the project's own workflow.

Atlassian docs, "Get transitions" and "Transition issue": what a step asks for is on its screen,
and only those who may transition issues are told of any.
"""

from __future__ import annotations

from ilosync.core.model import Ref
from ilosync.errors import Refused

from .ground import Ground
from .paths import path_of
from .refusals import fields_refused, of_read, proof, said
from .shapes import Json, items, loads, mapping
from .steps import Step, closes, ends, fit

_FIELDS = "transitions.fields"
_BY_HAND = "close it by hand"


class Closing:
    """Takes the step that closes. What an answer does not prove raises `Unproven`."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._name = ground.tracker

    def close(self, ticket: Ref, *, let_go: bool) -> None:
        """A look and a step; a look alone where it is closed already.

        Let go is a resolution, or a status, that `let_go` of the configuration names; where the
        workflow offers none, the ticket is closed as its workflow closes.
        """
        path = path_of(ticket)
        issue = self._read(ticket, path, {"fields": "status,resolution", "expand": _FIELDS})
        if _closed(mapping(issue.get("fields"))):
            return
        step = self._step(ticket, path, items(issue.get("transitions")), let_go=let_go)
        body: Json = {"transition": {"id": step.id}}
        why = step.resolution(self._on.scope.let_go, as_let_go=let_go)
        if why is not None:
            body["fields"] = {"resolution": {"id": why.id}}
        self._on.touch(ticket.key)
        answer = self._on.client.write("POST", f"{path}/transitions", body)
        if fields_refused(answer):
            raise Refused(
                f"{self._name}: {ticket.key} was not closed ({said(answer)}): {_BY_HAND}."
            )
        proof(self._name, answer, ticket.place, f"ticket {ticket.key}", "Transition issues")

    def _step(self, ticket: Ref, path: str, listed: list[Json], *, let_go: bool) -> Step:
        """The step to take. `Refused` where there is none, or none that we can take."""
        if not any("fields" in x for x in listed):  # not every server tells them with the ticket
            told = self._read(ticket, f"{path}/transitions", {"expand": _FIELDS})
            listed = items(told.get("transitions"))
        found = fit(ends(listed), self._on.scope.let_go, as_let_go=let_go)
        if not found:
            raise Refused(
                f"{self._name}: {ticket.key} has no step to the category Done that we may take: "
                f"give the account the permission Transition issues in {ticket.place}, or "
                f"{_BY_HAND}."
            )
        if wants := " and ".join(found[0].wants):
            raise Refused(
                f"{self._name}: {ticket.key} cannot be closed without {wants}, which ilosync does "
                f"not know: {_BY_HAND}."
            )
        return found[0]

    def _read(self, ticket: Ref, path: str, query: Json) -> Json:
        answer = self._on.client.read(path, query)
        if not answer.ok:
            raise of_read(self._name, f"ticket {ticket.key}", answer)
        return mapping(loads(answer.text))


def _closed(fields: Json) -> bool:
    """Closed as a reading takes it: by the status, or by the resolution of one without category."""
    status = mapping(fields.get("status"))
    told = bool(mapping(status.get("statusCategory")))
    return closes(status) if told else bool(mapping(fields.get("resolution")))
