"""The container, as far as it can be told without an engine: see `test_image.py` for its steps."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer.main
import yaml

from ilosync.bootstrap import RealClock
from ilosync.cli import app
from ilosync.daemon.database import Database
from ilosync.errors import IlosyncError
from ilosync.serving import ROLES
from ilosync.settings import load
from tests.daemon.databases import Postgres, started
from tests.end_to_end.configuration import configure, person

from .docker import ROOT, let_through, stages, the

DOCKERFILE = stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: x for name, x in COMPOSE["services"].items() if x["image"] == "ilosync"}


def linted(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a linter of the development environment."""
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    assert found, f"{program} is not in this environment: make it anew, with the group dev"
    return subprocess.run([found, *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_dockerfile_is_clean():
    """Hadolint has nothing to say."""
    said = linted("hadolint", "Dockerfile")
    assert (said.returncode, said.stdout) == (0, "")


def test_the_compose_file_is_one():
    """It fits the schema of the Compose specification."""
    said = linted("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")
    assert said.returncode == 0, said.stdout


def test_the_image_runs_as_nobody_and_tells_how_it_is():
    """A number for a user, so that a cluster can see that it is not root; a check of its health."""
    last = DOCKERFILE[-1]
    assert int(the(last, "USER").rest) > 0
    assert "/healthz" in the(last, "HEALTHCHECK").listed[-1]
    words = [x.word for x in last]
    assert words.index("USER") < words.index("ENTRYPOINT") < words.index("CMD")


def test_nothing_is_fetched_or_kept_that_nobody_asked_for():
    """No ADD, no package of the system, no cache of pip's; no secret is built in."""
    steps = [x for stage in DOCKERFILE for x in stage]
    assert not {"ADD", "ARG"} & {x.word for x in steps}
    for step in steps:
        assert not re.search(r"token|secret|password|apt-get|curl|wget", step.rest, re.IGNORECASE)
    assert "--no-cache-dir" in the(DOCKERFILE[0], "RUN").rest
    assert len({x.rest.split()[0] for x in steps if x.word == "FROM"}) == 1


def test_a_build_sees_what_it_copies_and_nothing_else():
    """No configuration, no history, no test."""
    seen = {x.parts[0] for x in let_through(ROOT)}
    copied = [x.rest.split()[:-1] for x in DOCKERFILE[0] if x.word == "COPY"]
    assert seen == {name for names in copied for name in names}


def test_what_lies_about_is_not_built_in(tmp_path: Path):
    """Neither secrets nor a database, nor what Python left behind."""
    shutil.copy(ROOT / ".dockerignore", tmp_path)
    for name in (
        "secrets/token",
        "ilosync.db",
        ".env",
        "src/ilosync/__pycache__/a.pyc",
        "src/a.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [str(x) for x in let_through(tmp_path)] == ["src/a.py"]


@pytest.mark.parametrize("name", OURS)
def test_our_services_can_do_little(name: str):
    """A root that cannot be written, no capability, no way to get one; time to end in."""
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert int(service["stop_grace_period"].removesuffix("s")) > 20  # `stop_seconds`
    assert all(x.endswith(":ro") for x in service["volumes"] if x.startswith("./"))


@pytest.mark.parametrize("name", [*OURS, "Dockerfile"])
def test_every_command_is_understood(name: str):
    """The command line takes it as it stands, and its role is one."""
    words = OURS[name]["command"] if name in OURS else the(DOCKERFILE[-1], "CMD").listed
    command = typer.main.get_command(app).commands[words[0]]  # type: ignore[attr-defined]
    with command.make_context(words[0], list(words[1:])) as context:
        assert context.params["config"] == Path("/config")
        assert context.params.get("role", "all") in ROLES


def test_the_network_is_met_by_one_that_cannot_log_in():
    """`web` alone has a port, on loopback, and no token; the database has nothing of the trackers'.

    Who has which secret is named, and each of them is a file of its own.
    """
    services = COMPOSE["services"]
    held = {name: set(x["secrets"]) for name, x in services.items()}
    assert [name for name, x in services.items() if "ports" in x] == ["web"]
    assert all(x.startswith("127.0.0.1:") for x in services["web"]["ports"])
    assert not [x for x in held["web"] if x.endswith("__TOKEN")]
    assert held["database"] == {"postgres_password"}
    assert set().union(*held.values()) == set(COMPOSE["secrets"])


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The folder that somebody has who typed what docs/running.md says."""
    page = (ROOT / "docs/running.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```console\n(mkdir secrets.*?)```", page, re.DOTALL)
    subprocess.run(
        ["bash", "-euc", block], cwd=tmp_path, input="a-token\n", text=True, check=True, timeout=30
    )
    return tmp_path / "secrets"


def test_the_docs_make_every_secret(secrets: Path):
    """What the compose file mounts is there, and its readers, of another number, may read it.

    The folder is closed to others on the machine: single files are mounted.
    """
    wanted = {Path(x["file"]).name: name for name, x in COMPOSE["secrets"].items()}
    assert {x.name: x.name for x in secrets.iterdir()} == wanted
    assert {x.stat().st_mode & 0o777 for x in secrets.iterdir()} == {0o644}
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert (secrets / "postgres_password").read_text().strip() in (
        secrets / "ILOSYNC_DATABASE"
    ).read_text()


def test_every_variable_is_a_setting(secrets: Path, tmp_path: Path):
    """The configuration is read with all that the compose file sets, and takes it from there."""
    folder = configure(tmp_path / "config", [person("ada")])
    for service in OURS.values():
        environ = {**service["environment"], "ILOSYNC_SECRETS_DIR": str(secrets)}
        settings = load(folder, environ)
    assert settings.log_format == "json"
    assert settings.database.startswith("postgresql://ilosync:")
    assert settings.database.endswith("@database/ilosync")
    assert settings.trackers["github"].token.get_secret_value() == "a-token"  # type: ignore[union-attr]
    assert len(settings.trackers["github"].webhook_secrets[0]) == 64


def test_postgresql_takes_the_password_as_it_is_handed_over(secrets: Path, tmp_path: Path):
    """From the secret file to a database that wants it; without it, one line and no password.

    libpq ignores a PGPASSFILE that others may read, as the files here must be.
    """
    password = (secrets / "postgres_password").read_text().strip()
    folder = configure(tmp_path / "config", [person("ada")])
    url = load(folder, {"ILOSYNC_SECRETS_DIR": str(secrets)}).database
    with started() as postgres:
        _wants(postgres, password)
        socket = postgres.url("ilosync").partition("?host=")[2]
        here = f"{url.replace('@database', '@')}?host={socket}"
        assert Database(here, RealClock()).migrate()
        with pytest.raises(IlosyncError) as refused:
            Database(here.replace(password, "another"), RealClock()).migrate()
    assert "password" in str(refused.value)
    assert "another" not in str(refused.value)


def _wants(postgres: Postgres, password: str) -> None:
    """Let the server know ilosync, by its password alone."""
    postgres.run(f"CREATE ROLE ilosync LOGIN PASSWORD '{password}'")
    postgres.run("CREATE DATABASE ilosync OWNER ilosync")
    with psycopg.connect(postgres.url("ilosync")) as server:
        (file,) = server.execute("SHOW hba_file").fetchone() or ("",)
    hba = Path(file)
    hba.write_text(f"local all ilosync scram-sha-256\n{hba.read_text()}")
    postgres.run("SELECT pg_reload_conf()")
