"""Which function answers which field of the sandbox's GraphQL schema."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from graphql import GraphQLResolveInfo

from ilosync.sandbox import connections, roots
from ilosync.sandbox.connections import in_order
from ilosync.sandbox.kinds import EVENT_TYPES, REACTION_KINDS
from ilosync.sandbox.state import Event, Issue, User, stamp

Info = GraphQLResolveInfo
Resolver = Callable[..., Any]
Read = Callable[[Any], Any]
LARGEST = 2**31 - 1
EVENTS = " ".join(EVENT_TYPES.values())
ACCOUNTS = "User Bot Organization"


def _at(when: datetime | None) -> str | None:
    return stamp(when) if when else None


def _there(user: User | None) -> User | None:
    """An account, unless it was deleted: then it is nobody."""
    return None if user is None or user.gone or user.login == "ghost" else user


def _small(number: int) -> int | None:
    """`databaseId` is an Int of 32 bits; ids beyond are told by `fullDatabaseId` alone."""
    return number if number <= LARGEST else None


def _reason(of: Issue | Event, _: Info, *, enableDuplicate: bool = False) -> str | None:  # noqa: N803
    if of.reason == "duplicate" and isinstance(of, Issue) and not enableDuplicate:
        return "NOT_PLANNED"
    return of.reason.upper() if of.reason else None


def _page(issue: Issue) -> str:
    return f"https://github.com/{issue.repository.full_name}/issues/{issue.number}"


def _is_ours(of: Any, info: Info) -> bool:  # noqa: ANN401 - an issue or a comment
    author: User = of.author if isinstance(of, Issue) else of.by
    return bool(author.login == info.context.asking.login)


def _repository(name: str, info: Info) -> object:
    return info.context.asking.world.repositories.get(name.casefold())


def _issue_of(comment: Any, info: Info) -> Issue:  # noqa: ANN401 - a comment
    issue: Issue = info.context.asking.world.comment_of(comment.id)[0]
    return issue


def _groups(comment: Any, info: Info) -> list[dict[str, object]]:  # noqa: ANN401 - a comment
    """All eight kinds of signs, whether anybody left one or not."""
    ours = {x.content for x in comment.reactions if x.by.login == info.context.asking.login}
    return [{"content": k, "viewerHasReacted": x in ours} for x, k in REACTION_KINDS.items()]


def _plain(read: Read) -> Resolver:
    return lambda of, _info, **_args: read(of)


def _for(kinds: str, **fields: Read) -> dict[tuple[str, str], Resolver]:
    """One way to read these fields for several types."""
    return {(k, name): _plain(f) for k in kinds.split() for name, f in fields.items()}


RESOLVERS: dict[tuple[str, str], Resolver] = {
    ("Query", "viewer"): roots.viewer,
    ("Query", "rateLimit"): roots.rate_limit,
    ("Query", "repository"): roots.repository,
    ("Query", "node"): roots.node,
    ("Query", "nodes"): roots.nodes,
    ("Query", "search"): roots.search,
    ("Repository", "issue"): connections.issue,
    ("Repository", "issues"): connections.issues,
    ("Repository", "labels"): connections.labels,
    ("Repository", "label"): lambda repo, _, name: repo.labels.get(name.casefold()),
    ("Issue", "timelineItems"): connections.timeline,
    ("Issue", "labels"): in_order(lambda x: x.labels),
    ("Issue", "assignees"): in_order(lambda x: [u for u in x.assignees if u.type == "User"]),
    ("Issue", "comments"): in_order(lambda x: x.comments),
    ("Issue", "stateReason"): _reason,
    ("ClosedEvent", "stateReason"): _reason,
    ("ReopenedEvent", "stateReason"): _reason,
    ("Issue", "viewerDidAuthor"): _is_ours,
    ("IssueComment", "viewerDidAuthor"): _is_ours,
    ("IssueComment", "url"): lambda x, info: f"{_page(_issue_of(x, info))}#issuecomment-{x.id}",
    ("IssueComment", "issue"): _issue_of,
    ("IssueComment", "reactionGroups"): _groups,
    ("TransferredEvent", "fromRepository"): lambda x, info: _repository(x.before, info),
    **_for(
        f"{ACCOUNTS} Repository Issue PullRequest IssueComment Label {EVENTS}",
        id=lambda x: x.node_id,
    ),
    **_for(
        f"{ACCOUNTS} Repository Issue IssueComment CommentDeletedEvent",
        databaseId=lambda x: _small(x.id),
    ),
    **_for("Issue IssueComment", fullDatabaseId=lambda x: str(x.id)),
    **_for(ACCOUNTS, url=lambda x: f"https://github.com/{x.login}"),
    # a bot's login has no `[bot]` here, as on GitHub; REST says it in full
    **_for("Bot", login=lambda x: x.login.removesuffix("[bot]")),
    **_for(
        "Repository",
        nameWithOwner=lambda x: x.full_name,
        url=lambda x: f"https://github.com/{x.full_name}",
        isPrivate=lambda x: x.private,
        isArchived=lambda _: False,
        visibility=lambda x: "PRIVATE" if x.private else "PUBLIC",
        viewerPermission=lambda x: "WRITE" if x.may_write else "READ",
        hasIssuesEnabled=lambda x: x.has_issues,
    ),
    **_for(
        "Issue",
        body=lambda x: x.body or "",
        url=_page,
        author=lambda x: _there(x.author),
        updatedAt=lambda x: stamp(x.updated),
        closedAt=lambda x: _at(x.closed),
        closed=lambda x: x.state == "closed",
        state=lambda x: x.state.upper(),
    ),
    **_for("IssueComment", author=lambda x: _there(x.by), updatedAt=lambda x: stamp(x.updated)),
    **_for(
        "Issue IssueComment",
        editor=lambda x: _there(x.editor),
        lastEditedAt=lambda x: _at(x.edited),
    ),
    **_for(f"Issue IssueComment {EVENTS}", createdAt=lambda x: stamp(x.created)),
    **_for(EVENTS, actor=lambda x: _there(x.by)),
    **_for("AssignedEvent UnassignedEvent", assignee=lambda x: _there(x.whom)),
    **_for("CommentDeletedEvent", deletedCommentAuthor=lambda x: _there(x.whom)),
    **_for("CrossReferencedEvent", isCrossRepository=lambda _: False),
    **_for("RenamedTitleEvent", currentTitle=lambda x: x.after, previousTitle=lambda x: x.before),
    **_for(
        "LabelConnection UserConnection IssueConnection IssueCommentConnection"
        " IssueTimelineItemsConnection SearchResultItemConnection",
        pageInfo=lambda x: x,
    ),
    **_for(
        "LabelConnection UserConnection IssueConnection IssueCommentConnection"
        " IssueTimelineItemsConnection",
        totalCount=lambda x: x.total,
    ),
    **_for(
        "IssueTimelineItemsConnection",
        filteredCount=lambda x: x.filtered,
        pageCount=lambda x: len(x.nodes),
        updatedAt=lambda x: x.updated,
    ),
    **_for("SearchResultItemConnection", issueCount=lambda x: x.total),
    **_for(
        "PageInfo",
        startCursor=lambda x: x.starts,
        endCursor=lambda x: x.ends,
        hasNextPage=lambda x: x.more_after,
        hasPreviousPage=lambda x: x.more_before,
    ),
}
