"""What people say to us, read from Jira's wiki markup: the shared readers do the rest."""

from __future__ import annotations

import re

from ilosync.core.model import Command
from ilosync.trackers import commands as shared
from ilosync.trackers import mirrors
from ilosync.trackers.blocks import lines

from .from_wiki import spoken

_CALLED = re.compile(r"^([ \t]*)\[~[^\]\n]*\][:,]?[ \t]*(?=/ilo\b)", re.MULTILINE | re.IGNORECASE)
_LINK = re.compile(r"\[(?:[^|\[\]\n]*\|)?([^|\[\]\s]+)(?:\|[^\[\]\n]*)?\]")
_POINT = re.compile(r"^[ \t]*[*#-]+[ \t]+(?=/ilo\b)", re.MULTILINE | re.IGNORECASE)
_ESCAPED = re.compile(r"\\([^\w\s])")


def commands(text: str | None) -> tuple[Command, ...]:
    """The commands in a comment: lines `/ilo WORD REST` outside code and quotes.

    A mention of us may stand before it; links and escapes are read as what they show.
    """
    source = lines(text)
    if "/ilo" not in source.casefold():
        return ()
    source = _POINT.sub("", _CALLED.sub(r"\1", spoken(source)))
    source = _ESCAPED.sub(r"\1", _LINK.sub(r"\1", source))
    return shared.commands(source)


def same_as(body: str) -> frozenset[str]:
    """What a description says is the same thing, on lines like `Same ILO: https://…`."""
    return mirrors.same_as(_ESCAPED.sub(r"\1", _LINK.sub(r"\1", lines(body))))
