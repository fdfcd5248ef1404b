"""The world without its HTTP: people, recorded payloads, threads."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.nope import Nope
from ilosync.sandbox.jira.server import serve
from ilosync.sandbox.jira.world import JiraWorld
from tests.contracts import VARIABLE
from tests.sandbox.jira.conftest import Serve, asker, two_projects

FOLDER = Path(os.environ.get(VARIABLE, "nowhere")) / "webhooks" / "jira"
RECORDED = sorted(FOLDER.glob("*.json"))
ABSENT = pytest.mark.skip(reason=f"recorded payloads are not here: set {VARIABLE} to their folder")


def test_people_have_the_same_ids_in_every_world(clock: SimulatedClock):
    """An account id depends on the handle alone, and looks like the product's."""
    ids = {two_projects(clock, cloud=True).user("ada-l").id for _ in range(2)}
    (account,) = ids

    assert (len(account), account[:8]) == (24, "5b10ac8d")
    assert two_projects(clock, cloud=False).user("ada-l").id == "ada-l"
    assert two_projects(clock, cloud=True, plain_ids=True).user("ada-l").id == "ada-l"


def test_labels_keep_their_case(world: JiraWorld):
    """Two that differ in case alone are two."""
    key = world.open("LEARN", "ada-l", "Learn Rust", labels=["ILO"])
    world.label(key, "ada-l", "ilo")
    world.unlabel(key, "ada-l", "Ilo")

    assert world.issue(key).now.labels == ("ILO", "ilo")


def test_a_description_may_be_missing(world: JiraWorld):
    """None is not the empty text."""
    assert world.issue(world.open("LEARN", "ada-l", "Learn Rust")).now.description is None


def test_history_never_runs_backwards(world: JiraWorld, clock: SimulatedClock):
    """Not even where the clock does."""
    key = world.open("LEARN", "ada-l", "Learn Rust")
    before = world.issue(key).now.updated
    clock.set_to(before.replace(year=2025))
    world.label(key, "ada-l", "ILO")

    assert world.issue(key).now.updated == before


@pytest.mark.parametrize(
    "recorded", RECORDED or [pytest.param(FOLDER, marks=ABSENT)], ids=lambda x: x.stem
)
def test_a_recorded_payload_becomes_an_issue(recorded: Path, clock: SimulatedClock, served: Serve):
    """As it was recorded, and shown by HTTP; where there is none, that is said."""
    payload = json.loads(recorded.read_text(encoding="utf-8"))
    cloud = "server" not in recorded.stem
    world = JiraWorld(clock, cloud)
    if "issue" not in payload:
        with pytest.raises(ValueError, match="no issue"):
            world.load(payload)
        return
    key = world.load(payload)
    shown = asker(world, served(world))("GET", f"/issue/{key}").json()

    assert (shown["id"], shown["key"]) == (payload["issue"]["id"], key)
    for name in ("summary", "description", "labels"):
        default = {"labels": []}.get(name)
        assert shown["fields"][name] == payload["issue"]["fields"].get(name, default)


def test_many_hands_at_once(world: JiraWorld):
    """Nothing is lost between threads."""
    key = world.open("LEARN", "ada-l", "Learn Rust")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: world.comment(key, "ada-l", f"{n}"), range(200)))
        list(pool.map(lambda n: world.label(key, "ada-l", f"label-{n}"), range(50)))
    look = world.issue(key).now

    assert (len(look.comments), len(look.labels), len(look.histories)) == (200, 50, 50)
    assert len({x.id for x in look.comments}) == 200


def test_what_is_unknown_is_refused(world: JiraWorld):
    """By number, by key, by comment."""
    for find in (lambda: world.issue(99), lambda: world.issue("NO-1"), lambda: world.comment_of(9)):
        with pytest.raises(Nope) as no:
            find()
        assert no.value.status == 404


def test_a_server_starts_and_stops_at_once(world: JiraWorld):
    """Many times a session."""
    for _ in range(30):
        with serve(world) as base:
            assert base.startswith("http://localhost:")
