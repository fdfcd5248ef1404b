"""What Promises says of its figures, in sentences. It sees nothing but what is published."""

from __future__ import annotations

from collections.abc import Mapping

from .small import STEP, Figure, Said, Why

TITLES: Mapping[str, str] = {
    "one_ilo": "One objective each",
    "managers": "Managers",
    "others": "Everybody else",
    "check_ins": "Check-ins this quarter",
    "sessions": "Feedback talks with newcomers",
    "mentors": "Mentors",
    "costs": "Costs to cover",
    "stretches": "Stretches with a net",
    "look_backs": "Looking back",
    "teams": "Team conversations",
    "mix": "Where objectives come from",
    "reached": "Notes of this tool",
}
PARTS: Mapping[str, str] = {
    "one": "have one",
    "several": "have several",
    "drafting": "being set up",
    "none": "a talk is on offer",
    "unknown": "could not be read",
    "held": "held",
    "moved": "moved by their owners",
    "open": "still open",
    "both_ways": "held, with both upward directions on offer",
    "soon": "planned in the next 30 days",
    "named": "named",
    "looking": "looking for one",
    "not_wanted": "not wanted",
    "waiting": "awaiting an answer",
    "whole": "with all three clarifications",
    "answered": "looked back on, or not this time",
    "team": "what the team needs",
    "personal": "personal interest",
    "reached": "people who got a note in the last seven days",
}


def words(figure: Figure, *, narrow: bool) -> str:
    """A sentence; in the narrow mode without a number; empty where nothing may be said."""
    if figure.words:
        return figure.words
    if figure.why is Why.FEW:
        return _few(figure)
    return _sentence(figure, narrow=narrow)


def _few(figure: Figure) -> str:
    if figure.said is Said.ALL:
        return "All of us."
    if figure.said is Said.NOT_ALL:
        return "We have some talks to offer."
    return ""


def share(value: int, n: int, *, narrow: bool) -> str:
    """A part of a whole: never exact, and at its ends the same for all, nearly all; few, none."""
    us = "us" if narrow else f"the {n:,}"
    if value >= n - STEP // 2:
        return f"all or nearly all of {us}"
    if value == 0:
        return f"few or none of {us}"
    if not narrow:
        return f"about {value:,} of {n:,}"
    return "most of us" if value * 2 > n else "some of us"


SENTENCES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "check_ins": (
        {"held": "held", "moved": "moved", "open": "still open"},
        "Few or none have come up so far.",
    ),
    "sessions": (
        {
            "both_ways": "held with both upward directions on offer",
            "held": "otherwise held",
            "soon": "planned in the next 30 days",
        },
        "Few or none just now.",
    ),
    "mentors": (
        {"named": "named", "not_wanted": "do without one", "looking": "looking"},
        "Little has been said of them so far.",
    ),
    "costs": ({"waiting": "awaiting an answer"}, "Few or none are open."),
    "stretches": (
        {"whole": "with all three clarifications", "open": "with parts still to come"},
        "Few or none just now.",
    ),
    "look_backs": (
        {"answered": "answered", "open": "on offer"},
        "Few or none came up in the last 90 days.",
    ),
    "mix": (
        {"team": "from what a team needs", "personal": "from personal interest"},
        "Few or none are marked so far.",
    ),
    "reached": (
        {"reached": "of us got a note in the last seven days"},
        "Few or none of us got a note in the last seven days.",
    ),
}
"""What is said of each part of a figure; and what, where there is little of any."""


def _sentence(figure: Figure, *, narrow: bool) -> str:
    listed = _Listed(figure.parts, narrow=narrow)
    if figure.id in ("one_ilo", "managers", "others"):
        return _one(figure, listed, narrow=narrow)
    if figure.id == "teams":
        return _teams(figure.value or 0, figure.n or 0)
    says, nothing = SENTENCES[figure.id]
    if figure.id == "mentors":
        says = {**says, "looking": f"looking{_typical(figure, narrow=narrow)}"}
    return listed.sentence(says, nothing)


class _Listed:
    """The parts of a figure in words; those of few or none are left out, unless all are."""

    def __init__(self, parts: Mapping[str, int], *, narrow: bool) -> None:
        self._parts, self._narrow = parts, narrow

    def of(self, says: Mapping[str, str]) -> list[str]:
        """Each part with its number, in words where there may be none."""
        return [
            f"{'some' if self._narrow else f'about {self._parts[x]:,}'} {text}"
            for x, text in says.items()
            if self._parts.get(x)
        ]

    def sentence(self, says: Mapping[str, str], nothing: str) -> str:
        """The parts as a sentence."""
        text = ", ".join(self.of(says))
        return f"{text[0].upper()}{text[1:]}." if text else nothing


def _one(figure: Figure, listed: _Listed, *, narrow: bool) -> str:
    if figure.value is None or figure.n is None:
        return ""
    kept = share(figure.value, figure.n, narrow=narrow)
    text = f"{kept[0].upper()}{kept[1:]} have one{'' if figure.value else ' so far'}"
    if figure.id != "one_ilo" or figure.value >= figure.n - STEP // 2:
        return f"{text}."
    says = {
        "drafting": "are setting one up",
        "none": "have a talk on offer",
        "several": "have several and may choose",
        "unknown": "could not be seen",
    }
    rest = ", ".join(listed.of(says))
    return f"{text}; {rest or 'the others are between two, away, or have a talk on offer'}."


def _teams(held: int, n: int) -> str:
    about = "talked about values and goals this quarter"
    if n == 1:
        return f"The team has {about}." if held else f"The team has not {about} yet."
    if held == 0:
        return f"None of the {n:,} teams has {about} yet."
    return f"{f'All {n:,}' if held == n else f'{held:,} of {n:,}'} teams have {about}."


def _typical(figure: Figure, *, narrow: bool) -> str:
    if narrow or figure.typical is None:
        return ""
    weeks = "week" if figure.typical == 1 else "weeks"
    return f" (usually for {figure.typical} {weeks})" if figure.typical else " (for days)"
