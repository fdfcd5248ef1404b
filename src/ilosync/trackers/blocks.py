"""The parts of what people write in Markdown: paragraphs apart from code and quotes."""

from __future__ import annotations

from markdown_it import MarkdownIt

_MOST = 65_536  # GitHub keeps no more characters of a text
_MOST_LINES = 2_000  # nobody types more, and each costs the parser about 30 µs

# Blocks only, no inline rules: linear in the text. No setext headings: `---` under a
# command is a signature more often than a title.
BLOCKS = MarkdownIt("zero", {"html": True, "maxNesting": 20}).enable(
    ["fence", "code", "blockquote", "list", "html_block", "heading", "hr"]
)
BLOCKS.disable(["inline", "text_join"])


def lines(text: str | None) -> str:
    """A text with one kind of line end, and no longer than people write."""
    source = (text or "")[:_MOST].replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(source.split("\n", _MOST_LINES)[:_MOST_LINES])


def without_comments(paragraph: str) -> str:
    """A paragraph with a blank in place of each HTML comment."""
    kept, rest = [], paragraph
    while (start := rest.find("<!--")) >= 0 and (end := rest.find("-->", start + 4)) >= 0:
        kept.append(rest[:start])
        rest = " " + rest[end + 3 :]
    return "".join([*kept, rest])
