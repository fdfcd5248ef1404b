"""As much of Docker as the tests need: a Dockerfile's instructions, and what a build may see."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePath

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Step:
    """One instruction: its word in capitals, and the rest."""

    word: str
    rest: str

    @property
    def listed(self) -> list[str]:
        """The rest of an instruction in exec form, without its options."""
        found: list[str] = json.loads(self.rest[self.rest.index("[") :])
        return found


def stages(dockerfile: str) -> list[list[Step]]:
    """The instructions, from each FROM to the next."""
    lines = [x.strip() for x in dockerfile.splitlines() if x.strip()[:1] not in ("", "#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    found: list[list[Step]] = []
    for line in joined.splitlines():
        word, _, rest = line.partition(" ")
        if word.upper() == "FROM":
            found.append([])
        found[-1].append(Step(word.upper(), rest.strip()))
    return found


def the(steps: list[Step], word: str) -> Step:
    """The only instruction of that word."""
    (found,) = (x for x in steps if x.word == word)
    return found


def variables(step: Step, path: str) -> dict[str, str]:
    """What an ENV sets, on top of a PATH."""
    pairs = (x.partition("=") for x in shlex.split(step.rest))
    return {name: value.replace("$PATH", path) for name, _, value in pairs}


def let_through(root: Path) -> Iterator[PurePath]:
    """The files that `.dockerignore` leaves to a build, relative to the root."""
    lines = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [x for x in lines if x and not x.startswith("#")]
    for top in root.iterdir():
        if not _ignored(PurePath(top.name), patterns):
            for path in [top] if top.is_file() else top.rglob("*"):
                shown = path.relative_to(root)
                if path.is_file() and not _ignored(shown, patterns):
                    yield shown


def _ignored(path: PurePath, patterns: list[str]) -> bool:
    """The last pattern that fits decides; `**/x` fits anywhere, others at the top."""
    ignored = False
    for pattern in patterns:
        name = pattern.removeprefix("!").removeprefix("**/")
        assert "/" not in name, f"{pattern} is more than this understands"
        parts = path.parts if "**/" in pattern else path.parts[:1]
        if any(fnmatch(x, name) for x in parts):
            ignored = not pattern.startswith("!")
    return ignored


def copy(step: Step, context: Path, workdir: Path) -> None:
    """Do a COPY from the context: files into a folder, or what is in a folder into another."""
    *sources, target = step.rest.split()
    for source in sources:
        if (context / source).is_dir():
            assert len(sources) == 1
            shutil.copytree(context / source, workdir / target, dirs_exist_ok=True)
        else:
            shutil.copy(context / source, workdir / target)
