"""What is installed is whole: words, pages and the demo's co-op are in the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ilosync.rules import RULES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built as an installer would."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (found,) = out.glob("*.whl")
    return found


@pytest.mark.slow
def test_the_wheel_has_every_file_that_is_read(wheel: Path):
    """Words of each rule, the report's pages, the sandbox's schema and people, the typed mark."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    assert {f"ilosync/rules/{r.id}.md" for r in RULES if r.speaks} <= names
    for needed in ("rules/footer.md", "reports/templates/todo.html.j2", "sandbox/schema.graphql"):
        assert f"ilosync/{needed}" in names
    assert {"ilosync/sandbox/coop/people.toml", "ilosync/py.typed"} <= names
    assert not [n for n in names if n.startswith("tests/")]


@pytest.mark.slow
def test_the_demo_runs_from_the_wheel(wheel: Path, tmp_path: Path):
    """Unpacked far from the source tree, it tells its story and writes the report."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    code = "import ilosync, ilosync.cli; print(ilosync.__file__); ilosync.cli.main()"
    told = subprocess.run(
        [sys.executable, "-c", code, "demo"],
        cwd=tmp_path,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )

    assert str(tmp_path) in told.stdout.splitlines()[0]
    assert (tmp_path / "demo-report" / "promises.html").exists()
