"""`ilosync demo`: some months of an invented co-op, through the real clients, in seconds.

The sandbox answers on loopback in place of GitHub and Jira; everything else is what runs for
real: configuration, clients, the pass, the words, the report. Time is simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from .bootstrap import House, build
from .core.actions import Action, AddLabel, RemoveLabel, Say, SetDay, Settle
from .core.model import Snapshot
from .mentions import at_names
from .reports.write import nightly
from .rules import RULES
from .sandbox.clock import SimulatedClock
from .sandbox.jira.server import serve as serve_jira
from .sandbox.jira.world import TOKEN, JiraWorld
from .sandbox.server import serve
from .sandbox.world import World

REPO, PROJECT = "fernfield/learning", "GROW"
FIRST, LAST = date(2026, 3, 2), date(2026, 6, 19)
NOON = time(11)  # in UTC: within everybody's working hours


@dataclass(frozen=True)
class Coop:
    """Where the people of Fern & Field work."""

    github: World
    jira: JiraWorld


@dataclass(frozen=True)
class Scene:
    """Something people do on a day, at an hour of UTC, and how it is told."""

    day: date
    hour: int
    told: str
    act: Callable[[Coop], object]


def _first_day(c: Coop) -> None:
    _opens(c, "grace-h", "Lead without being in the room")
    _opens(c, "linus-t", "Learn to host a blameless retro")
    c.github.open(REPO, "grace-h", "Welcome, Ada", labels=["ilo:onboarding"], assignees=["ada-l"])
    c.jira.open(PROJECT, "robin-w", "Sketch before I code", labels=["ILO"], assignee="robin-w")


def _opens(c: Coop, who: str, goal: str) -> None:
    c.github.open(REPO, who, goal, labels=["ILO"], assignees=[who])


def _second(c: Coop) -> None:
    goal = "Read Rust without fear"
    c.jira.open(PROJECT, "linus-t", goal, labels=["ILO"], assignee="linus-t")


def _lines_up(c: Coop) -> None:
    c.jira.unlabel("GROW-3", "linus-t", "ILO")
    c.jira.label("GROW-3", "linus-t", "ilo:next")


def _ticks(c: Coop) -> None:
    for comment in c.github.issue(REPO, 2).comments:
        if "- [ ]" in comment.body:
            ticked = comment.body.replace("- [ ]", "- [x]")
            c.github.edit_comment(comment.id, "linus-t", ticked)


SCENES = (
    Scene(
        date(2026, 3, 2),
        8,
        "Ada starts today; Grace supervises, Linus is her buddy. Grace and Linus have a learning "
        "objective each on GitHub, Robin has one in Jira.",
        _first_day,
    ),
    Scene(
        date(2026, 3, 4),
        9,
        "Mo opens GROW-2 “ILO: Speak about maps in public” in Jira and forgets the label.",
        lambda c: c.jira.open(PROJECT, "mo-k", "ILO: Speak about maps in public", assignee="mo-k"),
    ),
    Scene(
        date(2026, 3, 17),
        19,
        "In the evening Linus opens a second one, in Jira: GROW-3 “Read Rust without fear”.",
        _second,
    ),
    Scene(date(2026, 3, 18), 9, "Linus lines GROW-3 up as his next.", _lines_up),
    Scene(
        date(2026, 3, 26),
        9,
        "Ada opens #4, her first objective.",
        lambda c: _opens(c, "ada-l", "Find my way in satellite data"),
    ),
    Scene(
        date(2026, 5, 12),
        9,
        "Mo has given the talk and closes GROW-2.",
        lambda c: c.jira.finish("GROW-2", "mo-k"),
    ),
    Scene(date(2026, 6, 1), 13, "Linus and a friend have talked; he ticks the box on #2.", _ticks),
    Scene(
        date(2026, 6, 2),
        13,
        "Ada, Grace and Linus have met; Ada notes `/ilo held` on #3.",
        lambda c: c.github.comment(REPO, 3, "ada-l", "/ilo held"),
    ),
)


@dataclass(frozen=True)
class Stand:
    """The co-op on loopback: its trackers, the time there, and how ilosync is configured."""

    coop: Coop
    clock: SimulatedClock
    config: Path
    environ: Mapping[str, str]


@contextmanager
def stand() -> Iterator[Stand]:
    """Both trackers answer while the context lasts; nothing has happened there yet."""
    clock = SimulatedClock(datetime.combine(FIRST, time(7), UTC))
    coop = Coop(World(clock), JiraWorld(clock, cloud=True, plain_ids=True))
    labels = ("ILO", "ilo:onboarding", "ilo:next", "bug")
    coop.github.repository(REPO, labels=labels, private=True)
    coop.jira.project(PROJECT, "Growing")
    with ExitStack() as stack:
        config = stack.enter_context(as_file(files("ilosync.sandbox") / "coop"))
        environ = {
            "ILOSYNC_TRACKERS__GITHUB__URL": stack.enter_context(serve(coop.github)),
            "ILOSYNC_TRACKERS__GITHUB__TOKEN": "sandbox-token",
            "ILOSYNC_TRACKERS__JIRA__URL": stack.enter_context(serve_jira(coop.jira)),
            "ILOSYNC_TRACKERS__JIRA__USER": coop.jira.user(coop.jira.me).email,
            "ILOSYNC_TRACKERS__JIRA__TOKEN": TOKEN,
        }
        yield Stand(coop, clock, config, environ)


def run(out: Console, folder: Path) -> Coop:
    """Tell the story and write the report into `folder`; the co-op as it is then comes back."""
    with stand() as here:
        tell(out, folder, here)
        return here.coop


def tell(out: Console, folder: Path, here: Stand) -> None:
    """Tell the story of some months; the stand is as it is then afterwards."""
    house = build(here.config, here.clock, environ=here.environ)
    _Story(out, here.coop, here.clock, house).tell(folder)


@dataclass
class _Story:
    out: Console
    coop: Coop
    clock: SimulatedClock
    house: House
    passes: int = 0
    said: list[Say] = field(default_factory=list)
    days: set[date] = field(default_factory=set)

    def tell(self, folder: Path) -> None:
        self.out.print(
            "[bold]Fern & Field[/], a co-op of five, keeps its learning objectives (ILOs) as "
            f"tickets: on GitHub in {REPO}, in Jira in {PROJECT}.\nilosync looks in each working "
            "day, and whenever somebody does something.\n"
        )
        day = FIRST
        while day <= LAST:
            for scene in (s for s in SCENES if s.day == day):
                self._at(datetime.combine(day, time(scene.hour), UTC))
                scene.act(self.coop)
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
        number = action.ticket.short
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
            case SetDay(_, day):
                text = f"[dim]{number} the field for the next check-in says {day or 'nothing'}[/]"
            case Settle(_, _, marker):
                text = f"[dim]{number} the note settles, silently ({marker.rule})[/]"
            case _:
                text = f"[dim]{number} the note is brought up to date, silently[/]"
        self.out.print(Padding(text, (0, 0, 0, 4)))

    def _end(self, folder: Path) -> None:
        now = self.clock.now()
        before = len(self.said)
        snapshot, plan, done = self.house.sync.run(now)
        policy, spent = self.house.policy, self.house.spent
        value, paths = nightly(snapshot, plan, policy, now, RULES, folder, spent=spent)
        self.out.print(
            f"\n[bold]{LAST:%a} {LAST.day} {LAST:%B}[/]: the report, for the organisers only:"
        )
        for duty in value.todo:
            by = f", by {duty.by}" if duty.by else ""
            self.out.print(Padding(f"to {duty.to}{by}: {duty.what}", (0, 0, 0, 4)))
        reads, writes = (sum(each[k] for each in spent.values()) for k in ("read", "write"))
        self.out.print(
            f"\n{self.passes} passes, {before} notes, none of them twice; "
            f"a last pass wrote {len(done.written)}. "
            f"{reads} requests to read, {writes} to write, through the real clients."
        )
        named = next(p for p in paths if p.parent.name == "named")
        self.out.print(f"The report: [bold]{paths[0]}[/] for everybody, {named} by name.")


OPENING = 170  # characters of a note that the story shows


def _opening(words: str) -> str:
    line = " ".join(words.split("<sub>", maxsplit=1)[0].split())
    if len(line) <= OPENING:
        return line
    cut = line[:OPENING]
    end = max(cut.rfind(". "), cut.rfind("? "))
    return f"{cut[: end + 1] if end > OPENING // 3 else cut.rsplit(' ', 1)[0]} …"
