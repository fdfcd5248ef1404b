"""The steps of the Dockerfile, taken from it and done in a folder; then what they made, running.

The folder stands for the root of the image: `/opt/ilosync` is `ROOT/opt/ilosync`, and so on.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.configuration import SPEAKING, configure, person
from tests.end_to_end.real_time import RealTown, open_real_town

from .docker import ROOT, copy, let_through, stages, the, variables

BUILD, FINAL = stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))
AS_ROOT = os.geteuid() == 0
WHO = int(the(FINAL, "USER").rest)
FOLDERS = ("/opt/ilosync", "/config", "/data")
PATIENCE = 30.0

pytestmark = pytest.mark.slow


@dataclass
class Image:
    """What was built, and how it is run."""

    root: Path
    python: Path
    port: int

    def here(self, text: str) -> str:
        """An address of the image, where it is on this machine."""
        for name in FOLDERS:
            text = text.replace(name, f"{self.root}{name}")
        return text.replace("0.0.0.0", "127.0.0.1").replace("8080", str(self.port))  # noqa: S104

    def environ(self, **more: str) -> dict[str, str]:
        """What ENV sets, and what somebody sets at the start."""
        path = f"{self.python.parent}:/usr/bin:/bin"
        found = {k: self.here(v) for k, v in variables(the(FINAL, "ENV"), path).items()}
        return {"LD_LIBRARY_PATH": str(self.python.parents[1] / "lib"), **found, **more}

    def start(self, words: list[str], **environ: str) -> subprocess.Popen[str]:
        """Run a command as the image would: its user, its folder, its variables."""
        env = self.environ(**environ)
        program = shutil.which(words[0], path=env["PATH"])
        assert program, f"{words[0]} is not in the image"
        user = {"user": WHO, "group": WHO, "extra_groups": []} if AS_ROOT else {}
        return subprocess.Popen(
            [program, *map(self.here, words[1:])],
            cwd=self.here(the(FINAL, "WORKDIR").rest),
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **user,  # type: ignore[call-overload]
        )

    def files(self) -> set[Path]:
        """All that is there, but for what may be written."""
        return {x for x in self.root.rglob("*") if self.root / "data" not in (x, *x.parents)}


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """The image, built from what `.dockerignore` lets through; others may look into it."""
    with tempfile.TemporaryDirectory(prefix="ilosync-image-") as folder:
        root = Path(folder)
        root.chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        made = Image(root, _python(root), port)
        _build(made)
        for name in ("data", "config"):
            (root / name).mkdir(exist_ok=True)
        if AS_ROOT:
            os.chown(root / "data", WHO, WHO)
        yield made


def _python(root: Path) -> Path:
    """What FROM brings: a Python that any user may run; ours, copied where it is shut away."""
    base = Path(sys.base_prefix)
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if all(x.stat().st_mode & 0o005 == 0o005 for x in (base, *base.parents)):
        return base / "bin" / name
    copied = root / "usr" / "local"
    for part in ("bin", "lib"):
        (copied / part).mkdir(parents=True)
    shutil.copy(base / "bin" / name, copied / "bin" / name)
    for library in (base / "lib").glob("libpython*"):
        shutil.copy(library, copied / "lib")
    leave = shutil.ignore_patterns("test", "site-packages", "idlelib", "config-*", "__pycache__")
    shutil.copytree(base / "lib" / name, copied / "lib" / name, ignore=leave)
    return copied / "bin" / name


def _build(image: Image) -> None:
    """Do the first stage as it stands; the second takes its folder over, to the same place."""
    context, workdir = image.root / "context", image.root / "build"
    for path in let_through(ROOT):
        (context / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, context / path)
    workdir.mkdir()
    for step in BUILD:
        if step.word == "COPY":
            copy(step, context, workdir)
        elif step.word == "RUN":
            run = image.here(step.rest).replace("python -m", f"{image.python} -m")
            words = ["sh", "-c", run]
            said = subprocess.run(words, cwd=workdir, capture_output=True, text=True, check=False)
            assert said.returncode == 0, said.stderr
    taken = next(x.rest for x in FINAL if x.word == "COPY").split()
    assert taken == ["--from=build", "/opt/ilosync", "/opt/ilosync"]
    shutil.rmtree(context)
    shutil.rmtree(workdir)


@pytest.fixture
def town(image: Image) -> Iterator[RealTown]:
    """A GitHub with a repository, and the configuration that is mounted."""
    with open_real_town(image.root / "config") as town:
        configure(town.folder, [person("ada")], top=SPEAKING)
        yield town


def test_it_serves_is_healthy_and_ends(image: Image, town: RealTown):
    """As an unprivileged user that may write to /data alone; SIGTERM ends it with 0."""
    before = image.files()
    health = the(FINAL, "HEALTHCHECK").listed
    words = the(FINAL, "ENTRYPOINT").listed + the(FINAL, "CMD").listed
    assert _ended(image.start(health))[0] != 0
    serving = image.start(words, **town.environ)
    try:
        until = time.monotonic() + PATIENCE
        while _ended(image.start(health))[0] and serving.poll() is None:
            assert time.monotonic() < until, "it did not become healthy"
        assert serving.poll() is None, serving.communicate()[0]
        database = image.root / "data" / "ilosync.db"
        assert database.stat().st_uid == (WHO if AS_ROOT else os.geteuid())
        serving.terminate()
        assert _ended(serving)[0] == 0
    finally:
        if serving.poll() is None:
            serving.kill()
            serving.communicate()
    assert image.files() == before
    assert town.reads() > 0


def test_doctor_looks_at_what_is_mounted(image: Image, town: RealTown):
    """With `since` there is nothing to mend.

    Without it a first speaking run would write into a folder that is read-only, and a database in
    such a folder could not be made: both are told before.
    """
    words = ["ilosync", "doctor", "--config", "/config"]
    code, said = _ended(image.start(words, **town.environ))
    assert (code, "✗" in said) == (0, False), said
    if not AS_ROOT:
        town.folder.chmod(0o555)
    configure(town.folder, [person("ada")], top="speak = true")
    database = f"sqlite:///{town.folder}/ilosync.db"
    code, said = _ended(image.start(words, ILOSYNC_DATABASE=database, **town.environ))
    assert (code, said.count("✗")) == (1, 2), said
    assert "✗  since" in said
    assert "add `since = " in said
    assert "✗  database" in said


def test_it_holds_what_it_needs_and_no_more(image: Image):
    """The drivers of PostgreSQL; no installer, no test, no compiler's leavings; it is small."""
    code, said = _ended(image.start(["python", "-c", "import psycopg, procrastinate"]))
    assert (code, said) == (0, "")
    inside = image.root / "opt" / "ilosync"
    packages = {x.name.partition("-")[0] for x in inside.rglob("*.dist-info")}
    assert "ilosync" in packages
    assert not packages & {"pip", "setuptools", "pytest", "hatchling", "mypy", "playwright"}
    size = sum(x.lstat().st_size for x in inside.rglob("*") if x.is_file())
    assert size < 200_000_000, f"{size / 1e6:.0f} MB"


def _ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """How it ended, and what it said."""
    said, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, said
