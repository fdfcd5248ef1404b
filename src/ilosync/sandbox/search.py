"""GitHub's search language for issues, as far as the sandbox speaks it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ilosync.sandbox.nope import Nope, invalid
from ilosync.sandbox.state import Face, Issue, stamp
from ilosync.sandbox.world import World

TERM = re.compile(r'(-?)(?:([A-Za-z]+):)?((?:"[^"]*"|[^\s"]+)+)')
WORD = re.compile(r"\w+")
LONGEST = 256
COMPARED = re.compile(r"(>=|<=|>|<)?(\S+)")
Test = Callable[[Issue, Face], bool]


@dataclass
class Question:
    """A parsed query: which repositories, and what an issue has to meet."""

    repos: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)  # of `in:`
    tests: list[Test] = field(default_factory=list)
    phrases: list[tuple[bool, list[str]]] = field(default_factory=list)
    order: str = ""  # of `sort:`


def parse(q: str) -> Question:
    """Read a query; what is not understood is 422, never silently ignored."""
    question = Question()
    for minus, name, raw in TERM.findall(q):
        value = raw.replace('"', "")
        if name:
            _qualify(question, bool(minus), name.lower(), value)
        elif value in {"AND", "OR", "NOT"}:
            raise invalid("Search", "q", "invalid", "The sandbox knows no boolean operators.")
        else:
            question.phrases.append((bool(minus), _words(value)))
    if sum(len(" ".join(x)) for _, x in question.phrases) > LONGEST:
        raise invalid("Search", "q", "invalid", "The search is longer than 256 characters.")
    return question


def find(world: World, q: str) -> list[Issue]:
    """All issues that meet a query, as the index knew them `search_lag` seconds ago."""
    question = parse(q)
    with world.lock:
        seen = [x for x in world.repositories.values() if x.may_read and _within(question, x)]
        if (question.repos or question.owners) and not seen:
            raise invalid("Search", "q", "invalid", "The listed repositories cannot be searched.")
        found = [
            issue
            for repo in seen
            for issue in repo.issues.values()
            if (face := _face(world, issue)) and _meets(question, issue, face)
        ]
    return ordered(found, question.order) if question.order else found


def ordered(found: Iterable[Issue], order: str) -> list[Issue]:
    """Issues in an order, such as `created-asc`; `created` alone is newest first."""
    by, _, way = order.partition("-")
    keys: dict[str, Callable[[Issue], tuple[Any, ...]]] = {
        "updated": lambda x: (x.updated, x.id),
        "comments": lambda x: (len(x.comments), x.id),
        "created": lambda x: (x.created, x.id),
    }
    return sorted(found, key=keys.get(by, keys["created"]), reverse=way != "asc")


def _within(question: Question, repo: object) -> bool:
    full = str(getattr(repo, "full_name", "")).casefold()
    if not question.repos and not question.owners:
        return True
    return full in question.repos or full.partition("/")[0] in question.owners


def _face(world: World, issue: Issue) -> Face | None:
    until = world.ago(world.search_lag)
    return next((x for x in reversed(issue.faces) if x.since <= until), None)


def _meets(question: Question, issue: Issue, face: Face) -> bool:
    return all(test(issue, face) for test in question.tests) and all(
        _says(question, issue, face, words) is not minus for minus, words in question.phrases
    )


def _says(question: Question, issue: Issue, face: Face, words: list[str]) -> bool:
    texts = []
    places = question.places or ["title", "body", "comments"]
    if "title" in places:
        texts.append(face.title)
    if "body" in places:
        texts.append(face.body)
    if "comments" in places:
        texts.extend(x.body for x in issue.comments if x.created <= face.since)
    return any(_contains(_words(text), words) for text in texts)


def _words(text: str) -> list[str]:
    return [x.casefold() for x in WORD.findall(text)]


def _contains(text: list[str], words: list[str]) -> bool:
    return any(text[i : i + len(words)] == words for i in range(len(text) - len(words) + 1))


def _qualify(question: Question, minus: bool, name: str, value: str) -> None:  # noqa: FBT001
    key = value.casefold()
    match name:
        case "repo":
            question.repos.append(key)
        case "org" | "user":
            question.owners.append(key)
        case "in":
            question.places.extend(key.split(","))
        case "sort":
            question.order = key
        case _:
            test = _test(name, key)
            question.tests.append((lambda i, f: not test(i, f)) if minus else test)


def _test(name: str, key: str) -> Test:  # noqa: PLR0911 - one line a qualifier
    any_of = set(key.split(","))
    match name:
        case "is" | "state" | "type":
            return _is(name, key)
        case "label":
            return lambda _, face: bool(any_of & face.labels)
        case "assignee":
            return lambda _, face: key in face.assignees or (key == "*" and bool(face.assignees))
        case "no":
            return lambda _, face: not {"label": face.labels, "assignee": face.assignees}[key]
        case "author":
            return lambda issue, _: issue.author.login.casefold() == _login(key)
        case "commenter":
            return lambda issue, face: any(
                x.by.login.casefold() == _login(key) and x.created <= face.since
                for x in issue.comments
            )
        case "updated" | "created" | "closed":
            return _when(name, key)
        case _:
            raise Nope(422, f"The search qualifier {name}: is not known.")


def _login(key: str) -> str:
    return f"{key.removeprefix('app/')}[bot]" if key.startswith("app/") else key


def _is(name: str, key: str) -> Test:
    match key:
        case "issue":
            return lambda issue, _: not issue.is_pull
        case "pr" | "pull-request":
            return lambda issue, _: issue.is_pull
        case "open" | "closed":
            return lambda _, face: face.state == key
        case "private" | "public":
            return lambda issue, _: issue.repository.private is (key == "private")
        case "locked" | "unlocked":
            return lambda issue, _: issue.locked is (key == "locked")
        case _ if name == "type":
            return lambda issue, _: (issue.type or "").casefold() == key
        case _:
            raise Nope(422, f"The search qualifier {name}:{key} is not known.")


def _when(name: str, key: str) -> Test:
    if ".." in key:
        first, last = key.split("..")
        tests = [_when(name, f"{sign}{x}") for sign, x in ((">=", first), ("<=", last)) if x != "*"]
        return lambda issue, face: all(test(issue, face) for test in tests)
    match = COMPARED.fullmatch(key)
    sign, then = (match[1] or "", match[2].upper()) if match else ("", key)
    try:
        instant = datetime.fromisoformat(then)
        then = stamp(instant) if instant.tzinfo else then
    except ValueError:
        raise invalid("Search", "q", "invalid", f"{key} is no date.") from None

    def test(issue: Issue, face: Face) -> bool:
        at = {"updated": face.updated, "created": issue.created, "closed": issue.closed}[name]
        text = stamp(at)[: len(then)] if at else ""
        order = {">=": text >= then, "<=": text <= then, ">": text > then, "<": text < then}
        return bool(text) and order.get(sign, text == then)

    return test
