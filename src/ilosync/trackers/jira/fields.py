"""The field for the next check-in, as the configuration names it and as Jira calls it."""

from __future__ import annotations

from difflib import get_close_matches

from ilosync.errors import Refused

from .client import Client
from .refusals import of_read
from .scope import Scope
from .shapes import items, loads, mapping, text

_DUE = ("duedate", "Due date")


class DateField:
    """Its id and its name: Cloud's history tells the one, Data Center's the other."""

    def __init__(self, scope: Scope, client: Client) -> None:
        self._scope = scope
        self._client = client
        self._known: tuple[str, str] | None = (
            _DUE if (scope.date_field or "").lower() in {x.lower() for x in _DUE} else None
        )
        self._unasked = scope.date_field is not None and self._known is None
        self._remark = ""
        self.kind = ""  # what it holds, as Jira calls that; empty while nobody has asked

    def known(self) -> tuple[str, str] | None:
        """Id and name; None where no field is configured or the server lists none.

        Raises `Refused` for a field that is not there.
        """
        if self._unasked:
            self._known = self._asked(self._scope.date_field or "")
            self._unasked = False
        return self._known

    def remarks(self) -> list[str]:
        """What could not be found out, once."""
        said, self._remark = self._remark, ""
        return [said] if said else []

    def _asked(self, wanted: str) -> tuple[str, str] | None:
        answer = self._client.read("/field")
        if answer.unknown:
            self._remark = f"This server lists no fields: `date_field` {wanted!r} is not read."
            return None
        if not answer.ok:
            raise of_read(self._scope.tracker, "its fields", answer)
        listed = items(loads(answer.text))
        there = {text(x.get("id")): text(x.get("name")) for x in listed}
        for key, name in there.items():
            if wanted.casefold() in {key.casefold(), name.casefold()}:
                schema = next(mapping(x.get("schema")) for x in listed if text(x.get("id")) == key)
                self.kind = text(schema.get("type"))
                return key, name
        near = get_close_matches(wanted, [*there.values()], 1)
        mend = f"did you mean {near[0]!r}?" if near else "write a field's name or id."
        raise Refused(f"{self._scope.tracker}: there is no field {wanted!r} (date_field): {mend}")
