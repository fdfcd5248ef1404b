"""Jira's issues and comments as tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ilosync.core.model import Account, Comment, Event, Marker, Ref, Ticket, Turn
from ilosync.trackers.commands import looks_like_ilo
from ilosync.trackers.form import says

from .account import Us
from .commands import commands, same_as
from .from_wiki import markdown
from .history import BEGINNING, Reader
from .marker import find, first
from .notices import Notices
from .scope import Scope
from .shapes import Json, day_of, instant, items, mapping, text, texts

FIELDS = (
    "summary", "description", "issuetype", "status", "resolution", "resolutiondate", "labels",
    "assignee", "creator", "reporter", "created", "updated", "comment", "issuelinks",
)  # fmt: skip
"""What a reading asks for; without a list Cloud sends ids alone, and Data Center everything."""


@dataclass(frozen=True, slots=True)
class Shaper:
    """Makes tickets of issues: what it needs to know for that."""

    scope: Scope
    url: str
    reader: Reader
    notices: Notices

    @property
    def us(self) -> Us:
        """Our own accounts."""
        return self.reader.us

    def ticket(self, raw: Json, *, whole: bool, now: datetime) -> Ticket:
        """One issue with the comments and the changelog that it carries."""
        fields, key = mapping(raw.get("fields")), text(raw.get("key"))
        number = text(raw.get("id")) or key
        histories = items(mapping(raw.get("changelog")).get("histories"))
        people = self.reader.people
        self.notices.same(key, number)
        people.meet_all(raw)
        comments = tuple(sorted(self._comments(number, fields), key=lambda x: x.at))
        labels, kind = frozenset(texts(fields.get("labels"))), self._kind(fields)
        title, description = text(fields.get("summary")), text(fields.get("description"))
        written = markdown(description)
        author = people.meet(fields.get("creator")) or people.meet(fields.get("reporter"))
        assignee = people.meet(fields.get("assignee"))
        opened = instant(fields.get("created")) or BEGINNING
        events = self._events(number, fields, histories, comments, whole=whole, now=now)
        edited_at, edited_by = self.reader.edited(histories)
        return Ticket(
            ref=Ref(self.scope.tracker, key),
            id=number,
            title=title,
            url=f"{self.url}/browse/{key}",
            opened=opened,
            author=author,
            assignees=(assignee,) if assignee else (),
            labels=self._labels(labels, kind, events),
            open=self.is_open(fields),
            let_go=self._let_go(fields),
            comments=comments,
            events=events,
            looks_like_ilo=looks_like_ilo(title, written, kind, self.scope.label),
            whole=whole,
            boxes=False,
            edited_at=edited_at,
            edited_by=edited_by,
            planned=self._planned(fields),
            same_as=same_as(description) | _duplicates(fields),
            says=says(written),
            marker=self._opened(author, description),
        )

    def _opened(self, author: Account | None, description: str) -> Marker | None:
        """Which ticket of ours it is; a copy that somebody else made is theirs."""
        return first(description) if author in self.us else None

    def is_open(self, fields: Json) -> bool:
        """Whether the status is of another category than Done; else, whether it is unresolved."""
        done = self.reader.statuses.meet(mapping(fields.get("status")))
        return not mapping(fields.get("resolution")) if done is None else not done

    def _let_go(self, fields: Json) -> bool:
        """Whether a closed ticket's resolution, or its status, is one that means so."""
        ends = (text(mapping(fields.get(x)).get("name")) for x in ("resolution", "status"))
        return not self.is_open(fields) and any(x.casefold() in self.scope.let_go for x in ends)

    def _planned(self, fields: Json) -> str | None:
        """The day of the next check-in, where we may write it."""
        field = self.reader.date_field
        return day_of(fields.get(field[0])) if field and self.scope.write_date else None

    def _kind(self, fields: Json) -> str:
        return text(mapping(fields.get("issuetype")).get("name"))

    def _labels(
        self, labels: frozenset[str], kind: str, events: tuple[Event, ...]
    ) -> frozenset[str]:
        """The labels; an issue of the type `ILO` has the label, unless somebody took it off."""
        wanted = self.scope.label.casefold()
        if kind.strip().casefold() != wanted or wanted in {x.casefold() for x in labels}:
            return labels
        last = [
            e.turn
            for e in events
            if e.turn in (Turn.LABELLED, Turn.UNLABELLED) and e.what.casefold() == wanted
        ]
        taken_off = last[-1:] == [Turn.UNLABELLED]
        counts = self.scope.counts_by_type(labels) and not taken_off
        return labels | {self.scope.label} if counts else labels

    # --- history -----------------------------------------------------------------------

    def _events(
        self,
        number: str,
        fields: Json,
        histories: list[Json],
        comments: tuple[Comment, ...],
        *,
        whole: bool,
        now: datetime,
    ) -> tuple[Event, ...]:
        found = self.reader.events(histories)
        if whole:  # of what was cut nobody can say that it is gone
            logged = [e for e in found if e.turn is Turn.NOTICE_DELETED]
            found += self.notices.deletions(number, {c.id for c in comments}, logged, now)
            found += self._untold(fields, found)
        return tuple(sorted(found, key=lambda e: e.at))

    def _untold(self, fields: Json, events: list[Event]) -> list[Event]:
        """A closing that the history lacks, as where a status was given another category."""
        last = [e.turn for e in events if e.turn in (Turn.CLOSED, Turn.REOPENED)][-1:]
        was_open = last != [Turn.CLOSED]
        if self.is_open(fields) == was_open:
            return []
        at = instant(fields.get("resolutiondate")) or instant(fields.get("updated")) or BEGINNING
        return [Event(at, Turn.CLOSED if was_open else Turn.REOPENED)]

    # --- comments ----------------------------------------------------------------------

    def _comments(self, number: str, fields: Json) -> list[Comment]:
        listed = items(mapping(fields.get("comment")).get("comments"))
        return [self.comment(number, x) for x in listed]

    def comment(self, ticket: str, raw: Json) -> Comment:
        """What remains of a comment: ours by its marker, theirs by its commands."""
        by = self.reader.people.meet(raw.get("author"))
        at = instant(raw.get("created")) or BEGINNING
        changed = instant(raw.get("updated"))
        edited = changed if changed and changed > at else None
        id_, body = text(raw.get("id")), text(raw.get("body"))
        if by in self.us:
            return Comment(id_, at, by, self.notices.saw(ticket, id_, body), edited_at=edited)
        return Comment(id_, at, by, None, find(body)[0], commands(body), edited)


def _duplicates(fields: Json) -> set[str]:
    """The tickets that this one is linked with as the same thing, by their keys."""
    found = set()
    for link in items(fields.get("issuelinks")):
        if text(mapping(link.get("type")).get("name")).casefold() == "duplicate":
            found |= {
                text(mapping(link.get(x)).get("key")) for x in ("inwardIssue", "outwardIssue")
            }
    return {x.casefold() for x in found if x}


def closed_at(ticket: Ticket) -> datetime | None:
    """When the ticket was last closed; None where it is open or nobody knows."""
    if ticket.open:
        return None
    times = [e.at for e in ticket.events if e.turn is Turn.CLOSED]
    return max(times, default=None)
