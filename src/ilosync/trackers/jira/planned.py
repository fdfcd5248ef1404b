"""The field for the next check-in: the one thing of a ticket's own that we may write."""

from __future__ import annotations

from ilosync.core.model import Ref
from ilosync.errors import Refused, Unproven
from ilosync.ports import Clock

from .client import Client
from .fields import DateField
from .recent import Recent
from .refusals import fields_refused, of_read, of_write
from .scope import Scope
from .shapes import Json, day_of, loads, mapping
from .writing import path_of


class Planned:
    """Writes a day, never over one that somebody else wrote."""

    def __init__(
        self, scope: Scope, client: Client, clock: Clock, recent: Recent, date: DateField
    ) -> None:
        self._scope = scope
        self._name = scope.tracker
        self._client = client
        self._clock = clock
        self._recent = recent
        self._date = date

    def set(self, ticket: Ref, day: str, was: str) -> None:
        """Read the field itself, since a search may show it as it was minutes ago; then write."""
        path, known = path_of(ticket), self._date.known()
        if known is None or not self._scope.write_date:
            raise Refused(f"{self._name}: no date is written: set `date_field` and `write_date`.")
        field, called = known
        holds = self._holds(ticket, path, field)
        if holds == day:
            return
        if holds != was:
            raise Unproven(f"{self._name}: {ticket.key}: somebody else has just set {called}.")
        self._recent.touch(ticket.key, self._clock.now())
        answer = self._client.write("PUT", path, {"fields": {field: day or None}})
        if field.lower() in fields_refused(answer):
            raise Refused(
                f"{self._name}: {called} cannot be set in {ticket.place}: put it on the project's "
                "edit screen, and see that it holds a day."
            )
        if not answer.written:
            what = f"ticket {ticket.key}"
            raise of_write(self._name, ticket.place, what, "Edit issues", answer)

    def _holds(self, ticket: Ref, path: str, field: str) -> str:
        answer = self._client.read(path, {"fields": field})
        if not answer.ok:
            raise of_read(self._name, f"ticket {ticket.key}", answer)
        fields: Json = mapping(mapping(loads(answer.text)).get("fields"))
        return day_of(fields.get(field))
