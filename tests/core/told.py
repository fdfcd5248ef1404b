"""What the tests of rules ask of a world: what was told to whom, and what was written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from ilosync.core.actions import Open, Revise, Say, Settle
from ilosync.core.plan import Plan
from tests.worlds import World


def to(world: World, day: str, hour: int = 16) -> None:
    """Go to an hour of a day, in UTC: 16 o'clock is working time from Lisbon to Los Angeles."""
    begin = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    world.at(begin + timedelta(hours=hour))


def letters(plan: Plan, rule: str) -> list[tuple[str | None, tuple[str, ...]]]:
    """Whom a rule is about, and who hears of it in private."""
    return [(f.person, f.tells) for f in plan.private if f.rule == rule]


def facts(plan: Plan, rule: str) -> list[dict[str, str]]:
    """What the findings of a rule say."""
    return [dict(f.facts) for f in plan.findings if f.rule == rule]


def wrote(world: World) -> list[tuple[str, str]]:
    """What one pass wrote: kind and rule, in order."""
    plan = world.sync()
    return [
        (type(a).__name__, a.marker.rule)
        for a in plan.actions
        if isinstance(a, (Say, Revise, Settle, Open))
    ]


def quiet(world: World, passes: int = 10, hours: float = 1) -> bool:
    """Whether so many more passes write not a word."""
    for _ in range(passes):
        world.passes(hours * 3600)
        if wrote(world):
            return False
    return True


def texts(world: World) -> str:
    """Everything that stands on tickets: titles, texts and comments."""
    tracker = world.tracker
    titles = [t.title for t in tracker.tickets.values()]
    return "\n".join([*titles, *tracker.bodies.values(), *tracker.texts.values()])
