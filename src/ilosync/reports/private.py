"""Files by name: readable by their owner alone, and never half-written."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700


def private_folder(folder: Path) -> Path:
    """The folder, made if need be, open to its owner alone (0700)."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    folder.chmod(PRIVATE_FOLDER)
    return folder


def write_private(path: Path, data: bytes) -> Path:
    """Put a file in place at once, readable by its owner alone (0600); return its path."""
    beside = path.with_name(f".{path.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    os.fchmod(handle, PRIVATE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    beside.replace(path)
    return path
