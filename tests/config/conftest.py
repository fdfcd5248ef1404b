"""A folder of configuration to write into, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ilosync.errors import BadConfig
from ilosync.people.file import load_people
from ilosync.settings import load

TRACKER = '[trackers.github]\nkind = "github"\nrepositories = ["acme/learning"]\n'

Says = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make an empty folder called config."""
    made = tmp_path / "config"
    made.mkdir()
    return made


def complaint(what: Callable[[], object], folder: Path) -> str:
    """Return what the one-line error says, with the folder cut to its name."""
    with pytest.raises(BadConfig) as error:
        what()
    detail = error.value.detail
    assert "\n" not in str(error.value)
    assert error.value.__cause__ is None
    return detail.replace(str(folder), "config")


@pytest.fixture
def settings_say(folder: Path) -> Says:
    """Write ilosync.toml, load it, and return the complaint."""

    def say(text: str, environ: Mapping[str, str] | None = None) -> str:
        (folder / "ilosync.toml").write_text(text, encoding="utf-8")
        return complaint(lambda: load(folder, environ or {}), folder)

    return say


@pytest.fixture
def people_say(folder: Path) -> Says:
    """Write people.toml, load it, and return the complaint."""

    def say(text: str, trackers: Mapping[str, str] | None = None) -> str:
        path = folder / "people.toml"
        path.write_text(text, encoding="utf-8")
        return complaint(lambda: load_people(path, trackers or {"github": "github"}), folder)

    return say
