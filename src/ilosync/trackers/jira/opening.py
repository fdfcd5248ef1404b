"""Tickets of our own: opened by one request, with a marker that says which of ours it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ilosync.core.model import Account, Marker, Ref
from ilosync.errors import IlosyncError, Refused, Unproven
from ilosync.trackers.answer import Answer

from .ground import Ground
from .kinds import Kind, Kinds, may_not_open
from .marker import hide
from .refusals import fields_refused, of_write, said
from .shapes import Json, loads, mapping, text

_LONGEST = 255  # signs of a summary
_OWNER = "assignee"
_SET = ("summary", "description", "labels")
_REQUIRED = re.compile(r"^(?P<name>.+?) is required\b")


class Opening:
    """Creates issues. What an answer does not prove raises `Unproven`."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._name = ground.tracker
        self.kinds = Kinds(ground)

    def open(
        self,
        place: str,
        marker: Marker,
        title: str,
        body: str,
        labels: Collection[str],
        assignees: Collection[Account],
    ) -> str:
        """Create an issue; its key is the proof.

        Of the assignees the first whom Jira takes; who else is to hear of it, the words mention.
        Nothing is said of security levels: the project's own holds.
        """
        if not self._on.scope.has(Ref(self._name, f"{place}-1")):
            raise Refused(
                f"{self._name}: {place} is not among `projects`: nothing is opened there."
            )
        kind = self.kinds.of(place)
        fields: Json = {
            "project": {"key": place},
            "issuetype": {"id": kind.id},
            "summary": " ".join(title.split())[:_LONGEST],
            "description": hide(marker, self._on.words(body), self._on.address(place)),
        }
        if labels:
            fields["labels"] = list(dict.fromkeys(labels))
        answer = self._sent(fields, assignees)
        if not answer.written:
            raise self._refused(place, kind, answer)
        made = mapping(loads(answer.text))
        key = text(made.get("key"))
        if not key:
            raise Unproven(f"{self._name}: {place}: the answer names no ticket.")
        self._on.touch(text(made.get("id")) or key)
        return key

    def _sent(self, fields: Json, assignees: Collection[Account]) -> Answer:
        """Once for each owner until one is taken; what is refused was not stored."""
        for owner in self._owners(assignees):
            sent = {"fields": {**fields, **owner}}
            answer = self._on.client.write("POST", "/issue", sent, creates=True)
            if not (answer.refused and fields_refused(answer) == {_OWNER}):
                break
        return answer

    def _owners(self, assignees: Collection[Account]) -> Iterator[Json]:
        """Each in turn; then nobody; then whoever the project itself puts there."""
        named = "accountId" if self._on.identity.cloud() else "name"
        for account in assignees:
            yield {_OWNER: {named: self._on.people.as_written(account)}}
        yield {_OWNER: None}
        yield {}

    def _refused(self, place: str, kind: Kind, answer: Answer) -> IlosyncError:
        """Why not, with the field's own name and what the project's owners can do about it."""
        wrong = fields_refused(answer) if answer.refused else set()
        if "project" in wrong:
            return may_not_open(self._name, place)
        if "issuetype" in wrong:
            self.kinds.forget(place)
            return Refused(f"{self._name}: {place} takes no {kind.name} any more: {said(answer)}")
        for field in _SET:
            if field in wrong:
                return Refused(
                    f"{self._name}: {field} cannot be set on a new ticket in {place}: put the "
                    f"field on the project's create screen ({said(answer)})"
                )
        if wrong:
            return Refused(
                f"{self._name}: {place} wants {_wanted(answer)} on every new {kind.name}, which "
                "ilosync does not know: make it optional there, or give it a default."
            )
        return of_write(self._name, place, f"project {place}", "Create issues", answer)


def _wanted(answer: Answer) -> str:
    """The fields of a refusal by the names that its sentences call them."""
    errors = mapping(mapping(loads(answer.text)).get("errors"))
    known = {_OWNER} if len(errors) > 1 else set()  # can be left out, and is not what stops it
    named = ((x, _REQUIRED.match(text(why))) for x, why in errors.items() if x not in known)
    return " and ".join(sorted(m["name"] if m else x for x, m in named))
