"""`ilosync demo`: nine months of an invented co-op, through the real clients, in seconds.

The sandbox answers on loopback in place of GitHub and Jira; everything else is what runs for
real: configuration, clients, the pass, the words, the report. Time is simulated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from ilosync.bootstrap import House, build
from ilosync.core.actions import (
    Action,
    AddLabel,
    Close,
    Open,
    RemoveLabel,
    Say,
)
from ilosync.core.letters import Letter, Told, letters, nudged, obligation
from ilosync.core.model import PersonId, Snapshot
from ilosync.core.plan import Plan
from ilosync.core.report import report
from ilosync.core.rule import Finding
from ilosync.mentions import at_names
from ilosync.reports.write import write
from ilosync.rules import RULES
from ilosync.sandbox.clock import SimulatedClock
from ilosync.wording import listed

from .coop import FIRST, LAST, PROJECT, REPO, Coop, Stand, stand
from .scenes import SCENES

NOON = time(11)  # in UTC: within everybody's working hours


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
    heard: set[str] = field(default_factory=set)  # rules whose words were shown
    letters: dict[PersonId, datetime] = field(default_factory=dict)
    counts: dict[tuple[PersonId, str], int] = field(default_factory=dict)
    again: dict[tuple[PersonId, str], datetime] = field(default_factory=dict)

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
        now = self.clock.now()
        snapshot = replace(self.house.sync.read(), messaged=dict(self.letters))
        plan, done = self.house.sync.carry_out(snapshot, now)
        self.passes += 1
        for action in done.written:
            self._show(action, snapshot)
            if isinstance(action, Say):
                self.said.append(action)
        self._send(plan, snapshot, now)

    def _send(self, plan: Plan, snapshot: Snapshot, now: datetime) -> None:
        """The week's private messages: shown here, in place of a mail."""
        found = letters(
            plan.private,
            self.house.people,
            Told(self.letters, self.counts, again=self.again),
            self.house.policy,
            now,
            severity={r.id: r.severity for r in self.house.sync.rules},
            nudged=nudged(snapshot, self.house.policy, now),
        )
        for letter in found.ready:
            self.letters[letter.to] = now
            for finding in letter.findings:
                key = letter.to, obligation(finding)
                self.counts[key] = self.counts.get(key, 0) + 1
                self.again[key] = now
            self._heading()
            self._show_letter(letter)

    def _show_letter(self, letter: Letter) -> None:
        _, text = self.house.sync.wording.letter(letter.findings, letter.to)
        _, _, rest = text.partition("\n\n")
        to = next(p.name for p in self.house.people if p.id == letter.to)
        words = self._said(rest, *letter.findings, private=True)
        said = f"[magenta]to {escape(to)}, in private:[/] {words}"
        self.out.print(Padding(said, (0, 0, 0, 4)))

    def _said(self, words: str, *findings: Finding, private: bool = False) -> str:
        """The words where their rule is heard for the first time; then only to whom, or about."""
        rules = ", ".join(f.rule for f in findings)
        new = {str(f.rule) for f in findings} - self.heard
        self.heard |= new
        if new:
            return f"{escape(_opening(words))} [dim]({rules})[/]"
        whom = {f.person if private else p for f in findings for p in (f.asks or ("",))} - {
            "",
            None,
        }
        names = listed([p.name for p in self.house.people if p.id in whom])
        about = f", {'about' if private else 'to'} {escape(names)}" if names else ""
        return f"[dim]as before{about} ({rules})[/]"

    def _show(self, action: Action, snapshot: Snapshot) -> None:
        number = action.ticket.short
        match action:
            case Say(ref, finding):
                ticket = next(t for t in snapshot.tickets if t.ref == ref)
                tickets = {t.ref: t for t in snapshot.tickets}
                wording = self.house.sync.wording
                words = at_names(wording.say(finding, ticket, mention=True, tickets=tickets))
                text = f"[cyan]{number} ilosync:[/] {self._said(words, finding)}"
            case AddLabel(_, label):
                text = f"[cyan]{number}[/] gets the label {escape(label)}"
            case RemoveLabel(_, label):
                text = f"[cyan]{number}[/] loses the label {escape(label)}"
            case Open(finding, opening):
                title, words = map(at_names, self.house.sync.wording.opening(finding))
                text = (
                    f"[cyan]ilosync opens “{escape(title)}” in {opening.place}:[/] "
                    f"{self._said(words, finding)}"
                )
            case Close():
                text = f"[cyan]{number}[/] is closed, as its owner said"
            case _:
                return  # silent: a note is brought up to date or settles, a date is written
        self._heading()
        self.out.print(Padding(text, (0, 0, 0, 4)))

    def _end(self, folder: Path) -> None:
        now = self.clock.now()
        before = len(self.said)
        read, _, done = self.house.sync.run(now)
        snapshot = _without_ports(read)
        plan = self.house.sync.plan(snapshot, now)
        policy, spent = self.house.policy, self.house.spent
        value = report(snapshot, plan, policy, now, RULES, spent=spent)
        paths = write(value, folder)
        self.out.print(
            f"\n[bold]{LAST:%a} {LAST.day} {LAST:%B}[/]: the report, for the organisers only:"
        )
        if not value.todo:
            self.out.print(Padding("nothing is owed to anybody just now", (0, 0, 0, 4)))
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


def _without_ports(snapshot: Snapshot) -> Snapshot:
    """Addresses that are the same each time: where the stand-in answers is gone afterwards."""
    tickets = (
        replace(t, url=re.sub(r"^http://localhost:\d+", "https://fernfield.example", t.url))
        for t in snapshot.tickets
    )
    return replace(snapshot, tickets=tuple(tickets))


OPENING = 170  # characters of a note that the story shows


def _opening(words: str) -> str:
    line = " ".join(words.split("<sub>", maxsplit=1)[0].split())
    if len(line) <= OPENING:
        return line
    cut = line[:OPENING]
    end = max(cut.rfind(". "), cut.rfind("? "))
    return f"{cut[: end + 1] if end > OPENING // 3 else cut.rsplit(' ', 1)[0]} …"
