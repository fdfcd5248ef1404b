"""The last line of a notice, or of a ticket of our own, that says which it is: a link's fragment.

`[ilosync|https://…/browse/GROW-12#ilosync:1;rule;period;digest;standing]`. One mechanism for
Cloud and Data Center: it is text, comes with the comments that a search returns, is written
together with the words, and needs neither properties nor the right to set them. A link is
what Jira leaves as it is on the way through its editors; nothing is drawn but its name.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urldefrag

from ilosync.core.model import Marker, RuleId

LINK = "ilosync"  # what the link is called, and by what a search finds it
_VALUE = r"(?:[A-Za-z0-9_.]|-(?!-))+"
_TAG = re.compile(
    rf"ilosync:1;(?P<rule>{_VALUE});(?P<period>{_VALUE});(?P<digest>{_VALUE});"
    r"(?P<state>standing|settled)(?P<nudge>;nudge)?"
)
# Jira's editor may add how a link is drawn, `|smart-link`, and encode signs of a fragment
_LINK = re.compile(rf"\[{LINK}\|(?:https?://[^\s|\[\]#]+)#(?P<tag>[^\s|\[\]#]+)(?:\|[\w-]*)?\]")
_BLANK = " \t\r\n\f\v\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}"


def hide(marker: Marker, words: str, address: str) -> str:
    """Words (in Jira's markup) and marker as one text; the link leads to `address`.

    ValueError where a value could not be read back.
    """
    tag = _tag(marker)
    if _TAG.fullmatch(tag) is None:
        raise ValueError(f"no marker can carry these values: {tag}")
    line = f"[{LINK}|{_plain(address)}#{tag}]"
    before = words.rstrip()
    return f"{before}\n\n{line}" if before else line


def find(text: str | None) -> tuple[Marker | None, str]:
    """The marker in the very last line, and the words before it.

    Words behind a marker make it a quotation: then there is none, and all is words.
    """
    written = (text or "").rstrip(_BLANK)
    start = max(written.rfind("\n"), written.rfind("\r")) + 1
    link = _LINK.fullmatch(written[start:].strip(_BLANK))
    marker = _marker(link) if link else None
    if marker is None:
        return None, text or ""
    return marker, written[:start].rstrip(_BLANK)


def first(text: str | None) -> Marker | None:
    """The first marker in the text of a ticket of our own, wherever it stands.

    People write there, above it and below; another one that they paste below counts for nothing.
    """
    return next(filter(None, map(_marker, _LINK.finditer(text or ""))), None)


def _marker(link: re.Match[str]) -> Marker | None:
    """The marker in the fragment of a link, if it is one."""
    found = _TAG.fullmatch(unquote(link["tag"]))
    if found is None:
        return None
    return Marker(
        RuleId(found["rule"]),
        found["period"],
        found["digest"],
        standing=found["state"] == "standing",
        nudge=found["nudge"] is not None,
    )


def _tag(marker: Marker) -> str:
    state = "standing" if marker.standing else "settled"
    nudge = ";nudge" if marker.nudge else ""
    return f"ilosync:1;{marker.rule};{marker.period};{marker.digest};{state}{nudge}"


def _plain(address: str) -> str:
    """An address without a fragment of its own and without what would end the link."""
    return quote(urldefrag(address).url, safe="/:?=&%~+,;@.-_")
