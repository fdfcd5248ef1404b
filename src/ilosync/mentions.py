"""Mentions: the one thing in a notice that a tracker writes in its own way.

Words hold a mention as a link, `[Ada](mention:ada-l)`; no text of a person can make one,
because its brackets are escaped. Each tracker turns it into what notifies people there.
"""

from __future__ import annotations

import re

_LINK = re.compile(r"(?<!\\)\[(?:\\.|[^\[\]\\])*\]\(mention:([^)\s]+)\)")


def mention(name: str, account: str) -> str:
    """A mention in a notice's words; `name` is plain already."""
    return f"[{name}](mention:{account})"


def at_names(body: str) -> str:
    """The body with each mention as `@account`, as GitHub notifies people."""
    return _LINK.sub(r"@\1", body)
