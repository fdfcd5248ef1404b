"""What must hold between the people of a file: that whom a line names is there, and is another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ilosync.plain_words import did_you_mean, quoted
from ilosync.toml_file import Problem

from .row import Row

PAIR = 2
"""As many may lead each other: peers do, and rules may speak of it."""

_NAMES = {"at_hand": "at-hand person", "plan_b": "Plan B", "mentors": "mentor"}


def strangers(rows: Sequence[Row]) -> Iterator[Problem]:
    """Say which helper is nobody, oneself, or both supervisor and buddy."""
    ids = dict.fromkeys(x.id for x in rows)
    for number, row in enumerate(rows):
        for key, who in _named(row):
            word = _NAMES.get(str(key[0]), str(key[0]))
            at = ("people", number, *key)
            if who == row.id:
                yield at, f"{who} is their own {word}; name somebody else"
            elif who not in ids:
                mend = did_you_mean(who, ids, "add a [[people]] table with that id")
                yield at, f"the {word} {quoted(who)} is nobody in this file; {mend}"
        if row.buddy and row.buddy == row.helper:
            says = f"{row.buddy} is both supervisor and buddy of {row.id}"
            yield ("people", number, "buddy"), f"{says}; choose another buddy together"


def _named(row: Row) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for key in ("supervisor", "lead", "buddy", "at_hand", "plan_b"):
        if who := getattr(row, key):
            yield (key,), who
    for n, who in enumerate(row.mentors):
        yield ("mentors", n), who


def circles(rows: Sequence[Row]) -> Iterator[Problem]:
    """Say where supervision comes round to where it began, once for each circle of three or more.

    Two who lead each other are no mistake.
    """
    above = {x.id: x.helper for x in rows}
    seen: set[str] = set()
    for row in rows:
        way: list[str] = []
        who: str | None = row.id
        while who is not None and who in above and who not in seen:
            seen.add(who)
            way.append(who)
            who = above[who]
        if who in way[:-PAIR]:
            yield _circle(rows, way[way.index(who) :])


def _circle(rows: Sequence[Row], around: list[str]) -> Problem:
    """One circle, told from whoever stands first in the file."""
    number, first = next((n, x) for n, x in enumerate(rows) if x.id in around)
    start = around.index(first.id)
    shown = " → ".join([*around[start:], *around[:start], first.id][:8])
    at = ("people", number, "lead" if first.lead else "supervisor")
    return at, f"supervision goes round in a circle ({shown}); take one supervisor out"
