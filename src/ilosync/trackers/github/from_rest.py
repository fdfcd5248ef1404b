"""GitHub's REST objects as tickets; a small server may leave half of them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ilosync.core.model import Account, Comment, Event, Ref, Ticket, Turn
from ilosync.trackers.commands import looks_like_ilo
from ilosync.trackers.form import says
from ilosync.trackers.marker import first
from ilosync.trackers.mirrors import same_as

from .account import Us, actor, login
from .history import comment
from .notices import Notices
from .paths import SIGNS
from .shapes import Json, instant, items, mapping, text, whole

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_TURNS = {
    "labeled": Turn.LABELLED,
    "unlabeled": Turn.UNLABELLED,
    "assigned": Turn.ASSIGNED,
    "unassigned": Turn.UNASSIGNED,
    "closed": Turn.CLOSED,
    "reopened": Turn.REOPENED,
    "transferred": Turn.TRANSFERRED,
}


@dataclass(frozen=True, slots=True)
class History:
    """A ticket's comments and events, in order; `whole` where none is missing."""

    comments: tuple[Comment, ...] = ()
    events: tuple[Event, ...] = ()
    whole: bool = True


def ticket(raw: Json, ref: Ref, us: Us, label: str, history: History) -> Ticket:
    """One issue. REST names no editor, so boxes cannot be read."""
    labels = frozenset(label_names(raw))
    title, body = text(raw.get("title")), text(raw.get("body"))
    author = actor(raw.get("user"))
    return Ticket(
        ref=ref,
        id=str(whole(raw.get("id")) or text(raw.get("node_id")) or ref.key),
        title=title,
        url=text(raw.get("html_url")),
        opened=instant(raw.get("created_at")) or _BEGINNING,
        author=author.login if author else None,
        assignees=assignees(raw),
        labels=labels,
        open=text(raw.get("state")).lower() != "closed",
        let_go=raw.get("state_reason") == "not_planned",
        comments=history.comments,
        events=history.events,
        looks_like_ilo=looks(raw, label),
        whole=history.whole,
        boxes=False,
        same_as=same_as(body),
        says=says(body),
        marker=first(body) if author in us else None,
    )


def looks(raw: Json, label: str) -> bool:
    """Whether title, form or type say that this issue is an ILO."""
    kind = raw.get("type")
    name = text(mapping(kind).get("name")) or text(kind)
    return looks_like_ilo(text(raw.get("title")), text(raw.get("body")), name, label)


def label_names(raw: Json) -> list[str]:
    """The labels of an issue, which come as objects or as plain names."""
    said = raw.get("labels")
    each = said if isinstance(said, list) else []
    return [x for y in each if (x := text(y) or text(mapping(y).get("name")))]


def comment_of(raw: Json, us: Us, notices: Notices) -> Comment:
    """One comment, of `/comments` or of `/timeline`."""
    at = instant(raw.get("created_at")) or _BEGINNING
    changed = instant(raw.get("updated_at"))
    return comment(
        str(whole(raw.get("id")) or ""),
        at,
        actor(raw.get("user") or raw.get("actor")),
        text(raw.get("body")),
        us=us,
        notices=notices,
        edited_at=changed if changed and changed > at else None,
        nodded=_nodded(raw.get("reactions")),
    )


def _nodded(reactions: object) -> bool | None:
    """Whether the sign is there that we leave; REST counts signs and does not say whose."""
    if not isinstance(reactions, dict):
        return None
    return any(whole(reactions.get(x)) for x in SIGNS)


def event_of(raw: Json, us: Us) -> Event | None:
    """One entry of `/timeline` that is no comment; None where it means nothing to us."""
    turn = _TURNS.get(text(raw.get("event")))
    if turn is None:
        return None
    by = actor(raw.get("actor"))
    about = text(mapping(raw.get("label")).get("name")) or (login(raw.get("assignee")) or "")
    at = instant(raw.get("created_at")) or _BEGINNING
    return Event(at, turn, by.login if by else None, about, by in us)


def deletion_of(raw: Json, us: Us) -> Event | None:
    """A `comment_deleted` of `/timeline`, which does not tell whose comment it was."""
    if raw.get("event") != "comment_deleted":
        return None
    by = actor(raw.get("actor"))
    at = instant(raw.get("created_at")) or _BEGINNING
    return Event(at, Turn.NOTICE_DELETED, by.login if by else None, "", by in us)


def assignees(raw: Json) -> tuple[Account, ...]:
    """The owners of an issue; a small server knows but one."""
    several = items(raw.get("assignees")) or items([raw.get("assignee")])
    return tuple(x for one in several if (x := login(one)))
