"""What the issue form answers, as words of ours; people's own go no further than this file.

GitHub writes each field as `### heading` into the body, and `_No response_` for what was left
empty. Whatever is not known is nothing: an aim that lies beyond this job leaves no trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ilosync.core import form

from .blocks import BLOCKS, lines, without_comments

(GOAL, WHY, KIND, COMFORT, NEED, MENTOR, STRETCH, NET, AT_HAND, SHARE) = FORM_HEADINGS = (
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
"""The headings of the issue form."""

PICTURE, PLAN_B = "What it would look like if it didn't work out", "Who steps in, with what"
"""The two lines that stand in the safety net before anybody wrote there."""

_KINDS = {
    "something the team needs": form.TEAM_NEED,
    "team need": form.TEAM_NEED,
    "my own curiosity": form.PERSONAL,
    "personal interest": form.PERSONAL,
}
_EMPTY = "_No response_"
_NO = frozenset({"no", "none", "nobody", "no one", "nothing"})
_OPEN = frozenset({"", "not yet", "tbd", "todo"})
_LEVELS = frozenset({"h1", "h2", "h3"})  # smaller headings stand inside an answer
_CLAUSE = re.compile(r"[^,.;:!?()\n\N{EN DASH}\N{EM DASH}]+")


def says(body: str | None) -> frozenset[str]:
    """What the form in a body answers, each a word of `core.form`; code and quotes do not count."""
    found = answers(body)
    told = {
        _KINDS.get(_plain(found.get(KIND, ""))),
        form.COMFORT if _words(found.get(COMFORT, "")) else None,
        form.NEED if _something(found.get(NEED, "")) else None,
        _mentor(found.get(MENTOR, "")),
        form.STRETCH if _yes(found.get(STRETCH, "")) else None,
        form.AT_HAND if _something(found.get(AT_HAND, "")) else None,
        form.SHARE if _yes(found.get(SHARE, "")) else None,
        *_net(found.get(NET, "")),
    }
    return frozenset(x for x in told if x is not None)


def headings(body: str | None) -> set[str]:
    """Which of the form's headings a body has."""
    return set(answers(body))


def answers(body: str | None) -> dict[str, str]:
    """What stands under each of the form's headings that a body has, in plain lines."""
    source = lines(body).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    found: dict[str, str] = {}
    if "###" not in source:
        return found
    heading: str | None = None
    for level, text in _texts(source):
        if level in _LEVELS:
            heading = _heading(text) if level == "h3" else None
            heading = None if heading in found else heading
        if heading is not None:
            before = found.get(heading)
            found[heading] = "" if before is None else f"{before}\n{_answer(text)}".strip()
    return found


def _texts(source: str) -> Iterator[tuple[str, str]]:
    """Each heading or paragraph outside quotes, by its tag; a heading counts outside lists."""
    quotes, tag = 0, ""
    for token in BLOCKS.parse(source):
        quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.nesting == 1:
            tag = token.tag if token.level == 0 else "p"
        elif token.type == "inline" and not quotes:
            yield tag, without_comments(token.content)


def _heading(text: str) -> str | None:
    """The heading of the form that this is; more may be written behind it."""
    plain = text.strip().casefold()
    for known in FORM_HEADINGS:
        after = plain.removeprefix(known.casefold())
        if after != plain and not after[:1].isalnum():
            return known
    return None


def _answer(text: str) -> str:
    return "" if text.strip() == _EMPTY else text


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _something(text: str) -> bool:
    """Whether an answer names anything at all."""
    return _plain(text) not in _NO | _OPEN


def _yes(text: str) -> bool:
    return _words(text)[:1] == ["yes"]


def _mentor(text: str) -> str | None:
    words = _words(text)
    first = next((_plain(x) for x in _CLAUSE.findall(text) if _words(x)), "")
    if first in _OPEN:
        return None
    if words[0] in ("looking", "wanted"):
        return form.MENTOR_LOOKING
    if words[:2] == ["not", "wanted"] or first in _NO:
        return form.MENTOR_NONE
    if not {"outside", "elsewhere"}.isdisjoint(words):
        return form.MENTOR_OUTSIDE
    return form.MENTOR_NAMED


def _net(text: str) -> Iterator[str]:
    """The lines of the safety net that somebody filled in, behind the question or below it."""
    filled = {PICTURE: "", PLAN_B: ""}
    line: str | None = None
    for written in text.split("\n"):
        plain = written.strip(" *_-+")
        asked = next((x for x in filled if plain.casefold().startswith(x.casefold())), None)
        line = asked or line
        if line is not None:
            filled[line] += "\n" + (plain[len(asked) :] if asked else plain)
    if _something(filled[PICTURE]):
        yield form.NET_PICTURE
    if _something(filled[PLAN_B]):
        yield form.NET_PLAN_B
