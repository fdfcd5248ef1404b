"""Repositories and labels by REST."""

from __future__ import annotations

from typing import Any

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.asking import Asking
from ilosync.sandbox.nope import Nope, invalid, not_found
from ilosync.sandbox.state import Issue


def repository(asking: Asking) -> Answer:
    """One repository and what we may do in it."""
    return Answer.json(200, asking.shapes.repository(asking.repo()))


def of_installation(asking: Asking) -> Answer:
    """The repositories that the app was installed in."""
    seen = [x for x in asking.world.repositories.values() if x.may_read]
    shown, headers = asking.page([asking.shapes.repository(x) for x in seen])
    answer = {"total_count": len(seen), "repository_selection": "all", "repositories": shown}
    return Answer.json(200, answer, headers)


def of_organization(asking: Asking) -> Answer:
    """The repositories of an organisation that our token sees."""
    login = asking.names["org"].casefold()
    owned = [x for x in asking.world.repositories.values() if x.owner.login.casefold() == login]
    if not owned:
        raise not_found()
    shown, headers = asking.page([x for x in owned if x.may_read])
    return Answer.json(200, [asking.shapes.repository(x) for x in shown], headers)


def label(asking: Asking) -> Answer:
    """One label of a repository."""
    repo = asking.repo()
    found = repo.labels.get(asking.names["name"].casefold())
    if found is None:
        raise not_found()
    return Answer.json(200, asking.shapes.label(found, repo))


def labels(asking: Asking) -> Answer:
    """The labels a repository knows."""
    repo = asking.repo()
    ordered = sorted(repo.labels.values(), key=lambda x: x.name.casefold())
    return asking.listed([asking.shapes.label(x, repo) for x in ordered], repo)


def make_label(asking: Asking) -> Answer:
    """A new label; 422 where it exists, in whatever case."""
    repo, data = asking.repo(), asking.fields()
    name = str(data.get("name") or "")
    if not name:
        raise invalid("Label", "name", "missing_field")
    if name.casefold() in repo.labels:
        raise invalid("Label", "name", "already_exists")
    color = str(data.get("color") or "ededed")
    label = asking.world.make_label(repo, name, color, data.get("description"))
    return Answer.json(201, asking.shapes.label(label, repo))


def labels_of(asking: Asking) -> Answer:
    """The labels on an issue."""
    return asking.listed(_shown(asking, asking.issue()), asking.repo())


def add_labels(asking: Asking) -> Answer:
    """More labels on an issue, made where the repository lacks them."""
    issue = asking.issue()
    for name in names_in(asking.data()):
        if not name:
            raise invalid("Label", "name", "missing_field")
        asking.world.label(issue.repository.full_name, issue.number, asking.login, name)
    return Answer.json(200, _shown(asking, issue))


def remove_label(asking: Asking) -> Answer:
    """One label less; 404 where it is not on."""
    issue, world = asking.issue(), asking.world
    name = asking.names["name"]
    if not world.unlabel(issue.repository.full_name, issue.number, asking.login, name):
        raise Nope(404, "Label does not exist")
    return Answer.json(200, _shown(asking, issue))


def names_in(data: Any) -> list[str]:  # noqa: ANN401 - a bare list, or an object with one
    """The label names in a body: strings or objects, bare or under `labels`."""
    given = data.get("labels") or [] if isinstance(data, dict) else data
    return [str(x["name"] if isinstance(x, dict) else x) for x in given]


def _shown(asking: Asking, issue: Issue) -> list[Any]:
    return [asking.shapes.label(x, issue.repository) for x in issue.labels]
