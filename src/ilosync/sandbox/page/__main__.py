"""`python -m ilosync.sandbox.page`: the page over a fresh co-op, for those who work on it.

Nobody answers there, and the two notices are examples: ilosync itself is in `ilosync demo --serve`.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Event

from ilosync.sandbox.jira.world import JiraWorld
from ilosync.sandbox.page import Visitor, page
from ilosync.sandbox.registry import Ticking
from ilosync.sandbox.server import listen
from ilosync.sandbox.world import World

REPO, PROJECT = "fernfield/learning", "GROW"
PEOPLE = (
    Visitor("Grace", github="grace-h"),
    Visitor("Linus", github="linus-t", jira="linus-t"),
    Visitor("Mo", jira="mo-k"),
    Visitor("Robin", jira="robin-w"),
    Visitor("Ada", github="ada-l"),
)
TALK = """Hi @grace-h, one of these days is a good moment to sit down with someone you trust.

- [ ] We have talked

<sub>I'm an example of a notice. `/ilo snooze 4w` on this ticket and ilosync would be quiet.</sub>

<!-- what trackers hide -->"""
LABEL = "Hi [~mo-k], this looks like a learning objective, so I've put the label {{ILO}} on it."


class Now:
    """The machine's clock."""

    def now(self) -> datetime:
        """Tell this instant."""
        return datetime.fromtimestamp(time.time(), UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def coop(clock: Ticking) -> tuple[World, JiraWorld]:
    """Both trackers of the co-op on a day on which little has happened."""
    github = World(clock)
    github.repository(REPO, labels=("ILO", "ilo:onboarding", "ilo:next"))
    for login, title in (
        ("grace-h", "Lead without being in the room"),
        ("linus-t", "Learn to host a blameless retro"),
    ):
        github.open(REPO, login, title, labels=["ILO"], assignees=[login])
    github.comment(REPO, 1, github.me, TALK)
    github.open(REPO, "grace-h", "Welcome, Ada", labels=["ilo:onboarding"], assignees=["ada-l"])
    jira = JiraWorld(clock, cloud=False)
    jira.project(PROJECT, "Growing")
    jira.open(PROJECT, "robin-w", "Sketch before I code", labels=["ILO"], assignee="robin-w")
    jira.open(PROJECT, "mo-k", "ILO: Speak about maps in public", labels=["ILO"], assignee="mo-k")
    jira.comment("GROW-2", jira.me, LABEL)
    return github, jira


def main() -> None:
    """Serve until interrupted."""
    with listen(page(*coop(Now()), PEOPLE)) as address:
        print(f"The page without ilosync: {address}  (Ctrl-C ends it)")  # noqa: T201
        try:
            Event().wait()
        except KeyboardInterrupt:
            print()  # noqa: T201


if __name__ == "__main__":
    main()
