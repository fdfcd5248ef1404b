"""One request, with what its handler needs to know of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.nope import Nope, not_found
from ilosync.sandbox.shapes import Shapes
from ilosync.sandbox.state import Issue, Repository
from ilosync.sandbox.world import World

MOST_A_PAGE = 100


@dataclass
class Asking:
    """A request to a world: who asks for what, under which root `base`."""

    world: World
    method: str
    path: str
    query: str
    body: bytes
    base: str
    login: str = ""
    app: bool = False  # asked with an app's own token
    names: dict[str, str] = field(default_factory=dict)  # of the route

    @property
    def shapes(self) -> Shapes:
        """How objects look from here."""
        return Shapes(self.base)

    def asked(self, name: str, default: str = "") -> str:
        """A query parameter."""
        return parse_qs(self.query, keep_blank_values=True).get(name, [default])[-1]

    def number(self, name: str) -> int:
        """A number in the path; anything else does not exist."""
        try:
            return int(self.names[name])
        except ValueError:
            raise not_found() from None

    def data(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The body as data."""
        try:
            return json.loads(self.body or b"{}")
        except ValueError:
            raise Nope(400, "Problems parsing JSON") from None

    def fields(self) -> dict[str, Any]:
        """The body as an object with fields."""
        data = self.data()
        if not isinstance(data, dict):
            raise Nope(400, "Body should be a JSON object")
        return data

    def repo(self) -> Repository:
        """The repository in the path, if our token sees it and may do this to it."""
        repo = self.world.repo(f"{self.names['owner']}/{self.names['repo']}")
        if not repo.may_read:
            raise not_found()
        if self.method != "GET" and not repo.may_write:
            raise Nope(403, "Resource not accessible by personal access token")
        return repo

    def issue(self) -> Issue:
        """The issue in the path."""
        repo, number = self.repo(), self.number("number")
        if not repo.has_issues:
            raise Nope(410, "Issues are disabled for this repo")
        if number in repo.gone:
            raise Nope(410, "This issue was deleted")
        return self.world.issue(repo.full_name, number)

    def bounds(self) -> tuple[int, int]:
        """Which page is asked for, and how long a page is."""
        size = min(_positive(self.asked("per_page"), 30), MOST_A_PAGE)
        return _positive(self.asked("page"), 1), size

    def page(self, items: list[Any], root: str = "") -> tuple[list[Any], dict[str, str]]:
        """One page of a list, and the Link header that leads to the others."""
        page, size = self.bounds()
        last = max(1, -(-len(items) // size))
        to = {"next": page + 1, "last": last} if page < last else {}
        to |= {"prev": page - 1, "first": 1} if page > 1 else {}
        links = [f'<{self._link(root, n)}>; rel="{rel}"' for rel, n in to.items()]
        headers = {"link": ", ".join(links)} if links else {}
        return items[(page - 1) * size : page * size], headers

    def _link(self, root: str, page: int) -> str:
        query = parse_qs(self.query, keep_blank_values=True) | {"page": [str(page)]}
        return f"{self.base}{root or self.path}?{urlencode(query, doseq=True)}"

    def listed(self, items: list[Any], repo: Repository | None = None) -> Answer:
        """One page of a list as an answer; further pages are addressed by repository id."""
        root = ""
        if repo is not None:
            rest = self.path.split("/", 4)[4]
            root = f"/repositories/{repo.id}/{rest}"
        shown, headers = self.page(items, root)
        return Answer.json(200, shown, headers)


def _positive(text: str, default: int) -> int:
    return max(1, int(text)) if text.isdecimal() else default
