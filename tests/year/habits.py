"""What people do with their tickets on an ordinary day, and what a noisy second bot does after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from random import Random

from ilosync.core.history import Ilo, State
from ilosync.core.model import Person, PersonId, Ref
from ilosync.core.view import PersonView
from ilosync.trackers.memory import ME, MemoryTracker

NOISE = "noise-bot"
GOALS = ("Read maps", "Write proofs", "Host a retro", "Sketch first", "Bake bread", "Speak up")


@dataclass
class Habits:
    """Everybody's hands: each day each person may do a thing or two, by chance."""

    random: Random
    trackers: Mapping[str, MemoryTracker]
    done: dict[str, int] = field(default_factory=dict)

    def day(self, view: PersonView) -> None:
        """One person's day."""
        if not view.person.in_scope(view.today) or any(view.today in s for s in view.person.away):
            return
        current = view.current
        if not current:
            self._maybe(0.06, "opens", lambda: self._opens(view.person))
            return
        if len(current) > 1:
            self._maybe(0.25, "sorts out", lambda: self._sorts(view.person, current))
        ilo = current[0]
        if ilo.state is State.PAUSED:
            self._maybe(0.1, "resumes", lambda: self._says(view.person, ilo, "/ilo resume"))
            return
        for chance, name, act in self._acts(view.person, ilo):
            self._maybe(chance, name, act)

    def _acts(self, who: Person, ilo: Ilo) -> list[tuple[float, str, Callable[[], object]]]:
        """What somebody with an objective may do today, and how likely it is."""

        def says(*words: str) -> Callable[[], object]:
            return lambda: self._says(who, ilo, self.random.choice(words))

        return [
            (0.02, "checks in", says("/ilo checkin")),
            (0.03, "ticks", lambda: self._ticks(who, ilo.ticket.ref)),
            (
                0.01,
                "mentor",
                says("/ilo mentor looking", "/ilo mentor none", "/ilo mentor outside"),
            ),
            (0.005, "rests", says("/ilo pause")),
            (0.004, "has an idea", says("Perhaps so?\n\n/ilo idea")),
            (0.004, "stretches", lambda: self._labels(who, ilo, "ilo:stretch")),
            (0.02, "nets", says("/ilo net picture", "/ilo net plan-b")),
            (0.003, "asks for money", lambda: self._labels(who, ilo, "ilo:cost-to-cover")),
            (0.01, "shares", says("/ilo share on", "/ilo share off")),
            (0.004, "opens a second", lambda: self._opens(who)),
            (0.006, "closes", lambda: self._closes(who, ilo)),
            (0.002, "orders", says("/ilo done", "/ilo letgo", "/ilo next")),
            (0.002, "mistypes", says("/ilo finnish")),
            (0.02, "writes", says("A good week.", "> /ilo done", "`/ilo done`")),
        ]

    def helps(self, lead: Person, ilo: Ilo) -> None:
        """A supervisor's day with somebody's objective."""
        self._maybe(0.03, "answers", lambda: self._says(lead, ilo, "Yes, let us try."))
        self._maybe(0.03, "assures", lambda: self._says(lead, ilo, "/ilo net assured"))

    def newcomers(self, people: Mapping[PersonId, Person]) -> None:
        """What the three write on an onboarding ticket."""
        for tracker in self.trackers.values():
            for ref, ticket in list(tracker.tickets.items()):
                if ticket.open and ticket.has("ilo:onboarding"):
                    for person in people.values():
                        if person.accounts.get(tracker.name) in ticket.assignees:
                            self._maybe(0.01, "meets", partial(self._meets, person, ref))

    def _meets(self, who: Person, ref: Ref) -> None:
        word = self.random.choice(("/ilo held", "/ilo offered", "Thanks"))
        self.trackers[ref.tracker].writes(who.accounts[ref.tracker], ref, word)

    def noise(self, before: Mapping[Ref, tuple[frozenset[str], int]]) -> None:
        """The other bot: it answers each of our notices and puts each label back as it was."""
        for tracker in self.trackers.values():
            for ref, ticket in list(tracker.tickets.items()):
                labels, said = before.get(ref, (ticket.labels, len(ticket.comments)))
                for comment in ticket.comments[said:]:
                    if comment.by == ME:
                        tracker.writes(NOISE, ref, "Beep. /ilo done\n\n/ilo done\n\n/ilo pause")
                ours = {e.what for e in ticket.events if e.ours}
                for label in labels & ours - ticket.labels:
                    tracker.labels(NOISE, ref, label)
                for label in ticket.labels & ours - labels:
                    tracker.unlabels(NOISE, ref, label)

    def state(self) -> dict[Ref, tuple[frozenset[str], int]]:
        """Each ticket's labels and how many comments it has."""
        return {
            ref: (t.labels, len(t.comments))
            for tracker in self.trackers.values()
            for ref, t in tracker.tickets.items()
        }

    # --- hands ------------------------------------------------------------------------------

    def _maybe(self, chance: float, name: str, act: Callable[[], object]) -> None:
        if self.random.random() < chance:
            self.done[name] = self.done.get(name, 0) + 1
            act()

    def _opens(self, who: Person) -> None:
        tracker = self.trackers[self.random.choice(sorted(who.accounts))]
        account = who.accounts[tracker.name]
        goal = self.random.choice(GOALS)
        how = self.random.random()
        if how < 0.1:
            tracker.opens(account, f"ILO: {goal}", assignees=(account,))
        elif how < 0.2:
            tracker.opens(account, goal, labels=("ILO", "ilo:draft"), assignees=(account,))
        else:
            tracker.opens(account, goal, labels=("ILO",), assignees=(account,))

    def _sorts(self, who: Person, current: tuple[Ilo, ...]) -> None:
        first, second = current[:2]
        word = self.random.choice(("close", "next", "same", "swap"))
        if word == "close":
            self._closes(who, second)
        elif word == "next":
            self._says(who, second, "/ilo next")
        else:
            self._says(who, second, f"/ilo {word} {first.ticket.url}")

    def _says(self, who: Person, ilo: Ilo, text: str) -> None:
        ref = ilo.ticket.ref
        if ref.tracker in who.accounts:
            self.trackers[ref.tracker].writes(who.accounts[ref.tracker], ref, text)

    def _labels(self, who: Person, ilo: Ilo, label: str) -> None:
        ref = ilo.ticket.ref
        self.trackers[ref.tracker].labels(who.accounts[ref.tracker], ref, label)

    def _closes(self, who: Person, ilo: Ilo) -> None:
        ref = ilo.ticket.ref
        let_go = self.random.random() < 0.3
        self.trackers[ref.tracker].closes(who.accounts[ref.tracker], ref, let_go=let_go)

    def _ticks(self, who: Person, ref: Ref) -> None:
        tracker = self.trackers[ref.tracker]
        for comment in tracker.tickets[ref].comments:
            text = tracker.seen(comment.id) if comment.by == ME else ""
            if "- [ ]" in text:
                ticked = text.replace("- [ ]", "- [x]")
                tracker.rewrites(who.accounts[ref.tracker], comment.id, ticked)
