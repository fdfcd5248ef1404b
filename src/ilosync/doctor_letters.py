"""`ilosync doctor` on private messages: whether they can leave, and whom they do not reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .bootstrap import House
from .core.model import Kind
from .environment import variable
from .errors import BadConfig
from .ports import Check

SHOWN = 10  # people in a line


def letter_checks(house: House, today: date) -> Iterator[Check]:
    """The channel, asked without sending anything, and the people whom it does not reach."""
    from .wiring import post_of  # noqa: PLC0415  other commands need no database

    try:
        post = post_of(house.settings)
    except BadConfig as e:
        yield Check("channel", ok=False, says=e.detail)
        return
    if post is None:
        yield Check("channel", ok=True, says="there is none: nobody is written to in private")
        return
    yield post.examine()
    here = [
        p
        for p in house.people
        if p.kind is not Kind.BOT and (p.end is None or today <= p.end) and not post.reaches(p)
    ]
    if here:
        names = ", ".join(p.id for p in here[:SHOWN])
        more = f" and {len(here) - SHOWN} more" if len(here) > SHOWN else ""
        mend = f"set {variable('messages', 'people', here[0].id)} to an address, and so on"
        yield Check("people", ok=True, says=f"are not reached: {names}{more}", mend=mend)
    else:
        yield Check("people", ok=True, says="everybody is reached")
