"""The night's files by a process that ends: the same files, and a plain word where it fails."""

from __future__ import annotations

import pickle
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from ilosync.errors import NotWritten
from ilosync.reports.apart import Material, write_apart
from ilosync.reports.night import files
from tests.worlds import World, worlds

from .coop import House, house


def made_of(known: House, folder: Path) -> Material:
    """What a night's files are made of."""
    spent = {"github": {"query": 7}}
    return Material(known.snapshot, known.plan, known.policy, known.now, folder, spent)


def written(folder: Path) -> dict[str, bytes]:
    """Every file, by its path."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_writes_what_this_process_would_have_written(tmp_path: Path):
    """Byte for byte, calendars and history too, and tells how many files it made."""
    known = house(12)
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
    here = files(made_of(known, tmp_path / "here"))
    assert write_apart(made_of(known, tmp_path / "there")) == here
    assert written(tmp_path / "there") == written(tmp_path / "here")
    assert any(p.endswith(".ics") for p in written(tmp_path / "there"))


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_whatever_was_read_and_found_goes_through_the_pipe(world: World):
    """No finding, history or policy is of a kind that cannot be handed on."""
    sent = Material(world.snapshot(), world.plan(), world.policy, world.now, Path("reports"), {})
    assert pickle.loads(pickle.dumps(sent)) == sent  # noqa: S301  our own


def test_a_folder_that_cannot_be_had_is_named_with_its_reason(tmp_path: Path):
    """For the log, in a line."""
    (tmp_path / "reports").write_text("somebody's notes", encoding="utf-8")
    with pytest.raises(NotWritten, match=r"could not be written: .*reports.*: (Not|File)"):
        write_apart(made_of(house(3), tmp_path / "reports"))
    assert (tmp_path / "reports").read_text(encoding="utf-8") == "somebody's notes"


def test_a_fault_of_ours_shows_no_value(tmp_path: Path):
    """Its kind alone, for a value may be somebody's name."""
    wrong = replace(made_of(house(3), tmp_path), plan="Ada's secret")
    with pytest.raises(NotWritten, match=r"a fault in ilosync \(AttributeError\)$"):
        write_apart(wrong)


@pytest.mark.parametrize(
    ("python", "why"),
    [("/nowhere/python", "no process could be had"), ("/bin/false", "written: 1$")],
)
def test_without_a_process_there_is_no_report_and_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str, why: str
):
    """One that ends before it has read everything, too."""
    monkeypatch.setattr(sys, "executable", python)
    with pytest.raises(NotWritten, match=why):
        write_apart(made_of(house(300), tmp_path))
