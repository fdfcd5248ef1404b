"""What issues move through: statuses, and the screens of the steps between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """A step of a workflow; its category is `To Do`, `In Progress` or `Done`."""

    id: str
    name: str
    category: str


@dataclass(frozen=True)
class Screen:
    """What a step into a status asks for.

    `resolutions` are the names that it offers: None: all, if the status is of the category Done;
    empty: no such field, and none is set. `default` is the one that it names as its own, if any.
    `required` are fields, by id, that it cannot do without, `optional` those that it can.
    """

    resolutions: tuple[str, ...] | None = None
    must_resolve: bool = False
    default: str = ""
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
