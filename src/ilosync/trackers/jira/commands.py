"""What people say to us, read from Jira's wiki markup: the shared readers do the rest."""

from __future__ import annotations

import re

from ilosync.core.model import Command
from ilosync.trackers import commands as shared
from ilosync.trackers import mirrors

_MOST = 65_536
# an unfinished block reaches to the end: what may be meant as code is no command
_BLOCKS = re.compile(
    r"\{(?P<kind>code|noformat|quote)(?::[^{}\n]*)?\}.*?(?:\{(?P=kind)\}|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r"^[ \t]*bq\.[^\n]*$", re.MULTILINE)
_DRAWN = re.compile(r"\{(?:color|panel|anchor)(?::[^{}\n]*)?\}", re.IGNORECASE)
_CALLED = re.compile(r"^([ \t]*)\[~[^\]\n]*\][:,]?[ \t]*(?=/ilo\b)", re.MULTILINE | re.IGNORECASE)
_LINK = re.compile(r"\[(?:[^|\[\]\n]*\|)?([^|\[\]\s]+)(?:\|[^\[\]\n]*)?\]")
_POINT = re.compile(r"^[ \t]*[*#-]+[ \t]+(?=/ilo\b)", re.MULTILINE | re.IGNORECASE)
_ESCAPED = re.compile(r"\\([^\w\s])")
_HEADING = re.compile(
    r"^[ \t]*(?:h[1-6]\.[ \t]*|\*(?=[^*\n]+\*:?[ \t]*$))\*?([^*\n]+?)\*?:?[ \t]*$", re.MULTILINE
)


def commands(text: str | None) -> tuple[Command, ...]:
    """The commands in a comment: lines `/ilo WORD REST` outside code and quotes.

    A mention of us may stand before it; links and escapes are read as what they show.
    """
    source = _lines(text)
    if "/ilo" not in source.casefold():
        return ()
    for pattern in (_BLOCKS, _QUOTED):
        source = pattern.sub("\n\n", source)
    source = _POINT.sub("", _CALLED.sub(r"\1", _DRAWN.sub("", source)))
    source = _ESCAPED.sub(r"\1", _LINK.sub(r"\1", source))
    return shared.commands(source)


def looks_like_ilo(title: str, body: str, type_name: str, label: str) -> bool:
    """Whether title (`ILO: …`), issue type or two headings of the form say that it is an ILO."""
    headings = _HEADING.sub(r"### \1", _lines(body))
    return shared.looks_like_ilo(title, headings, type_name, label)


def same_as(body: str) -> frozenset[str]:
    """What a description says is the same thing, on lines like `Same ILO: https://…`."""
    return mirrors.same_as(_ESCAPED.sub(r"\1", _LINK.sub(r"\1", _lines(body))))


def _lines(text: str | None) -> str:
    return (text or "")[:_MOST].replace("\r\n", "\n").replace("\r", "\n")
