"""What a ticket says of itself: that it is the same thing as another one, elsewhere."""

from __future__ import annotations

import re

_LINE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?same ilo[ \t]*:[ \t]*(?P<what>\S[^\n]{0,999})$",
    re.IGNORECASE | re.MULTILINE,
)
_MOST = 65_536
# a link as Markdown draws it: [words](address), <address>
_DRAWN = re.compile(r"\[[^\[\]]*\]\((?P<link>\S+)\)|<(?P<bare>\S+)>")
_KEY = re.compile(r"[\w.-]+/[\w.-]+#[0-9]+|[a-z][a-z0-9_]*-[0-9]+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+/(?:issues|browse)/[\w-]+", re.IGNORECASE)


def same_as(body: str | None) -> frozenset[str]:
    """What stands on lines like `Same ILO: https://…` or `Same ILO: acme/learning#12`."""
    source = (body or "")[:_MOST].replace("\r\n", "\n").replace("\r", "\n")
    said = (_plain(x["what"].strip()) for x in _LINE.finditer(source))
    return frozenset(x for what in said if (x := of_ticket(what)))


def of_ticket(written: str) -> str:
    """The address or key of a ticket, as they are compared; empty for what can be none."""
    if _KEY.fullmatch(written):
        return written.casefold()
    address = re.split(r"[?#]", written, maxsplit=1)[0].rstrip("/")
    return address.casefold() if _ADDRESS.fullmatch(address) else ""


def _plain(what: str) -> str:
    drawn = _DRAWN.fullmatch(what)
    return (drawn["link"] or drawn["bare"]) if drawn else what
