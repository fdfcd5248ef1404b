"""Markdown as text that reads well in a mail, where nobody renders it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import fill

from markdown_it import MarkdownIt
from markdown_it.token import Token

WIDTH = 76
_MARKDOWN = MarkdownIt("commonmark")
_APART = re.compile("([@#])\N{WORD JOINER}")  # means nothing in a mail; before `//` it stays


def plain_mail(markdown: str) -> str:
    """Paragraphs and lists, wrapped; links with their address behind them."""
    said, item, between, hidden = "", "", "\n\n", False
    for token in _MARKDOWN.parse(markdown):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                between = "\n\n"
            case "list_item_open":
                item = f"{token.info}. " if token.info else "- "
            case "bullet_list_close" | "ordered_list_close":
                item, between = "", "\n\n"
            case "paragraph_open":
                hidden = token.hidden
            case "inline":
                said += (between if said else "") + _lines(_words(token.children or ()), item)
                between = "\n" if item and hidden else "\n\n"
                item = " " * len(item)
            case "fence" | "code_block":
                said += (between if said else "") + token.content.rstrip()
    return _APART.sub(r"\1", said) + "\n"


def _lines(text: str, item: str) -> str:
    """Wrapped at blanks alone, so that no address breaks; what was a line of its own stays one."""
    further = " " * len(item)
    return "\n".join(
        fill(
            line,
            WIDTH,
            initial_indent=further if n else item,
            subsequent_indent=further,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for n, line in enumerate(text.split("\n"))
    )


def _words(tokens: Iterable[Token]) -> str:
    said: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                said.append(token.content)
            case "softbreak":
                said.append(" ")
            case "hardbreak":
                said.append("\n")
            case "link_open":
                links.append((len(said), str(token.attrGet("href") or "")))
            case "link_close":
                begin, address = links.pop()
                if "".join(said[begin:]) != address:
                    said.append(f" ({address})")
    return "".join(said)
