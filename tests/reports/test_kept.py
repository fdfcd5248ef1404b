"""`history.jsonl`: what was published, night by night; it survives being cut short."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ilosync.core.policy import Policy
from ilosync.core.report import Night
from ilosync.reports.kept import NAME, keep, read_history

from .coop import NOW, House, house


def night(days: int = 0, count: int = 60, **more: Policy) -> Night:
    known = house(count, **more)
    return House(known.snapshot, known.policy, NOW + timedelta(days=days)).report().tonight


@pytest.mark.parametrize("count", [0, 2, 4, 60])
@pytest.mark.parametrize("policy", [Policy(), house(1).policy])
def test_what_was_kept_is_read_back(tmp_path: Path, count: int, policy: Policy):
    """A night is the same night in the file: exact, held back, in words, or not counted."""
    nights = (night(count=count, policy=policy), replace(night(1), issue=None, whole=False))
    for each in nights:
        keep(each, tmp_path)

    assert read_history(tmp_path) == nights


def test_a_night_has_one_line(tmp_path: Path):
    """A report that is made again the same night takes the line's place."""
    keep(night(count=40), tmp_path)
    keep(night(count=60), tmp_path)

    assert read_history(tmp_path) == (night(count=60),)


def test_a_file_cut_short_loses_its_last_line_at_most(tmp_path: Path):
    """Wherever it was cut, the nights before are there, and the next one is written."""
    nights = [night(n) for n in range(3)]
    for each in nights:
        keep(each, tmp_path)
    path = tmp_path / NAME
    whole = path.read_bytes()
    begins = whole[:-1].rindex(b"\n") + 1
    for cut in range(begins, len(whole) - 1, 97):
        path.write_bytes(whole[:cut])
        assert read_history(tmp_path) == tuple(nights[:2])
    keep(nights[2], tmp_path)

    assert path.read_bytes() == whole


def test_odd_lines_are_passed_over(tmp_path: Path):
    """What is no night, or of another version, is none; nothing stops."""
    keep(night(), tmp_path)
    line = (tmp_path / NAME).read_text(encoding="utf-8")
    odd = ["", "{}", "null", "[1]", "\x00", line.replace('"schema":1', '"schema":2').strip()]
    odd.append(line.replace('"parts":{', '"parts":{"x":"y",').strip())
    (tmp_path / NAME).write_text("\n".join([*odd, line]), encoding="utf-8")

    assert read_history(tmp_path) == (night(),)


def test_no_history_is_an_empty_one(tmp_path: Path):
    """On the first night there is none."""
    assert read_history(tmp_path / "nowhere") == ()


def test_three_years_are_kept(tmp_path: Path):
    """Older nights go with the next one that is written."""
    keep(replace(night(), day=date(2020, 1, 1)), tmp_path)
    keep(night(), tmp_path)

    assert [n.day for n in read_history(tmp_path)] == [NOW.date()]


def test_several_writers_lose_nothing(tmp_path: Path):
    """Processes that write at once each find their line in the file."""
    nights = [replace(night(count=5), day=date(2026, 1, 1) + timedelta(days=n)) for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: keep(n, tmp_path), nights))

    assert {n.day for n in read_history(tmp_path)} == {n.day for n in nights}


def test_nobody_is_in_it(tmp_path: Path):
    """No name, no account, no ticket, and no number that was held back."""
    keep(night(count=40, policy=Policy()), tmp_path)
    text = (tmp_path / NAME).read_text(encoding="utf-8")

    assert not [p for p in house(40).snapshot.people if p.name in text or p.id in text]
    for figure in json.loads(text)["issue"]["figures"]:
        assert set(figure) <= {"id", "why", "words", "said"}
