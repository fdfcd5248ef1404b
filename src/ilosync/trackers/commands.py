"""What people's words ask of us; the words themselves go no further than this file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ilosync.core.model import Command

FORM_HEADINGS = (
    "What I want to learn",
    "Why it matters to me",
    "Kind",
    "How I'd like to step out of my comfort zone, or not just now",
    "What I need",
    "Mentor",
    "Is this a stretch?",
    "Safety net",
    "At hand",
    "Share with the team?",
)
"""The headings of the issue form; GitHub writes each as `### heading` into the body."""

_COMMAND = re.compile(
    r"\s*(?:@[\w./\[\]-]+[:,]?\s+)?/ilo[ \t]+(?P<word>\S+)(?P<rest>.*)", re.IGNORECASE
)
_HEADING = re.compile(r"^###[ \t]+(.+)$", re.MULTILINE)
_BOX = re.compile(r"^[ \t]*[-*+][ \t]+\[[xX]\](?=\s|$)", re.MULTILINE)
_MOST = 65_536  # GitHub keeps no more characters of a comment
_MOST_LINES = 2_000  # nobody types more, and each costs the parser about 30 µs

# Blocks only, no inline rules: linear in the text. No setext headings: `---` under a
# command is a signature more often than a title.
_BLOCKS = MarkdownIt("zero", {"html": True, "maxNesting": 20}).enable(
    ["fence", "code", "blockquote", "list", "html_block", "heading", "hr"]
)
_BLOCKS.disable(["inline", "text_join"])
_SPANS = MarkdownIt("zero").enable(["newline", "escape", "backticks"])


def commands(text: str | None) -> tuple[Command, ...]:
    """The commands in a comment: lines `/ilo WORD REST` outside code, quotes and HTML comments."""
    source = (text or "")[:_MOST].replace("\r\n", "\n").replace("\r", "\n")
    if "/ilo" not in source.casefold():
        return ()
    source = "\n".join(source.split("\n")[:_MOST_LINES])
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
    return len(_form_headings(body or "")) > 1


def _form_headings(body: str) -> set[str]:
    plain = body[:_MOST].replace("\u2019", "'")
    written = [found.strip().casefold() for found in _HEADING.findall(plain)]
    return {h for h in FORM_HEADINGS if any(w.startswith(h.casefold()) for w in written)}


def _spoken(source: str) -> Iterator[str]:
    """The lines of all paragraphs that stand in no quote."""
    quotes = 0
    lines = source.split("\n")
    opened: Token | None = None
    for token in _BLOCKS.parse(source):
        quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "paragraph_open":
            opened = token
        elif token.type == "paragraph_close":
            opened = None
        elif token.type == "inline" and opened and opened.map and not quotes:
            yield from _lines(token.content, lines[opened.map[0]])


def _lines(paragraph: str, source: str) -> list[str]:
    """A paragraph's lines without code spans and comments, and not the bullet of a list."""
    if "/ilo" not in paragraph.casefold():
        return []
    bare = _without_comments(paragraph)
    if "`" in bare:
        bare = _without_spans(bare)
    found = bare.split("\n")
    begins = source.strip().startswith(paragraph.partition("\n")[0].strip())
    return found if begins else found[1:]


def _without_comments(paragraph: str) -> str:
    kept, rest = [], paragraph
    while (start := rest.find("<!--")) >= 0 and (end := rest.find("-->", start + 4)) >= 0:
        kept.append(rest[:start])
        rest = " " + rest[end + 3 :]
    return "".join([*kept, rest])


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
