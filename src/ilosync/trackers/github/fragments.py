"""The parts of GitHub's GraphQL objects that we ask for."""

from __future__ import annotations

TIMELINE = 40  # a ticket's last turns, read along with it

ITEM_TYPES = (
    "ISSUE_COMMENT, LABELED_EVENT, UNLABELED_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT, "
    "CLOSED_EVENT, REOPENED_EVENT, TRANSFERRED_EVENT, COMMENT_DELETED_EVENT"
)

_ACTOR = """
fragment A on Actor {
  __typename login
  ... on User { databaseId }
  ... on Bot { databaseId }
}
"""

_ITEM = """
fragment I on IssueTimelineItems {
  __typename
  ... on IssueComment {
    fullDatabaseId body createdAt lastEditedAt author { ...A } editor { ...A }
    reactionGroups { viewerHasReacted }
  }
  ... on LabeledEvent { createdAt actor { ...A } label { name } }
  ... on UnlabeledEvent { createdAt actor { ...A } label { name } }
  ... on AssignedEvent { createdAt actor { ...A } assignee { __typename ... on Actor { ...A } } }
  ... on UnassignedEvent { createdAt actor { ...A } assignee { __typename ... on Actor { ...A } } }
  ... on ClosedEvent { createdAt actor { ...A } }
  ... on ReopenedEvent { createdAt actor { ...A } }
  ... on TransferredEvent { createdAt actor { ...A } }
  ... on CommentDeletedEvent { createdAt actor { ...A } deletedCommentAuthor { ...A } }
}
"""

_TICKET = f"""
fragment T on Issue {{
  id fullDatabaseId number title body url state stateReason createdAt closedAt lastEditedAt
  author {{ ...A }} editor {{ ...A }} repository {{ nameWithOwner }}
  labels(first: 20) {{ totalCount nodes {{ name }} }}
  assignees(first: 10) {{ nodes {{ __typename login databaseId }} }}
  timelineItems(last: {TIMELINE}, itemTypes: [{ITEM_TYPES}]) {{
    pageInfo {{ hasPreviousPage startCursor }} nodes {{ ...I }}
  }}
}}
"""

_HIT = """
fragment H on SearchResultItemConnection {
  issueCount pageInfo { hasNextPage endCursor }
  nodes { ... on Issue {
    id number title body createdAt repository { nameWithOwner }
    labels(first: 20) { nodes { name } }
  } }
}
"""

_BARE_HIT = """
fragment B on SearchResultItemConnection {
  issueCount pageInfo { hasNextPage endCursor }
  nodes { ... on Issue { id createdAt } }
}
"""

_REPOSITORY = """
fragment R on Repository {
  nameWithOwner isPrivate visibility isArchived hasIssuesEnabled viewerPermission
  labels(first: 100) { pageInfo { hasNextPage endCursor } nodes { name } }
}
"""

FRAGMENTS = {
    "A": _ACTOR,
    "B": _BARE_HIT,
    "H": _HIT,
    "I": _ITEM,
    "R": _REPOSITORY,
    "T": _TICKET,
}
