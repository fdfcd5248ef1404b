"""A town that lives in real time, for commands, which know no other clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from ilosync.bootstrap import RealClock

from .command import Ended, ilosync
from .configuration import PLACE, configure, person
from .town import FACES, Face, Town, open_town

WHOLE_WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
NOON, NIGHT = 12, 2


class PastClock(RealClock):
    """The machine's clock, set back so that a world can have a past."""

    behind = timedelta()

    def now(self) -> datetime:
        """Real time, less what it was set back by."""
        return super().now() - self.behind


def zone_where_it_is(hour: int) -> str:
    """A time zone in which the clock shows this hour now; `Etc/GMT-3` lies east of Greenwich."""
    east = (hour - RealClock().now().hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}"


def today() -> str:
    """The date in UTC."""
    return RealClock().now().date().isoformat()


class RealTown(Town):
    """A town with commands in it."""

    def types(self, *words: str | Path, **environ: str) -> Ended:
        """Somebody types `ilosync …` beside the folder of the configuration."""
        return ilosync(*words, environ={**self.environ, **environ}, cwd=self.folder.parent)

    def ago(self, days: int) -> None:
        """What is done from now on was done so many days ago."""
        assert isinstance(self.clock, PastClock)
        self.clock.behind = timedelta(days=days)


@contextmanager
def open_real_town(folder: Path, face: Face = FACES["graphql"]) -> Iterator[RealTown]:
    """A town whose clock is the machine's; no configuration yet."""
    with open_town(folder, face, PastClock()) as town:
        yield RealTown(town.world, town.clock, town.url, town.folder)


def busy_team(*, mo_hears_at: int) -> list[str]:
    """Linus does things; a check-in of Grace's comes up in her night, Mo's at another hour."""
    night, other = zone_where_it_is(NIGHT), zone_where_it_is(mo_hears_at)
    return [
        person("grace", time_zone=night, working_days=WHOLE_WEEK),
        person("mo", time_zone=other, working_days=WHOLE_WEEK),
        person("linus", supervisor="grace", time_zone=night),
    ]


def busy_past(town: RealTown) -> None:
    """Two check-ins come up within days; a second ILO and a forgotten label are a moment old."""
    town.ago(days=86)
    town.ilo("grace", "Lead without being in the room")
    town.ilo("mo", "Speak about maps")
    town.ago(days=10)
    town.ilo("linus", "Learn to host a retro")
    town.ago(days=0)
    town.world.open(PLACE, "linus-x", "Read Rust", "", ["ILO"], ["linus-x"])
    town.world.open(PLACE, "linus-x", "ILO: Paint", "", [], ["linus-x"])


def busy_town(town: RealTown, *, top: str, mo_hears_at: int = NOON) -> None:
    """Both of the above, and the configuration on disk."""
    configure(town.folder, busy_team(mo_hears_at=mo_hears_at), top=top)
    busy_past(town)
