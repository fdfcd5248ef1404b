"""A team of five with something for ilosync to say to each but one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from .configuration import PLACE, person
from .town import MONDAY, Town

TEAM = (
    person("grace", start=date(2020, 1, 7)),
    person("linus", supervisor="grace", start=date(2024, 5, 2)),
    person("mo", supervisor="grace", start=date(2022, 9, 1)),
    person("robin", supervisor="mo", start=date(2022, 9, 1)),
    person("ada", supervisor="grace", buddy="linus", start=date(2026, 8, 24)),
)
SAID = {(1, "check_in_due"), (4, "only_one"), (5, "labelled"), (6, "feedback_due")}


def people_act(town: Town) -> None:
    """A check-in and a feedback session are due; a second ILO; a forgotten label; Robin is fine."""
    town.at(datetime(2026, 8, 18, 9, tzinfo=UTC))
    town.ilo("grace", "Lead without being in the room")
    town.at(datetime(2026, 11, 2, 9, tzinfo=UTC))
    town.ilo("linus", "Learn to host a retro")
    town.ilo("robin", "Sketch before I code")
    town.at(MONDAY)
    town.ilo("linus", "Read Rust without fear")
    town.ilo("mo", "ILO: Speak about maps", labels=())
    town.world.open(PLACE, "grace-x", "Welcome, Ada", "", ["ilo:onboarding"], ["ada-x"])
    town.passes(minutes=1)
