"""What the people of Fern & Field do in the nine months after Ada came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .coop import PROJECT, REPO, Coop


@dataclass(frozen=True)
class Scene:
    """Something people do on a day, at an hour of UTC, and how it is told."""

    day: date
    hour: int
    told: str
    act: Callable[[Coop], object]


def _opens(c: Coop, who: str, goal: str, *more: str) -> int:
    return c.github.open(REPO, who, goal, labels=["ILO", *more], assignees=[who])


def _number(c: Coop, title: str) -> int:
    """The number of the GitHub ticket that is called so."""
    issues = c.github.repositories[REPO].issues.values()
    return next(i.number for i in issues if i.title.startswith(title))


def _says(who: str, title: str, text: str) -> Callable[[Coop], object]:
    return lambda c: c.github.comment(REPO, _number(c, title), who, text)


def _ticks(who: str, title: str) -> Callable[[Coop], object]:
    """They tick the last box on a ticket that is not ticked yet."""

    def act(c: Coop) -> None:
        comments = c.github.issue(REPO, _number(c, title)).comments
        last = [x for x in comments if "- [ ]" in x.body][-1]
        c.github.edit_comment(last.id, who, last.body.replace("- [ ]", "- [x]"))

    return act


def _first_goals(c: Coop) -> None:
    _opens(c, "grace-h", "Lead without being in the room")
    _opens(c, "linus-t", "Learn to host a blameless retro")
    c.jira.open(PROJECT, "robin-w", "Sketch before I code", labels=["ILO"], assignee="robin-w")


def _page(c: Coop) -> None:
    c.github.open(REPO, "grace-h", "What we're learning", labels=["ilo:page"])
    c.github.comment(REPO, _number(c, "Lead"), "grace-h", "/ilo share on")


def _second(c: Coop) -> None:
    goal = "Read Rust without fear"
    c.jira.open(PROJECT, "linus-t", goal, labels=["ILO"], assignee="linus-t")


def _lines_up(c: Coop) -> None:
    c.jira.unlabel("GROW-3", "linus-t", "ILO")
    c.jira.label("GROW-3", "linus-t", "ilo:next")


def _draft(c: Coop) -> None:
    _opens(c, "ada-l", SATELLITES, "ilo:draft")


def _first_day(c: Coop) -> None:
    issue = c.github.issue(REPO, _number(c, "Welcome"))
    c.github.edit_issue(
        REPO, issue.number, "ada-l", body=(issue.body or "").replace("[ ]", "[x]", 1)
    )


def _needs(c: Coop) -> None:
    number = _number(c, SATELLITES)
    c.github.edit_issue(
        REPO, number, "ada-l", body="### What I need\n\nTwo days a week, and Linus."
    )


def _mo_again(c: Coop) -> None:
    c.jira.open(PROJECT, "mo-k", "Teach map making at a school", labels=["ILO"], assignee="mo-k")


def _stretch(c: Coop) -> None:
    c.github.label(REPO, _number(c, SATELLITES), "ada-l", "ilo:stretch")
    c.github.comment(REPO, _number(c, SATELLITES), "ada-l", "/ilo net plan-b")


def _check_ins(c: Coop) -> None:
    _ticks("linus-t", "Learn to host")(c)
    c.github.comment(REPO, _number(c, "Lead"), "grace-h", "/ilo checkin")


SATELLITES = "Find my way in satellite data"

SCENES = (
    Scene(
        date(2026, 2, 23),
        8,
        "Grace and Linus have a learning objective each on GitHub, Robin has one in Jira. Ada will "
        "start in a week; Grace is to supervise her, Linus to be her buddy.",
        _first_goals,
    ),
    Scene(
        date(2026, 2, 24),
        9,
        "Grace opens a ticket “What we're learning”, and says that hers may stand there.",
        _page,
    ),
    Scene(
        date(2026, 3, 2),
        9,
        "Ada's first day. Linus shows her around; she ticks the first box on her ticket.",
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
        date(2026, 4, 9),
        9,
        "Ada and Grace have talked. Ada drafts her first objective, “Find my way in satellite "
        "data”.",
        _draft,
    ),
    Scene(
        date(2026, 4, 13),
        9,
        "Ada begins it: `/ilo start`.",
        _says("ada-l", SATELLITES, "/ilo start"),
    ),
    Scene(
        date(2026, 4, 29),
        9,
        "Ada would like a mentor: `/ilo mentor looking`.",
        _says("ada-l", SATELLITES, "/ilo mentor looking"),
    ),
    Scene(
        date(2026, 5, 12),
        9,
        "Mo has given the talk and closes GROW-2.",
        lambda c: c.jira.finish("GROW-2", "mo-k"),
    ),
    Scene(
        date(2026, 5, 26),
        13,
        "Linus and a friend have talked; he ticks the box on #2. Grace notes `/ilo checkin` on #1.",
        _check_ins,
    ),
    Scene(
        date(2026, 6, 1),
        13,
        "Grace knows a data director at another co-op. Ada notes `/ilo mentor outside`.",
        _says("ada-l", SATELLITES, "/ilo mentor outside"),
    ),
    Scene(
        date(2026, 6, 3),
        13,
        "Ada, Grace and Linus have met; Ada notes `/ilo held` and `/ilo offered`.",
        _says("ada-l", "Welcome", "/ilo held\n/ilo offered"),
    ),
    Scene(date(2026, 6, 8), 9, "Mo and Grace have found a new one for Mo, in Jira.", _mo_again),
    Scene(
        date(2026, 6, 11),
        9,
        "Robin has talked, too: `/ilo checkin`.",
        lambda c: c.jira.comment("GROW-1", "robin-w", "/ilo checkin"),
    ),
    Scene(
        date(2026, 7, 13),
        13,
        "Ada has talked with a friend and ticks the box.",
        _ticks("ada-l", SATELLITES),
    ),
    Scene(
        date(2026, 7, 20),
        9,
        "A client's flood map is wanted in a week. Ada will try: it is a stretch now.",
        _stretch,
    ),
    Scene(
        date(2026, 7, 27),
        13,
        "Grace writes down what it would look like if it didn't work out, and gives her word.",
        _says("grace-h", SATELLITES, "/ilo net picture\n/ilo net assured"),
    ),
    Scene(
        date(2026, 7, 31), 9, "Ada writes down what she needs: two days a week, and Linus.", _needs
    ),
    Scene(
        date(2026, 8, 26),
        13,
        "Grace and Linus have talked with somebody again, each of them.",
        _check_ins,
    ),
    Scene(
        date(2026, 9, 3),
        13,
        "The second talk of the three. Ada passes on her part, which is fine.",
        _says("ada-l", "Welcome", "/ilo held\n/ilo offered"),
    ),
    Scene(
        date(2026, 10, 6),
        9,
        "The map is with the client. Ada closes her objective: `/ilo done`.",
        _says("ada-l", SATELLITES, "/ilo done"),
    ),
    Scene(
        date(2026, 10, 14),
        9,
        "The three of them look back, over tea. `/ilo retro held`.",
        _says("ada-l", SATELLITES, "/ilo retro held"),
    ),
    Scene(
        date(2026, 11, 2),
        9,
        "Ada opens the next one, and shares it.",
        lambda c: (
            _opens(c, "ada-l", "Teach what I learned"),
            c.github.comment(REPO, _number(c, "Teach"), "ada-l", "/ilo share on"),
        ),
    ),
    Scene(
        date(2026, 12, 2),
        13,
        "The last of the three talks; the nine months are over.",
        _says("ada-l", "Welcome", "/ilo held\n/ilo offered"),
    ),
)
