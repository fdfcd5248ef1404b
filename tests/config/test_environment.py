"""Variables and secret files override the file, and their mistakes name them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ilosync.settings import load

from .conftest import TRACKER, Says, complaint

TOKEN = "ILOSYNC_TRACKERS__GITHUB__TOKEN"


def test_the_environment_wins_over_secret_files_and_those_over_the_file(folder: Path) -> None:
    """One key in three places has the value of the nearest to the machine."""
    (folder / "ilosync.toml").write_text(
        'label = "file"\n' + TRACKER + "[brake]\nmax_changes = 1\n"
    )
    secrets = folder / "secrets"
    secrets.mkdir()
    (secrets / "ilosync_label").write_text("secret\n")
    (secrets / "ILOSYNC_BRAKE__MAX_CHANGES").write_text("2")
    (secrets / TOKEN.lower()).write_text("from-a-file\n")
    (secrets / "another").write_bytes(b"\xff")
    environ = {"ILOSYNC_LABEL": "variable", "ILOSYNC_SECRETS_DIR": str(secrets)}
    settings = load(folder, environ)
    token = settings.trackers["github"].token
    assert token is not None
    assert token.get_secret_value() == "from-a-file"
    assert (settings.label, settings.brake.max_changes) == ("variable", 2)


def test_text_of_the_environment_becomes_what_the_key_wants(folder: Path) -> None:
    """Numbers, dates, yes and no, times and lists can all come from variables."""
    (folder / "ilosync.toml").write_text(TRACKER)
    environ = {
        "ILOSYNC_SPEAK": "true",
        "ILOSYNC_SINCE": "2026-12-01",
        "ILOSYNC_TIME_ZONE": "Asia/Tokyo",
        "ILOSYNC_RETURN__QUIET_WORKDAYS": "3",
        "ILOSYNC_HOURS__FROM": "08:00",
        "ILOSYNC_ONBOARDING": '{"months": 6, "sessions": [3, 6]}',
        "ILOSYNC_TRACKERS__GITHUB__REPOSITORIES": '["a/b", "a/c"]',
        "ILOSYNC_TRACKERS__GITHUB__FORMERLY": "[7]",
        "ILOSYNC_CHECKIN__EVERY_MONTHS": "",
    }
    settings = load(folder, environ)
    assert (settings.speak, settings.since) == (True, date(2026, 12, 1))
    assert settings.time_zone.key == "Asia/Tokyo"
    assert (settings.returning.quiet_workdays, settings.hours.opens.hour) == (3, 8)
    assert settings.onboarding.sessions == (3, 6)
    assert settings.trackers["github"].repositories == ("a/b", "a/c")
    assert settings.trackers["github"].formerly == (7,)
    assert settings.checkin.every_months == 3


@pytest.mark.parametrize("secret", ["1e5", "0123", "true", "null", '"quoted"', "{brace", "[1]"])
def test_a_secret_is_taken_as_it_is(folder: Path, secret: str) -> None:
    """A token that looks like a number or like JSON stays what it is."""
    (folder / "ilosync.toml").write_text(TRACKER)
    token = load(folder, {TOKEN: secret}).trackers["github"].token
    assert token is not None
    assert token.get_secret_value() == secret


def test_a_whole_tracker_may_come_from_the_environment(folder: Path) -> None:
    """In a container no line of the file is needed for a tracker."""
    (folder / "ilosync.toml").write_text("")
    environ = {
        "ILOSYNC_TRACKERS__OSS__KIND": "github",
        "ILOSYNC_TRACKERS__OSS__REPOSITORIES": '["a/b"]',
    }
    assert load(folder, environ).trackers["oss"].name == "oss"


def test_the_variables_of_others_are_left_alone(folder: Path) -> None:
    """What Kubernetes or another program calls ILOSYNC_… does no harm."""
    (folder / "ilosync.toml").write_text(TRACKER)
    others = ["PORT", "PORT_8080_TCP", "SERVICE_HOST", "DEBUG", "CONFIG", "XYZZY"]
    load(folder, {f"ILOSYNC_{name}": "tcp://10.0.0.1" for name in others})


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SPEEK", "true", "there is no setting of that name; did you mean ILOSYNC_SPEAK?"),
        ("CHEKIN__EVERY_MONTHS", "3", "there is no setting of that name; did you mean ILOSYNC_CHE"),
        ("CHECKIN__EVERY_MONTH", "3", 'unknown key "every_month"; did you mean "every_months"?'),
        ("TRACKERS__GITUB__TOKEN", "x", 'the file has no [trackers.gitub]; did you mean "github"?'),
        ("SPEAK", "maybe", "speak must be true or false"),
        ("SINCE", "2026-02-30", "since must be a date"),
        ("CHECKIN__EVERY_MONTHS", "3.5", "every_months must be a whole number"),
        ("CHECKIN__EVERY_MONTHS", "99", "every_months must be at most 24"),
        ("TRACKERS__GITHUB__REPOSITORIES", "a/b", "repositories must be a list in [brackets]"),
        ("TRACKERS__GITHUB__REPOSITORIES", "[" * 9000, "repositories must be a list in [brackets]"),
        ("TRACKERS", "x", "trackers must be a table"),
        ("TRACKERS__GITHUB__PRIVATE_KEY", "x", "private_key must be a PEM key; copy the whole"),
        ("TRACKERS__GITHUB__INSTALLATION_ID", "x", "installation_id must be the installation's"),
        ("SECRETS_DIR", "/no/such/folder", "what it names cannot be read (no such file"),
    ],
)
def test_a_mistake_names_the_variable(settings_say: Says, name: str, value: str, says: str) -> None:
    """A bad variable is told by its name, not by a line of the file that is fine."""
    complaint = settings_say(TRACKER, {f"ILOSYNC_{name}": value})
    assert complaint.startswith(f"environment variable ILOSYNC_{name}: {says}")


def test_a_token_and_an_app_are_one_too_many(settings_say: Says) -> None:
    """It is never left to chance which account ilosync writes with."""
    environ = {TOKEN: "t", "ILOSYNC_TRACKERS__GITHUB__APP_ID": "7"}
    assert settings_say(TRACKER, environ) == (
        f"environment variable {TOKEN}: both a token and an app are given; keep one of the two"
    )


def test_a_mistake_in_a_secret_file_names_it_and_keeps_it(folder: Path) -> None:
    """The error of a secret file has its name, and nothing of what is in it."""
    (folder / "ilosync.toml").write_text(TRACKER)
    secret = folder / "ilosync_trackers__github__private_key"
    environ = {"ILOSYNC_SECRETS_DIR": str(folder)}
    secret.write_text("s3cret")
    assert complaint(lambda: load(folder, environ), folder) == (
        f"secret file {secret.name}: private_key must be a PEM key; copy the whole .pem file"
    )
    secret.write_bytes(b"s3cret\xff")
    assert complaint(lambda: load(folder, environ), folder) == (
        f"secret file {secret.name}: what it names is not text in UTF-8; mend it"
    )


def test_nothing_is_taken_from_the_real_environment_unless_wanted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mapping that is handed over is the whole environment; without one it is the process's."""
    (folder / "ilosync.toml").write_text(TRACKER)
    monkeypatch.setenv("ILOSYNC_LABEL", "elsewhere")
    assert load(folder, {}).label == "ILO"
    assert load(folder).label == "elsewhere"
