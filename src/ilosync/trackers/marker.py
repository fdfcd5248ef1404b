"""The hidden last line of a notice, or of a ticket of our own, that says which it is.

An HTML comment, which GitHub stores and does not show: `<!-- ilosync:1 rule=… -->`.
"""

from __future__ import annotations

import re

from ilosync.core.model import Marker, RuleId

_VALUE = r"(?:[A-Za-z0-9_.]|-(?!-))+"
_LINE = re.compile(
    rf"<!-- ilosync:1 rule=(?P<rule>{_VALUE}) period=(?P<period>{_VALUE}) "
    rf"digest=(?P<digest>{_VALUE}) (?P<state>standing|settled)(?P<nudge> nudge)? -->"
)


def hide(marker: Marker, body: str) -> str:
    """Words and marker as one comment text; ValueError where a value could not be read back."""
    line = _line(marker)
    if _LINE.fullmatch(line) is None:
        raise ValueError(f"no marker can carry these values: {line}")
    words = body.rstrip()
    return f"{words}\n\n{line}" if words else line


def find(text: str | None) -> tuple[Marker | None, str]:
    """The marker in the very last line, and the words before it.

    Words behind a marker make it a quotation: then there is none, and all is words.
    """
    written = (text or "").rstrip()
    before, _, last = written.rpartition("\n")
    found = _LINE.fullmatch(last)
    if found is None:
        return None, text or ""
    return _marker(found), before.rstrip()


def first(text: str | None) -> Marker | None:
    """The first marker in the text of a ticket of our own, wherever it stands.

    People write there, above it and below; another one that they paste below counts for nothing.
    """
    found = _LINE.search(text or "")
    return _marker(found) if found else None


def _marker(found: re.Match[str]) -> Marker:
    return Marker(
        RuleId(found["rule"]),
        found["period"],
        found["digest"],
        standing=found["state"] == "standing",
        nudge=found["nudge"] is not None,
    )


def _line(marker: Marker) -> str:
    state = "standing" if marker.standing else "settled"
    nudge = " nudge" if marker.nudge else ""
    return (
        f"<!-- ilosync:1 rule={marker.rule} period={marker.period} "
        f"digest={marker.digest} {state}{nudge} -->"
    )
