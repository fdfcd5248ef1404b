"""The docs that the program itself can write: rules, commands, settings.

`python -m docs.generate` writes them, `--check` says which no longer hold and ends with 1.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer.main

from docs.practices import PRACTICES, Practice
from ilosync.cli import app
from ilosync.core.permitted import PERMITTED
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule
from ilosync.rules import RULES
from ilosync.wording import SOMEBODY, Wording, examples

HERE = Path(__file__).parent
ABOUT = "https://example.org/learning"
FOOTER = "<sub>"
INTRODUCTION = """\
Each rule is one file in `src/ilosync/rules/`, with its words beside it. To say it in your own
words, put a file of the same name into `config/wording/`. It may use the names listed with the
rule, and those of every notice: `dear` (who is asked, mentioned once), `name`, `title`, `label`,
`next_label`, `asked` (how many), `boxes` and `about_url`.
"""
NOTE = "<!-- written by `python -m docs.generate`; change the rule or command, not this file -->\n"


def rules_page() -> str:
    """Each rule: its promise, and its words with examples."""
    parts = [
        NOTE,
        "# The rules\n",
        INTRODUCTION,
        "| rule | what is promised | speaks |\n| --- | --- | --- |",
    ]
    parts += [f"| [{r.id}](#{r.id}) | {r.title} | {_where(r)} |" for r in RULES]
    somebody = Wording({SOMEBODY.id: SOMEBODY}, Policy(), ABOUT)
    any_notice = next(f for r in RULES if r.speaks for f in examples(r))
    footer = FOOTER + somebody.say(any_notice).split(FOOTER)[1]
    parts += ["", "Under each notice stands `footer.md`:\n", f"> {footer}"]
    for rule in RULES:
        parts += ["", *_rule(rule)]
    return "\n".join(parts) + "\n"


SHAPES = 4  # of a notice that are shown
WHERE = {
    Audience.READERS: "on the ticket",
    Audience.TEAM: "on the team's own ticket; else in private",
    Audience.PRIVATE: "in private",
}


def _where(rule: Rule) -> str:
    if not rule.speaks:
        return "in the report only"
    return WHERE[rule.audience]


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id}\n"
    yield " ".join((rule.__doc__ or "").split()) + "\n"
    if not rule.speaks:
        return
    names = ", ".join(f"`{name}`" for name in rule.facts)
    yield f"Names of its own: {names}.\n"
    yield f"Heard {_where(rule)}.\n"
    wording = Wording({SOMEBODY.id: SOMEBODY}, Policy(), ABOUT)
    shapes = list(examples(rule))
    for finding in shapes[:SHAPES]:
        facts = ", ".join(f"{k} = “{v}”" for k, v in finding.facts.items())
        yield f"With {facts}:\n" if facts else "So:\n"
        words = _words(wording, finding, rule)
        yield "\n".join(f"> {line}".rstrip() for line in words.strip().splitlines()) + "\n"
    if len(shapes) > SHAPES:
        yield f"And {len(shapes) - SHAPES} more shapes, by its facts.\n"


def practices_page() -> str:
    """Each practice: what serves it, and where software stops."""
    parts = [NOTE, "# The practices\n", PRACTICES_INTRODUCTION]
    heads = ("", "practice", "rules and words", "and", "commands", "on the ticket", "never")
    parts += [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    parts += [f"| {' | '.join(_practice(p))} |" for p in PRACTICES]
    return "\n".join(parts) + "\n"


PRACTICES_INTRODUCTION = """\
Growing at work is a set of habits between people. ilosync carries those that dates, facts and a
kind word can carry, and keeps out of the rest. The words of each rule are in [rules.md](rules.md).
"""


def _practice(practice: Practice) -> tuple[str, ...]:
    rules = ", ".join(f"[{r.id}](rules.md#{r.id})" for r in RULES if practice.id in r.practices)
    commands = ", ".join(f"`/ilo {x}`" for x in practice.commands)
    serves = rules or practice.by or commands or practice.ticket
    keeps_out = "" if serves else "*software keeps out*"
    return (
        practice.id,
        practice.what,
        rules or keeps_out,
        practice.by,
        commands,
        practice.ticket,
        practice.never,
    )


def _words(wording: Wording, finding: Finding, rule: Rule) -> str:
    """A notice without its footer; of what is private, the letter without its greeting."""
    if rule.audience is not Audience.PRIVATE:
        return wording.say(finding).split(FOOTER)[0]
    _, *words, _ = wording.letter([finding], SOMEBODY.id)[1].split("\n\n")
    return "\n\n".join(words)


def said_page() -> str:
    """Every command on a ticket: what it does, and whose word it is."""
    parts = [NOTE, "# What to write on a ticket\n", SAID_INTRODUCTION]
    parts += ["| write | means | whose word it is |", "| --- | --- | --- |"]
    for word, (how, means) in SAID.items():
        who = ", ".join(str(x) for x in PERMITTED[word])
        parts.append(f"| {how} | {means} | {who} |")
    return "\n".join(parts) + "\n"


SAID_INTRODUCTION = """\
Nobody has to learn these: whatever they do can be done by closing, reopening, labelling, assigning
or ticking a box. A command stands on a line of its own in a comment, outside code and quotes, in
capitals or not, also after a mention of ilosync. From anybody else than those named it changes
nothing, and nobody is told off. On GitHub a command that was read gets a 👍, one that was not
understood a 😕.
"""
SAID = {
    "start": ("`/ilo start`", "this draft, or the next one in line, begins"),
    "pause": ("`/ilo pause`", "it rests: its dates stop, it still counts as the one"),
    "resume": ("`/ilo resume`", "it goes on, its dates moved by the time it rested"),
    "done": ("`/ilo done`", "close it"),
    "letgo": ("`/ilo letgo`", "close it as let go, which is as good"),
    "next": ("`/ilo next`", "line it up: `ILO` gives way to `ilo:next`"),
    "swap": ("`/ilo swap #12`", "this one instead of that; that one waits in line"),
    "same": ("`/ilo same GROW-7`", "both are one objective in two places"),
    "checkin": ("`/ilo checkin`, `/ilo checkin 2027-02-16`", "we have talked; the date is kept"),
    "move": ("`/ilo move 2027-02-16`", "the talk is on another day"),
    "snooze": ("`/ilo snooze 2w`", "be quiet here for a while: days, weeks, months or a date"),
    "quiet": ("`/ilo quiet`, `/ilo quiet off`", "be quiet here for good, or no more"),
    "mentor": ("`/ilo mentor looking`, `none`, `outside`, `@x`", "how it stands with a mentor"),
    "net": (
        "`/ilo net picture`, `/ilo net plan-b`",
        "that line of a stretch's safety net is there",
    ),
    "net assured": ("`/ilo net assured`", "it costs no one their job"),
    "idea": ("`/ilo idea`", "this comment is an idea, and wants an answer"),
    "ask": ("`/ilo ask …`", "I would like feedback on this; only that is kept"),
    "share": ("`/ilo share on`, `/ilo share off`", "list it with what we're learning, or don't"),
    "retro": ("`/ilo retro held`, `/ilo retro skip`", "we looked back, or not this time"),
    "buddy": ("`/ilo buddy @x`, `/ilo buddy yes`", "name a buddy; say yes to being one"),
    "offered": ("`/ilo offered`", "feedback was offered in both directions"),
    "held": ("`/ilo held`", "the feedback session, or the team's talk, took place"),
    "pass": ("`/ilo pass`", "I pass on my part, which counts"),
    "me": ("`/ilo me`", "nothing is answered here; what is kept about you is in *Mine*"),
    "forget": ("`/ilo forget`", "forget what was sent to me"),
}


def commands_page() -> str:
    """`--help` of each command, as it is."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    parts = [NOTE, "# The commands\n"]
    parts.append(
        "Exit codes: 0 all is well, 1 an error in one line, 3 the brake; "
        "people matters never make a command fail.\n"
    )
    for name, command in each_command(commands):
        options = [p for p in command.params if p.param_type_name == "option"]
        files = [p.metavar for p in command.params if p.param_type_name == "argument"]
        usage = " ".join([*files, *(f"[{p.opts[0]}{_value(p)}]" for p in options)])
        parts += [f"## {name}\n", (command.help or "").strip() + "\n"]
        parts += [f"`ilosync {name} {usage}`\n"]
        parts += [f"- `{', '.join(p.opts)}{_value(p)}`: {p.help or ''}" for p in options]
        if command.epilog:
            parts.append("\n" + re.sub("Example: (.*)", r"Example: `\1`", command.epilog))
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def each_command(commands: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The commands, those of a group by themselves: `people check`."""
    for name, command in commands.items():
        if inner := getattr(command, "commands", None):
            yield from ((f"{name} {x}", each) for x, each in inner.items())
        else:
            yield name, command


def _value(option: Any) -> str:  # noqa: ANN401  a type that Typer keeps to itself
    return "" if option.is_flag else f" {option.metavar or option.name.upper()}"


PAGES = {
    "rules.md": rules_page,
    "commands.md": commands_page,
    "on-a-ticket.md": said_page,
    "practices.md": practices_page,
}


def main() -> None:
    """Write the pages, or say which differ."""
    check = "--check" in sys.argv
    stale = []
    for name, page in PAGES.items():
        path, text = HERE / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    if check and stale:
        names = ", ".join(stale)
        sys.exit(f"docs: {names} no longer say what the program does; run python -m docs.generate")


if __name__ == "__main__":
    main()
