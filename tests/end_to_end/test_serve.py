"""The daemon as a process of its own: `ilosync serve`, its faces, its signals."""

from __future__ import annotations

import json
import re
import signal
import time
from math import inf
from pathlib import Path

import pytest

from ilosync.daemon import keys
from ilosync.daemon.attention import WIDE, Mark
from ilosync.sandbox.faults import Fault
from tests.daemon.databases import Postgres

from .configuration import configure, person
from .process import START, serving
from .served import served, small_town, until


def test_it_answers_and_ends_cleanly(tmp_path: Path):
    """Start, answer a second objective, be ready, and end on SIGTERM with nothing lost."""
    with small_town(tmp_path) as town:
        town.ilo("ada")
        with serving(town) as daemon:
            until(lambda: daemon.get("/readyz").ok and "reading.done" in daemon.said(), START)
            second = town.ilo("ada")
            assert daemon.touches(second) == 202
            until(lambda: (second, "only_one") in town.said())
            lines = {x["about"]: x["ok"] for x in daemon.get("/readyz").json()["lines"]}
            assert lines == {"database": True, "github": True, "last full reading": True}
            assert daemon.get("/healthz").ok
            assert daemon.end() == 0
            assert "Traceback" not in daemon.said()


def test_one_trace_leads_from_a_delivery_to_its_write(tmp_path: Path):
    """The log names it with the delivery, the pass and the write; no word of a ticket is there."""
    with small_town(tmp_path) as town:
        town.ilo("ada", "Learn the secret art")
        with serving(town, ILOSYNC_LOG_FORMAT="json") as daemon:
            until(lambda: "reading.done" in daemon.said(), START)
            daemon.touches(town.ilo("ada", "Another secret art"))
            until(lambda: "write.done" in daemon.said())
            (taken,) = re.findall(r'"trace": "(\w+)".*"event": "delivery.taken"', daemon.said())
            write = next(x for x in daemon.said().splitlines() if "write.done" in x)
            assert taken in write
            assert "secret art" not in daemon.said()


def test_a_wrong_configuration_is_refused_whole(tmp_path: Path):
    """SIGHUP with a mistake in it changes nothing; with the mistake mended it does."""
    with small_town(tmp_path) as town, serving(town) as daemon:
        until(lambda: "reading.done" in daemon.said(), START)
        people = town.folder / "people.toml"
        good = people.read_text(encoding="utf-8")
        people.write_text(good + "\nnmae = 1\n", encoding="utf-8")
        daemon.process.send_signal(signal.SIGHUP)
        until(lambda: "reload.refused" in daemon.said())
        assert daemon.get("/healthz").ok

        people.write_text(good + "\n" + person("new") + "\n", encoding="utf-8")
        daemon.process.send_signal(signal.SIGHUP)
        until(lambda: "reload.done" in daemon.said())
        town.ilo("new")
        second = town.ilo("new")
        daemon.touches(second)
        until(lambda: (second, "only_one") in town.said())


def test_the_first_speaking_start_writes_since(tmp_path: Path):
    """From when on ilosync speaks stands in the configuration, and the log says so."""
    with small_town(tmp_path) as town:
        configure(town.folder, [person("ada")], top="speak = true")
        with serving(town) as daemon:
            until(lambda: daemon.get("/healthz").ok, START)
            assert (town.folder / "ilosync.toml").read_text().startswith("since = ")


@pytest.mark.parametrize(
    ("words", "says"),
    [(["--role", "boss"], "the roles are all, web, worker, night"), (["--port", "x"], "--port")],
)
def test_wrong_words_are_one_line(tmp_path: Path, words: list[str], says: str):
    """What is wrong and how to mend it, and nothing is started."""
    with small_town(tmp_path) as town:
        ended = town.types("serve", *words)
        assert ended.code == 1
        assert says in ended.err
        assert len(ended.err.splitlines()) == 1


def test_the_web_alone_needs_no_token(tmp_path: Path):
    """Its role is to take hints; whoever breaks in there finds no way into a tracker."""
    with small_town(tmp_path) as town:
        town.ilo("ada")
        nothing = {"ILOSYNC_TRACKERS__GITHUB__TOKEN": ""}
        with serving(town, "--role", "web", **nothing) as web:
            assert web.touches(1) == 202
            assert town.world.asked == []
        with serving(town, "--role", "all") as daemon:
            until(lambda: "pass.done" in daemon.said(), START)


@pytest.mark.parametrize("dispatch", ["poll", "procrastinate"])
def test_web_and_workers_may_be_apart(tmp_path: Path, postgres: Postgres, dispatch: str):
    """On PostgreSQL one process takes the delivery, another works, a third reads everything."""
    outside = {"ILOSYNC_DATABASE": postgres.new()}
    with small_town(tmp_path, f'[daemon]\ndispatch = "{dispatch}"') as town:
        town.ilo("ada")
        with (
            serving(town, "--role", "night", **outside) as night,
            serving(town, "--role", "worker", **outside) as worker,
            serving(town, "--role", "web", **outside) as web,
        ):
            until(lambda: "reading.done" in night.said(), START)
            second = town.ilo("ada")
            assert web.touches(second) == 202
            until(lambda: (second, "only_one") in town.said())
            assert night.touches(second) in {404, 405}
            assert [x.end() for x in (web, worker, night)] == [0, 0, 0]


def test_procrastinate_wants_postgresql(tmp_path: Path):
    """One line says so, and how to mend it."""
    with small_town(tmp_path, '[daemon]\ndispatch = "procrastinate"') as town:
        ended = town.types("serve", "--port", "0")

    assert ended.code == 1
    assert "PostgreSQL" in ended.err
    assert len(ended.err.splitlines()) == 1


@pytest.mark.slow
def test_a_tracker_that_is_down_is_said_and_hints_are_taken(tmp_path: Path):
    """Readiness names it; deliveries are acknowledged, and answered when it is back."""
    with small_town(tmp_path) as town, served(town) as made:
        town.ilo("ada")
        made.touches(1)
        until(lambda: made.pending() == 0)
        town.world.faults.append(Fault("502", times=inf))
        second = town.ilo("ada")
        assert made.touches(second).status_code == 202
        until(lambda: made.get("/readyz").status_code == 503)
        lines = {x["about"]: x for x in made.get("/readyz").json()["lines"]}
        assert not lines["github"]["ok"]
        assert lines["database"]["ok"]

        town.world.faults.clear()
        until(lambda: (second, "only_one") in town.said(), 40)
        until(lambda: made.get("/readyz").ok)


def test_migrate_can_be_run_twice(tmp_path: Path):
    """The second time there is nothing to do."""
    with small_town(tmp_path) as town:
        first, again = town.types("migrate"), town.types("migrate")
        assert first.code == again.code == 0
        assert "attention" in first.out
        assert "of this version" in again.out


def test_the_night_writes_the_report(tmp_path: Path):
    """The files of all forms, each person's own page, and the calendars."""
    with small_town(tmp_path) as town:
        town.ilo("ada")
        with served(town) as made:
            made.serving.shelf.attention.mark([Mark(keys.NIGHT, lane=WIDE)])
            reports = tmp_path / "reports"
            until(lambda: (reports / "named" / "calendars").is_dir() and not made.pending())
            told = json.loads((reports / "promises.json").read_text(encoding="utf-8"))
            assert [(x["name"], x["whole"]) for x in told["sources"]] == [("github", True)]
            assert (reports / "named" / "me" / "ada.html").is_file()


def test_reports_are_shown_behind_their_tokens(tmp_path: Path):
    """Everybody's with one, names with another; without a token of its own a face is not there."""
    with small_town(tmp_path) as town:
        town.types("report", "--out", "reports")
        tokens = {"ILOSYNC_REPORT__TOKEN": "for-all", "ILOSYNC_REPORT__NAMED_TOKEN": "for-few"}
        with served(town, role="web", **tokens) as made:
            seen = {
                (path, token): made.get(path, auth=("me", token)).status_code
                for path in ("/report", "/report/named/todo.html", "/report/..%2filosync.db")
                for token in ("for-all", "for-few", "wrong")
            }
            bearer = {"authorization": "Bearer for-all"}
            assert made.get("/report/promises.md", headers=bearer).ok
            assert made.get("/report").status_code == 401
        with served(town, role="web") as made:
            assert made.get("/report/named/todo.html", auth=("me", "")).status_code == 404

    assert seen == {
        ("/report", "for-all"): 200,
        ("/report", "for-few"): 401,
        ("/report", "wrong"): 401,
        ("/report/named/todo.html", "for-all"): 401,
        ("/report/named/todo.html", "for-few"): 200,
        ("/report/named/todo.html", "wrong"): 401,
        ("/report/..%2filosync.db", "for-all"): 404,
        ("/report/..%2filosync.db", "for-few"): 404,
        ("/report/..%2filosync.db", "wrong"): 404,
    }


def test_the_brake_is_said(tmp_path: Path):
    """More changes than are allowed: nothing is written, and readiness says so."""
    with small_town(tmp_path, "[brake]\nmax_changes = 1") as town:
        for who in ("ada", "bo", "grace"):
            town.ilo(who)
            town.ilo(who)
        with served(town) as made:
            until(lambda: made.get("/readyz").status_code == 503)
            lines = {x["about"]: x for x in made.get("/readyz").json()["lines"]}
            assert "max_changes" in lines["brake"]["says"]
            time.sleep(0.3)
            assert town.said() == set()
