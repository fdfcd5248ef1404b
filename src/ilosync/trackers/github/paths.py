"""Where issues and comments are in GitHub's REST API, and the signs that we leave there."""

from __future__ import annotations

from ilosync.core.model import Ref
from ilosync.errors import Refused

UNDERSTOOD, PUZZLED = "+1", "confused"
SIGNS = (UNDERSTOOD, PUZZLED)


def issue_path(ticket: Ref) -> str:
    """One ticket."""
    return f"/repos/{ticket.place}/issues/{ticket.number}"


def comment_path(ticket: Ref, comment: str) -> str:
    """One comment; refuses an id that is none of GitHub's."""
    if not comment.isdigit():
        raise Refused(f"{comment!r} is no comment of GitHub's.")
    return f"/repos/{ticket.place}/issues/comments/{comment}"
