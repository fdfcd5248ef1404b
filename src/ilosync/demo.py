"""`ilosync demo`: some months of an invented co-op, through the real client, in seconds.

The sandbox answers on loopback in place of GitHub; everything else is what runs for real:
configuration, PyGithub, the pass, the words, the report. Time is simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from .bootstrap import House, build
from .core.model import Snapshot
from .core.plan import Action, AddLabel, RemoveLabel, Say, Settle
from .core.report import report
from .mentions import at_names
from .reports.write import write
from .sandbox.clock import SimulatedClock
from .sandbox.server import serve
from .sandbox.world import World

REPO = "fernfield/learning"
FIRST, LAST = date(2026, 3, 2), date(2026, 6, 26)
NOON = time(11)  # in UTC: within everybody's working hours

FIRST_GOALS = {
    "grace-h": "Lead without being in the room",
    "linus-t": "Learn to host a blameless retro",
    "robin-w": "Sketch before I code",
}


@dataclass(frozen=True)
class Scene:
    """Something people do on a day, at an hour of UTC, and how it is told."""

    day: date
    hour: int
    told: str
    act: Callable[[World], object]


def _scenes() -> Iterable[Scene]:
    def first_day(w: World) -> None:
        for who, goal in FIRST_GOALS.items():
            w.open(REPO, who, goal, labels=["ILO"], assignees=[who])
        w.open(REPO, "grace-h", "Welcome, Ada", labels=["ilo:onboarding"], assignees=["ada-l"])

    yield Scene(
        date(2026, 3, 2),
        8,
        "Ada starts today; Grace supervises, Linus is her buddy. Grace, Linus and Robin have a "
        "learning objective each.",
        first_day,
    )
    yield Scene(
        date(2026, 3, 4),
        9,
        "Mo opens #5 “ILO: Speak about maps in public” and forgets the label.",
        lambda w: w.open(REPO, "mo-k", "ILO: Speak about maps in public", assignees=["mo-k"]),
    )
    yield Scene(
        date(2026, 3, 17),
        19,
        "In the evening Linus opens a second one, #6 “Read Rust without fear”.",
        lambda w: w.open(
            REPO, "linus-t", "Read Rust without fear", labels=["ILO"], assignees=["linus-t"]
        ),
    )

    def lines_up(w: World) -> None:
        w.unlabel(REPO, 6, "linus-t", "ILO")
        w.label(REPO, 6, "linus-t", "ilo:next")

    yield Scene(date(2026, 3, 18), 9, "Linus lines #6 up as his next.", lines_up)

    def ada_begins(w: World) -> None:
        w.open(REPO, "ada-l", "Find my way in satellite data", labels=["ILO"], assignees=["ada-l"])

    yield Scene(date(2026, 3, 26), 9, "Ada opens #7, her first objective.", ada_begins)
    yield Scene(
        date(2026, 5, 12),
        9,
        "Mo has given the talk and closes #5.",
        lambda w: w.close(REPO, 5, "mo-k"),
    )
    yield Scene(
        date(2026, 6, 1),
        13,
        "Linus and a friend have talked; he ticks the box on #2.",
        lambda w: _ticks(w, 2, "linus-t"),
    )
    yield Scene(
        date(2026, 6, 2),
        13,
        "Ada, Grace and Linus have met; Ada notes `/ilo held` on #4.",
        lambda w: w.comment(REPO, 4, "ada-l", "/ilo held"),
    )


def _ticks(world: World, number: int, who: str) -> None:
    for comment in world.issue(REPO, number).comments:
        if "- [ ]" in comment.body:
            world.edit_comment(comment.id, who, comment.body.replace("- [ ]", "- [x]"))


def run(out: Console, folder: Path) -> World:
    """Tell the story and write the report into `folder`; the world as it is then comes back."""
    clock = SimulatedClock(datetime.combine(FIRST, time(7), UTC))
    world = World(clock)
    world.repository(REPO, labels=("ILO", "ilo:onboarding", "ilo:next", "bug"), private=True)
    with ExitStack() as stack:
        url = stack.enter_context(serve(world))
        config = stack.enter_context(as_file(files("ilosync.sandbox") / "coop"))
        outside = {
            "ILOSYNC_TRACKERS__GITHUB__URL": url,
            "ILOSYNC_TRACKERS__GITHUB__TOKEN": "sandbox-token",
        }
        house = build(config, clock, environ=outside)
        _Story(out, world, clock, house).tell(folder)
    return world


@dataclass
class _Story:
    out: Console
    world: World
    clock: SimulatedClock
    house: House
    passes: int = 0
    said: list[Say] = field(default_factory=list)
    days: set[date] = field(default_factory=set)

    def tell(self, folder: Path) -> None:
        self.out.print(
            "[bold]Fern & Field[/], a co-op of five, keeps its learning objectives (ILOs) as "
            f"tickets in {REPO}.\nilosync looks in each working day, and whenever somebody does "
            "something. What it says notifies only those it asks.\n"
        )
        scenes = list(_scenes())
        day = FIRST
        while day <= LAST:
            for scene in (s for s in scenes if s.day == day):
                self._at(datetime.combine(day, time(scene.hour), UTC))
                scene.act(self.world)
                self._heading()
                self.out.print(Padding(escape(scene.told), (0, 0, 0, 2)))
                self._pass()
            if day.weekday() < 5:  # noqa: PLR2004  Monday to Friday
                self._at(datetime.combine(day, NOON, UTC))
                self._pass()
            day += timedelta(days=1)
        self._end(folder)

    def _at(self, moment: datetime) -> None:
        if moment > self.clock.now():
            self.clock.set_to(moment)

    def _heading(self) -> None:
        today = self.clock.now().date()
        if today not in self.days:
            self.days.add(today)
            self.out.print(f"[bold]{today:%a} {today.day} {today:%B}[/]")

    def _pass(self) -> None:
        snapshot, _, done = self.house.sync.run(self.clock.now())
        self.passes += 1
        for action in done.written:
            self._heading()
            self._show(action, snapshot)
            if isinstance(action, Say):
                self.said.append(action)

    def _show(self, action: Action, snapshot: Snapshot) -> None:
        number = f"#{action.ticket.number}"
        match action:
            case Say(ref, finding):
                ticket = next(t for t in snapshot.tickets if t.ref == ref)
                words = at_names(self.house.sync.wording.say(finding, ticket, mention=True))
                text = (
                    f"[cyan]{number} ilosync:[/] {escape(_opening(words))} [dim]({finding.rule})[/]"
                )
            case AddLabel(_, label):
                text = f"[cyan]{number}[/] gets the label {escape(label)}"
            case RemoveLabel(_, label):
                text = f"[cyan]{number}[/] loses the label {escape(label)}"
            case Settle(_, _, marker):
                text = f"[dim]{number} the note settles, silently ({marker.rule})[/]"
            case _:
                text = f"[dim]{number} the note is brought up to date, silently[/]"
        self.out.print(Padding(text, (0, 0, 0, 4)))

    def _end(self, folder: Path) -> None:
        now = self.clock.now()
        before = len(self.said)
        snapshot, plan, done = self.house.sync.run(now)
        value = report(snapshot, plan, self.house.policy, now)
        self.out.print(
            f"\n[bold]{LAST:%a} {LAST.day} {LAST:%B}[/]: the report, for the organisers only:"
        )
        for duty in value.duties:
            by = f", by {duty.by}" if duty.by else ""
            self.out.print(Padding(f"to {duty.to}{by}: {duty.what}", (0, 0, 0, 4)))
        reads, writes = (self.house.spent["github"][k] for k in ("read", "write"))
        self.out.print(
            f"\n{self.passes} passes, {before} notes, none of them twice; "
            f"a last pass wrote {len(done.written)}. "
            f"{reads} requests to read, {writes} to write, through the real GitHub client."
        )
        paths = write(value, folder)
        self.out.print(
            f"The report: [bold]{paths[0]}[/] for everybody, {paths[len(paths) // 2]} by name."
        )


OPENING = 170  # characters of a note that the story shows


def _opening(words: str) -> str:
    line = " ".join(words.split("<sub>", maxsplit=1)[0].split())
    if len(line) <= OPENING:
        return line
    cut = line[:OPENING]
    end = max(cut.rfind(". "), cut.rfind("? "))
    return f"{cut[: end + 1] if end > OPENING // 3 else cut.rsplit(' ', 1)[0]} …"
