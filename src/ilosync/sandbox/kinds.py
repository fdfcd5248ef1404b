"""What GraphQL calls the things of a world."""

from __future__ import annotations

from graphql import GraphQLError

from ilosync.sandbox.state import Comment, Event, Issue, User

EVENT_TYPES = {
    "labeled": "LabeledEvent",
    "unlabeled": "UnlabeledEvent",
    "assigned": "AssignedEvent",
    "unassigned": "UnassignedEvent",
    "closed": "ClosedEvent",
    "reopened": "ReopenedEvent",
    "transferred": "TransferredEvent",
    "comment_deleted": "CommentDeletedEvent",
    "cross-referenced": "CrossReferencedEvent",
    "mentioned": "MentionedEvent",
    "subscribed": "SubscribedEvent",
    "renamed": "RenamedTitleEvent",
    "locked": "LockedEvent",
}
REACTION_KINDS = {
    "+1": "THUMBS_UP",
    "-1": "THUMBS_DOWN",
    "laugh": "LAUGH",
    "hooray": "HOORAY",
    "confused": "CONFUSED",
    "heart": "HEART",
    "rocket": "ROCKET",
    "eyes": "EYES",
}
AS_ITEM_TYPE = {
    x: "".join(f"_{c}" if c.isupper() else c for c in x).upper().lstrip("_")
    for x in [*EVENT_TYPES.values(), "IssueComment"]
}


def type_of(value: object, *_: object) -> str:
    """The GraphQL type of a thing in the world."""
    match value:
        case User():
            return value.type
        case Event():
            return EVENT_TYPES[value.kind]
        case Comment():
            return "IssueComment"
        case Issue():
            return "PullRequest" if value.is_pull else "Issue"
        case _:
            return type(value).__name__


def missing(kind: str, what: str) -> GraphQLError:
    """Say that something is not there, or not for us."""
    message = f"Could not resolve to {kind} with {what}."
    return GraphQLError(message, extensions={"type": "NOT_FOUND"})
