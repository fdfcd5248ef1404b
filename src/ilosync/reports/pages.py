"""The faces as text: HTML pages that stand alone, and Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from ilosync.core.report import Report
from ilosync.core.report.goals import day
from ilosync.core.report.values import Tool

from .charts import drawing

_MARKUP = frozenset("\\`*_[]<>|#~&@$")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.,;:'/()%-]| (?! ))*(?<! )")
_AT_FIRST = frozenset("-+=")  # markup only where a line begins
_ISOLATE, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_RIGHT = ("R", "AL")


@cache
def template(face: str, form: str) -> Template:
    """The template of a face (`promises`, `todo`, `desk`, `mine`) in a form (`html`, `md`)."""
    return _environment().get_template(f"{face}.{form}.j2")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("ilosync.reports", "templates"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {
        "cell": cell,
        "link": link,
        "day": day,
        "moment": moment,
        "drawing": drawing,
        "behaviour": behaviour,
        "ahead": ahead,
    }
    made.filters.update(filters)
    return made


def ahead(on: date | None, report: Report) -> str:
    """`for` before a day that comes, `since` before one that has come."""
    return "for" if on is not None and on > report.at.date() else "since"


def moment(at: datetime) -> str:
    """An instant as people write it: Monday, 23 November 2026, 02:00 CET."""
    return f"{at:%A}, {day(at.date())}, {at:%H:%M %Z}"


def cell(text: object) -> str:
    """A text in Markdown: one line, nothing in it is markup; it turns no text around it."""
    said = str(text)
    if _PLAIN.fullmatch(said):
        return said
    line = " ".join("".join(c for c in said if not _steers(c) or c.isspace()).split())
    plain = "".join(f"\\{c}" if c in _MARKUP else c for c in line)
    plain = f"\\{plain}" if plain[:1] in _AT_FIRST else plain
    turns = any(unicodedata.bidirectional(c) in _RIGHT for c in line)
    return f"{_ISOLATE}{plain}{_END}" if turns else plain


def _steers(char: str) -> bool:
    """Whether a character only tells a screen what to do: controls, and marks of direction.

    What joins the parts of an emoji or letters of a script is none.
    """
    joins = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
    return unicodedata.category(char) in ("Cc", "Cf") and char not in joins


def link(url: str) -> str:
    """An address that may be followed; else nothing."""
    safe = url.startswith(("https://", "http://")) and not any(c in url for c in " \n\t\"'<>()")
    return url if safe else ""


def behaviour(tool: Tool) -> Iterator[tuple[str, str]]:
    """What the tool did and means to do, line by line."""
    yield "Notes in seven days", f"{tool.notes:,}; at most {tool.most:,} to one person"
    yield "Waiting for a good moment", f"{tool.waiting:,}"
    yield "Left unsaid, because of a doubt", f"{tool.held:,}"
    yield "May be told to nobody", f"{tool.unheard:,}"
    brake = "; more than it writes without being asked" if tool.brake else ""
    yield "Planned to write", f"{tool.planned:,}{brake}"
    for name, kinds in sorted(tool.spent.items()):
        spent = ", ".join(f"{n:,} to {kind}" for kind, n in sorted(kinds.items()))
        yield f"Requests to {name} so far", spent or "none"
