"""Where Jira's interface keeps tickets and comments."""

from __future__ import annotations

import re

from ilosync.core.model import Ref
from ilosync.errors import Refused

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[0-9]+")


def path_of(ticket: Ref) -> str:
    """Where a ticket is; `Refused` for what is none of Jira's."""
    if not _KEY.fullmatch(ticket.key):
        raise Refused(f"{ticket.key!r} is no ticket of Jira's.")
    return f"/issue/{ticket.key}"


def comment_of(ticket: Ref, comment: str) -> str:
    """Where a comment is; `Refused` for what is none of Jira's."""
    if not (comment.isascii() and comment.isdigit()):
        raise Refused(f"{comment!r} is no comment of Jira's.")
    return f"{path_of(ticket)}/comment/{comment}"
