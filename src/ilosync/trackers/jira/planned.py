"""The field for the next check-in: the one thing of a ticket's own that we may write."""

from __future__ import annotations

from ilosync.core.model import Ref
from ilosync.errors import Refused, Unproven

from .ground import Ground
from .paths import path_of
from .refusals import fields_refused, of_read, proof
from .shapes import Json, day_of, loads, mapping


class Planned:
    """Writes a day, never over one that somebody else wrote."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._name = ground.tracker

    def set(self, ticket: Ref, day: str, was: str) -> None:
        """Read the field itself, since a search may show it as it was minutes ago; then write."""
        path, known = path_of(ticket), self._on.date.known()
        if known is None or not self._on.scope.write_date:
            raise Refused(f"{self._name}: no date is written: set `date_field` and `write_date`.")
        field, called = known
        holds = self._holds(ticket, path, field)
        if holds == day:
            return
        if holds != was:
            raise Unproven(f"{self._name}: {ticket.key}: somebody else has just set {called}.")
        self._on.touch(ticket.key)
        answer = self._on.client.write("PUT", path, {"fields": {field: day or None}})
        if field.lower() in fields_refused(answer):
            raise Refused(
                f"{self._name}: {called} cannot be set in {ticket.place}: put it on the project's "
                "edit screen, and see that it holds a day."
            )
        proof(self._name, answer, ticket.place, f"ticket {ticket.key}", "Edit issues")

    def _holds(self, ticket: Ref, path: str, field: str) -> str:
        answer = self._on.client.read(path, {"fields": field})
        if not answer.ok:
            raise of_read(self._name, f"ticket {ticket.key}", answer)
        fields: Json = mapping(mapping(loads(answer.text)).get("fields"))
        return day_of(fields.get(field))
