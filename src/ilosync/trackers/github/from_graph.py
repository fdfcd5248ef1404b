"""GitHub's GraphQL objects as tickets."""

from __future__ import annotations

from datetime import UTC, datetime

from ilosync.core.model import Comment, Event, Ref, Ticket, Turn
from ilosync.trackers.commands import looks_like_ilo, ticked
from ilosync.trackers.form import says
from ilosync.trackers.marker import first
from ilosync.trackers.mirrors import same_as

from .account import Us, actor, login
from .history import comment, in_order
from .notices import Notices
from .shapes import Json, instant, items, mapping, nodes, text, whole

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_TURNS = {
    "LabeledEvent": Turn.LABELLED,
    "UnlabeledEvent": Turn.UNLABELLED,
    "AssignedEvent": Turn.ASSIGNED,
    "UnassignedEvent": Turn.UNASSIGNED,
    "ClosedEvent": Turn.CLOSED,
    "ReopenedEvent": Turn.REOPENED,
    "TransferredEvent": Turn.TRANSFERRED,
}


def ticket(node: Json, tracker: str, us: Us, label: str, notices: Notices) -> Ticket:
    """One issue with its timeline; `whole` where the timeline has no page before it."""
    place = text(mapping(node.get("repository")).get("nameWithOwner"))
    labels = frozenset(text(x.get("name")) for x in nodes(node.get("labels")))
    timeline = mapping(node.get("timelineItems"))
    comments, events = _history(items(timeline.get("nodes")), us, notices)
    title, kind = text(node.get("title")), text(mapping(node.get("issueType")).get("name"))
    author, body = actor(node.get("author")), text(node.get("body"))
    return Ticket(
        ref=Ref(tracker, f"{place}#{whole(node.get('number'))}"),
        id=str(whole(node.get("fullDatabaseId")) or text(node.get("id"))),
        title=title,
        url=text(node.get("url")),
        opened=instant(node.get("createdAt")) or _BEGINNING,
        author=author.login if author else None,
        assignees=tuple(x for n in nodes(node.get("assignees")) if (x := login(n))),
        labels=labels,
        open=node.get("state") == "OPEN",
        let_go=node.get("stateReason") == "NOT_PLANNED",
        comments=comments,
        events=events,
        looks_like_ilo=looks_like_ilo(title, body, kind, label),
        whole=not mapping(timeline.get("pageInfo")).get("hasPreviousPage"),
        boxes=True,
        edited_at=instant(node.get("lastEditedAt")),
        edited_by=login(node.get("editor")),
        same_as=same_as(body),
        says=says(body),
        marker=first(body) if author in us else None,
    )


def _history(
    timeline: list[Json], us: Us, notices: Notices
) -> tuple[tuple[Comment, ...], tuple[Event, ...]]:
    comments, events = [], []
    for item in timeline:
        at = instant(item.get("createdAt")) or _BEGINNING
        if item.get("__typename") == "IssueComment":
            comments.append(_comment(item, at, us, notices))
        elif (event := _event(item, at, us)) is not None:
            events.append(event)
    return in_order(comments), in_order(events)


def _comment(item: Json, at: datetime, us: Us, notices: Notices) -> Comment:
    editor, body = actor(item.get("editor")), text(item.get("body"))
    edited_at = instant(item.get("lastEditedAt"))
    by_them = edited_at is not None and editor is not None and editor not in us
    return comment(
        str(whole(item.get("fullDatabaseId")) or ""),
        at,
        actor(item.get("author")),
        body,
        us=us,
        notices=notices,
        edited_at=edited_at,
        ticked_by=editor.login if editor and by_them and ticked(body) else None,
        nodded=_nodded(item.get("reactionGroups")),
    )


def _nodded(groups: object) -> bool | None:
    """Whether our account left any sign; None where the server tells of none at all."""
    told = isinstance(groups, list)
    return any(x.get("viewerHasReacted") is True for x in items(groups)) if told else None


def _event(item: Json, at: datetime, us: Us) -> Event | None:
    by, kind = actor(item.get("actor")), text(item.get("__typename"))
    name = by.login if by else None
    if kind == "CommentDeletedEvent":
        about_us = actor(item.get("deletedCommentAuthor")) in us
        return Event(at, Turn.NOTICE_DELETED, name, "", by in us) if about_us else None
    turn = _TURNS.get(kind)
    if turn is None:
        return None
    label = text(mapping(item.get("label")).get("name"))
    return Event(at, turn, name, label or (login(item.get("assignee")) or ""), by in us)
