"""Jira's markup in, Markdown out, as far as the shared readers need it: headings, lists, text.

Atlassian's help, "Text formatting notation".
"""

from __future__ import annotations

import re

from ilosync.trackers.blocks import lines
from ilosync.trackers.form import FORM_HEADINGS

# an unfinished block reaches to the end: what may be meant as code is no command
_BLOCKS = re.compile(
    r"\{(?P<kind>code|noformat|quote)(?::[^{}\n]*)?\}.*?(?:\{(?P=kind)\}|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r"^[ \t]*bq\.[^\n]*$", re.MULTILINE)
_DRAWN = re.compile(r"\{(?:color|panel|anchor)(?::[^{}\n]*)?\}", re.IGNORECASE)
_FORM = re.compile(rf"(?:{'|'.join(map(re.escape, FORM_HEADINGS))})(?![^\W_])", re.IGNORECASE)
_HEADING = re.compile(r"^h(?P<level>[1-6])\.[ \t]*(?P<inner>\S[^\n]*)$", re.MULTILINE)
_BOLD = re.compile(r"^\*(?P<inner>[^*\n]+)\*(?P<after>:?)[ \t]*$", re.MULTILINE)
_NUMBERED = re.compile(r"^(?P<signs>#+)[ \t]+(?P<inner>[^\n]*)$", re.MULTILINE)
_LINK = re.compile(r"\[(?:([^|\[\]\n]+)\|)?([^|\[\]\s]+)(?:\|[^\[\]\n]*)?\]")
_ESCAPED = re.compile(r"(?<=\S)\\([^\w\s\\])")
_BREAK = re.compile(r"\\\\(?=\s|$)", re.MULTILINE)


def spoken(source: str) -> str:
    """Without code, quotes, and what only says how something is drawn."""
    for pattern in (_BLOCKS, _QUOTED):
        source = pattern.sub("\n\n", source)
    return _DRAWN.sub("", source)


def markdown(text: str | None) -> str:
    """What somebody says in a description, in Markdown: `### heading`, bullets, plain words."""
    source = _BREAK.sub("\n", spoken(lines(text)))
    source = "\n".join(x.strip() for x in source.split("\n"))
    source = _ESCAPED.sub(r"\1", _LINK.sub(lambda x: x[1] or x[2], source))
    return _HEADING.sub(_heading, _BOLD.sub(_bold, _NUMBERED.sub(_number, source)))


def _heading(found: re.Match[str]) -> str:
    """One of the form's as the form has it; any other at its own level."""
    inner = found["inner"].strip("*_ :")
    return f"{'###' if _of_the_form(inner) else '#' * int(found['level'])} {inner}"


def _bold(found: re.Match[str]) -> str:
    """A line in bold is a heading where it reads like one of the form's, and else words."""
    inner = found["inner"].strip()
    return f"### {inner}" if _of_the_form(inner) else f"{inner}{found['after']}"


def _number(found: re.Match[str]) -> str:
    """A point of a list, unless somebody wrote the form's heading as one does elsewhere."""
    return found[0] if _of_the_form(found["inner"]) else f"1. {found['inner']}"


def _of_the_form(line: str) -> bool:
    return _FORM.match(line.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")) is not None
