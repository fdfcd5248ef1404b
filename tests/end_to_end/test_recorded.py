"""Issues as GitHub really sent them: whatever they look like, a pass gets through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import contracts

from .configuration import configure, person
from .scenes import TEAM
from .town import FACES, Town, open_town

CASTS = {
    "strangers": TEAM,
    "nobody": (),
    "codertocat": (*TEAM, person("codertocat", github="Codertocat", supervisor="grace")),
}


def payloads() -> list[dict[str, Any]]:
    """All recorded deliveries that hold an issue, each as an issue of its own."""
    folder = contracts.folder() / "webhooks" / "github"
    found = [json.loads(x.read_text(encoding="utf-8")) for x in sorted(folder.glob("*.json"))]
    found = [x for x in found if "issue" in x]
    for n, payload in enumerate(found, start=1):
        payload["issue"]["number"] = n
        for thing in (payload["issue"], payload.get("comment", {})):
            thing["id"] = thing.get("id", 0) + n
            thing["node_id"] = f"{thing.get('node_id')}{n}"
    return found


def whose(payload: dict[str, Any]) -> str:
    """The repository of a delivery."""
    name: str = payload["repository"]["full_name"]
    return name


@pytest.fixture(params=CASTS)
def cast(request: pytest.FixtureRequest) -> str:
    """Who is in the people file."""
    name: str = request.param
    return name


@pytest.fixture(params=["graphql", "rest"])
def town(request: pytest.FixtureRequest, tmp_path: Path, cast: str) -> Iterator[Town]:
    """A repository for each recorded one, and all the recorded issues in them."""
    found = payloads()
    places = sorted({whose(x) for x in found})
    config = configure(tmp_path / "config", CASTS[cast], repositories=places, readers="public")
    with open_town(config, FACES[request.param]) as town:
        for payload in found:
            town.world.load(payload)
        yield town


def people_say(town: Town) -> list[tuple[int, str]]:
    """All that is not ours, to see that it stays."""
    return [
        (comment.id, comment.body)
        for issue in town.issues()
        for comment in issue.comments
        if comment.by.login != town.world.me
    ]


def twice(town: Town) -> None:
    """A pass without a fault; a second one that writes nothing; nobody's words touched."""
    before = people_say(town)
    _, _, done = town.sync()
    assert done.left == []
    so_far = len(town.world.asked)
    town.passes(minutes=1)
    town.sync()
    assert town.writes(so_far) == []
    assert people_say(town) == before


def test_as_they_came(town: Town):
    """The issues as recorded, none of them anybody's ILO, go through a speaking pass."""
    assert len(town.issues()) > 10
    twice(town)


def test_as_learning_objectives(town: Town, cast: str):
    """The same with the label on: what is somebody's of ours is judged, all else is left alone."""
    for issue in town.issues():
        town.world.label(issue.repository.full_name, issue.number, "Codertocat", "ILO")
        issue.locked = False  # one was; test_odd_tickets has locked ones
    twice(town)

    assert bool(town.said()) is (cast == "codertocat")


def test_what_more_people_read_than_declared_is_left_alone(town: Town, cast: str):
    """The recorded repository is public: declared as the team's, nothing more is written there."""
    for issue in town.issues():
        town.world.label(issue.repository.full_name, issue.number, "Codertocat", "ILO")
        issue.locked = False
    town.sync()
    said, so_far = town.standing(), len(town.world.asked)
    settings = town.folder / "ilosync.toml"
    text = settings.read_text(encoding="utf-8").replace('"public"', '"team"')
    settings.write_text(text, encoding="utf-8")
    for issue in town.issues():  # what was said would settle now
        town.world.close(issue.repository.full_name, issue.number, "Codertocat")
    town.passes(minutes=1)
    _, plan, _ = town.sync()

    assert bool(said) is (cast == "codertocat")
    assert town.writes(so_far) == []
    assert [x.about for x in plan.holds] == ["Codertocat/Hello-World"]
    assert "`readers`" in plan.holds[0].why
