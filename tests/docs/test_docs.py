"""Docs that cannot lie: what they name is there, and what is there they name."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from docs.generate import PAGES, SAID, each_command
from docs.practices import PRACTICES
from ilosync.cli import app
from ilosync.core.permitted import PERMITTED, WORDS
from ilosync.rules import RULES
from ilosync.trackers.form import FORM_HEADINGS

ROOT = Path(__file__).parents[2]
PAGES_OF_PROSE = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name: str):
    """Rules and commands are as the program says; mend with `python -m docs.generate`."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name]()


def test_every_rule_and_command_is_documented():
    """Nothing that people can meet is missing from the docs."""
    rules = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    commands = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]

    assert all(f"## {r.id}\n" in rules for r in RULES)
    assert "people check" in dict(each_command(known))
    assert all(f"## {name}\n" in commands for name, _ in each_command(known))


def test_every_practice_has_its_line():
    """P01 to P34: each is served by a rule or something else, or says why software keeps out."""
    assert [p.id for p in PRACTICES] == [f"P{n:02}" for n in range(1, 35)]
    named = {x for r in RULES for x in r.practices}
    for practice in PRACTICES:
        assert practice.never
        served = practice.id in named or practice.by or practice.commands or practice.ticket
        assert served or practice.id == "P27"
    assert named <= {p.id for p in PRACTICES}


def test_every_command_on_a_ticket_is_documented_and_understood():
    """What the pages tell people to type works, and nothing that works is left out."""
    assert set(SAID) == set(PERMITTED)
    assert {x for p in PRACTICES for x in p.commands} <= WORDS


@pytest.mark.parametrize("page", PAGES_OF_PROSE, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    """Each relative link names a file that is there."""
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)

    assert [x for x in links if not (page.parent / x).exists()] == []


def test_the_readmes_commands_exist():
    """Whatever the README tells people to type is a command or a target."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    readme = "\n".join(re.findall(r"```console\n(.*?)```", page, re.DOTALL))
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert set(re.findall(r"^ilosync (\w+)", readme, re.MULTILINE)) <= set(known)
    assert set(re.findall(r"^make (\w+)", readme, re.MULTILINE)) <= set(targets)


def test_the_issue_form_has_the_headings_that_are_looked_for():
    """A ticket made with the form we ship is known by its headings."""
    form = (ROOT / ".github/ISSUE_TEMPLATE/ilo.yml").read_text(encoding="utf-8")
    labels = re.findall(r"label: (.+)", form)

    assert len(labels) >= 9
    for label in labels:
        assert any(label.casefold().startswith(h.casefold()) for h in FORM_HEADINGS), label


def test_every_package_pin_is_a_bare_version():
    """Versions are pinned, and no address to download from is named."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()

    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[\w.]+", line) for line in lines)


def test_help_is_there_for_every_command():
    """`--help` works as typed, and shows the program's own words."""
    found = subprocess.run(
        [sys.executable, "-m", "ilosync", "--help"], capture_output=True, text=True, check=True
    )

    for name in typer.main.get_command(app).commands:  # type: ignore[attr-defined]
        assert name in found.stdout
