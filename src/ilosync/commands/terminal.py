"""What most commands share: the way in, and how they speak and end."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console

from ilosync.bootstrap import House, RealClock, build, configure_logs
from ilosync.core.model import PersonId
from ilosync.errors import BadConfig, IlosyncError

out = Console(highlight=False, soft_wrap=True)


def way_in(config: Path, *, debug: bool, patience: float = 900) -> tuple[House, datetime]:
    """The configuration with everything connected, and this instant."""
    clock = RealClock()
    house = build(config, clock, patience=patience)
    configure_logs(house.settings.log_format, verbose=debug)
    return house, clock.now()


def only(person: str | None, house: House) -> set[PersonId] | None:
    """The one person that `--person` names; None for everybody."""
    if person is None:
        return None
    known = [p.id for p in house.people]
    if person not in known:
        raise BadConfig(f"--person {person}: nobody in people.toml has this id: {', '.join(known)}")
    return {PersonId(person)}


def counted(count: int, thing: str) -> str:
    """`1 change`, `2 changes`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def print_json(data: Any) -> None:  # noqa: ANN401
    """An answer for programs."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


def fail(line: str) -> NoReturn:
    """End with one line and exit code 1, after what was said so far."""
    raise BadEnd(line)


class BadEnd(IlosyncError):
    """Not all is well:"""
