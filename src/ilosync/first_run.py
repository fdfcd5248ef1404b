"""The first speaking run: from when on ilosync speaks is written down, in the configuration."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from .errors import BadConfig

WHY = "ilosync's first speaking run; what fell due before is before its time"


def remember_since(folder: Path, today: date) -> None:
    """Put `since` at the top of ilosync.toml, whole or not at all; all else stays as it is."""
    path = folder / "ilosync.toml"
    try:
        text = path.read_text(encoding="utf-8")
        new = path.with_name(".ilosync.toml.new")
        new.write_text(f"since = {today.isoformat()}  # {WHY}\n{text}", encoding="utf-8")
        new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
    except OSError as e:
        raise BadConfig(
            f"{path}: cannot be written ({e.strerror}); add `since = {today.isoformat()}` to it, "
            "the day from which ilosync speaks"
        ) from e
