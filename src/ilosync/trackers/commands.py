"""What people's words ask of us; the words themselves go no further than this file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ilosync.core.model import Command

from .blocks import BLOCKS, lines, without_comments
from .form import FORM_HEADINGS, headings

__all__ = ["FORM_HEADINGS", "commands", "looks_like_ilo", "ticked"]

_COMMAND = re.compile(
    r"\s*(?:@[\w./\[\]-]+[:,]?\s+)?/ilo[ \t]+(?P<word>\S+)(?P<rest>.*)", re.IGNORECASE
)
_BOX = re.compile(r"^[ \t]*[-*+][ \t]+\[[xX]\](?=\s|$)", re.MULTILINE)
_SPANS = MarkdownIt("zero").enable(["newline", "escape", "backticks"])


def commands(text: str | None) -> tuple[Command, ...]:
    """The commands in a comment: lines `/ilo WORD REST` outside code, quotes and HTML comments."""
    source = lines(text)
    if "/ilo" not in source.casefold():
        return ()
    found = (_COMMAND.fullmatch(line) for line in _spoken(source))
    return tuple(Command(m["word"].lower(), m["rest"].strip().lower()) for m in found if m)


def ticked(text: str | None) -> bool:
    """Whether a task-list box in one of our notices is ticked: `- [x]`."""
    return _BOX.search(text or "") is not None


def looks_like_ilo(title: str | None, body: str | None, type_name: str | None, label: str) -> bool:
    """Whether title (`ILO: …`), issue type or two headings of the form say that this is an ILO."""
    if re.match(rf"\s*{re.escape(label)}\s*:", title or "", re.IGNORECASE):
        return True
    if type_name and type_name.strip().casefold() == label.casefold():
        return True
    return len(headings(body)) > 1


def _spoken(source: str) -> Iterator[str]:
    """The lines of all paragraphs that stand in no quote."""
    quotes = 0
    written = source.split("\n")
    opened: Token | None = None
    for token in BLOCKS.parse(source):
        quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "paragraph_open":
            opened = token
        elif token.type == "paragraph_close":
            opened = None
        elif token.type == "inline" and opened and opened.map and not quotes:
            yield from _lines(token.content, written[opened.map[0]])


def _lines(paragraph: str, source: str) -> list[str]:
    """A paragraph's lines without code spans and comments, and not the bullet of a list."""
    if "/ilo" not in paragraph.casefold():
        return []
    bare = without_comments(paragraph)
    if "`" in bare:
        bare = _without_spans(bare)
    found = bare.split("\n")
    begins = source.strip().startswith(paragraph.partition("\n")[0].strip())
    return found if begins else found[1:]


def _without_spans(paragraph: str) -> str:
    written = []
    for token in _SPANS.parseInline(paragraph)[0].children or []:
        if token.type == "code_inline":
            written.append(f"`{token.content}`")
        elif token.type in {"softbreak", "hardbreak"}:
            written.append("\n")
        else:
            written.append(token.markup or token.content)
    return "".join(written)
