"""What is worth trying first, with the people and the tickets that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ilosync.sandbox.page.tickets import OURS, Side, Ticket, Visitor

LABEL = OURS[0]


@dataclass(frozen=True)
class Idea:
    """Something to do, what comes of it, and where the page makes it easy."""

    do: str
    then: str
    address: str
    link: str


def ideas(
    you: Visitor,
    people: Sequence[Visitor],
    sides: Sequence[Side],
    tickets: Mapping[str, Sequence[Ticket]],
) -> Iterator[Idea]:
    """A second objective, a forgotten label, a command; each only where it can be done."""
    yours = [x for x in sides if x.account(you)]
    having = list(_having(yours, people, tickets))
    if having:
        side, ticket, whose = next((x for x in having if x[2] is you), having[0])
        yield Idea(
            f"Open a second objective for {whose.name} and watch.",
            "Each of us keeps one at a time, so that it gets real room: ilosync says so on the "
            "newer ticket, and nothing closes by itself.",
            _filled(people, side, ticket.place, whose, "Read Rust without fear", LABEL),
            "Fill in the form",
        )
        yield Idea(
            "Comment \N{LEFT DOUBLE QUOTATION MARK}/ilo snooze 4w"
            "\N{RIGHT DOUBLE QUOTATION MARK} on a ticket, or close one.",
            "The first keeps ilosync quiet there for four weeks. Done and let go are both fine.",
            ticket.path,
            f"Go to {ticket.key}",
        )
    busy = {whose for _, _, whose in having}
    free = [(x, y) for x in people for y in yours if x not in busy and y.account(x)]
    if free and free[0][1].places():
        whose, side = free[0]
        yield Idea(
            f"Open one for {whose.name} and forget the label.",
            "Its title says what it is, so ilosync puts the label on. Take it off again, and it "
            "stays off.",
            _filled(people, side, side.places()[0], whose, "ILO: Speak about maps in public", ""),
            "Fill in the form",
        )


def _having(
    sides: Sequence[Side], people: Sequence[Visitor], tickets: Mapping[str, Sequence[Ticket]]
) -> Iterator[tuple[Side, Ticket, Visitor]]:
    """Each open objective with its owner."""
    for side in sides:
        for ticket in tickets[side.slug]:
            if ticket.is_open and LABEL in ticket.labels:
                yield from ((side, ticket, x) for x in people if side.account(x) in ticket.owners)


def _filled(
    people: Sequence[Visitor], side: Side, place: str, whose: Visitor, title: str, label: str
) -> str:
    fields = {"title": title, "place": f"{side.slug}:{place}", "owner": people.index(whose)}
    return f"/?{urlencode(fields | ({'label': label} if label else {}))}#open"
