"""One request to the sandbox's Jira, with what its handler needs to know of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira import adf
from ilosync.sandbox.jira.nope import Nope, malformed, no_comment, no_issue
from ilosync.sandbox.jira.shapes import Shapes
from ilosync.sandbox.jira.state import Comment, Issue, Json, Look, Project, User
from ilosync.sandbox.jira.world import JiraWorld

LONGEST_TEXT = 32_767
TOO_LONG = "The entered text is too long. It exceeds the allowed limit of 32,767 characters."


@dataclass
class Asking:
    """A request to a world: who asks for what, by which version of the API."""

    world: JiraWorld
    method: str
    path: str
    query: str
    body: bytes
    base: str
    version: str = "2"
    asker: User | None = None
    names: dict[str, str] = field(default_factory=dict)  # of the route

    @property
    def user(self) -> User:
        """Who asks; anonymous requests see nothing here."""
        if self.asker is None:
            raise Nope(401, "You are not authenticated. Authentication required to perform this.")
        return self.asker

    @property
    def shapes(self) -> Shapes:
        """How things look from here."""
        return Shapes(self.world, self.user, f"{self.base}/rest/api/{self.version}", self.version)

    # --- what was asked --------------------------------------------------------------

    def asked(self, name: str, default: str = "") -> str:
        """A query parameter."""
        return parse_qs(self.query, keep_blank_values=True).get(name, [default])[-1]

    def listed(self, name: str) -> list[str] | None:
        """A list in the query, repeated or with commas; None where it is absent."""
        found = parse_qs(self.query, keep_blank_values=True).get(name)
        if found is None:
            return None
        return [x.strip() for part in found for x in part.split(",") if x.strip()]

    def expands(self, what: str) -> bool:
        """Whether the query asks to expand something."""
        return what in (self.listed("expand") or [])

    def page(self, default: int, most: int) -> tuple[int, int]:
        """Where a page starts and how long it is."""
        start, size = self._number("startAt", 0), self._number("maxResults", default)
        return start, min(size if size > 0 else default, most)

    def _number(self, name: str, default: int) -> int:
        text = self.asked(name, str(default))
        try:
            return max(0, int(text))
        except ValueError:
            raise Nope(400, f"'{text}' is not a number.") from None

    def data(self) -> Json:
        """The body as data."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise malformed() from None

    def fields(self, *known: str) -> dict[str, Json]:
        """The body as an object; with `known` names, and no others."""
        data = self.data()
        if not isinstance(data, dict) or (known and set(data) - set(known)):
            raise malformed()
        return data

    def text(self, value: Json, field: str) -> str:
        """A text that was sent: a document in version 3, a string elsewhere; not too long."""
        if self.version != "3" and not isinstance(value, str):
            raise Nope(400, errors={field: "Operation value must be a string"})
        text = adf.text_of(value, field) if self.version == "3" else str(value)
        if len(text) > LONGEST_TEXT:
            raise Nope(400, errors={field: TOO_LONG})
        return text

    # --- what it is about ------------------------------------------------------------

    def issue(self) -> Issue:
        """The issue in the path, if the asker sees it; also by a key it had."""
        return self.seen(self.names["issue"])

    def seen(self, ref: str) -> Issue:
        """An issue that the asker sees."""
        issue = self.world.issue(ref)
        if not self.world.sees(self.user, issue.now):
            raise no_issue(cloud=self.world.cloud)
        return issue

    def comment(self) -> tuple[Issue, Comment]:
        """The comment in the path, if it hangs on that issue and the asker may read it."""
        wanted = self.names["comment"]
        issue, comment = self.world.comment_of(wanted)
        here = "issue" not in self.names or issue is self.issue()
        if not here or not self.reads(issue.now, comment):
            raise no_comment(wanted)
        return issue, comment

    def reads(self, look: Look, comment: Comment) -> bool:
        """Whether the asker may read a comment."""
        world = self.world
        return world.sees(self.user, look) and world.hears(self.user, comment, look.project)

    def need(self, permission: str, issue: Issue, said: str, status: int = 403) -> None:
        """Refuse unless the asker has a permission in the issue's project."""
        if not self.world.may(self.user, permission, issue.now.project):
            raise Nope(status, said)

    def project(self, named: str) -> Project:
        """A project that the asker sees, by key or number."""
        for place in self.world.projects.values():
            known = named.upper() == place.key or named == place.id
            if known and self.world.may(self.user, "BROWSE_PROJECTS", place):
                return place
        raise Nope(404, f"No project could be found with key '{named}'.")

    def values(self, found: list[Json], default: int, most: int) -> Answer:
        """One page of a list under `values`, with the address of the next."""
        start, size = self.page(default, most)
        shown, last = found[start : start + size], start + size >= len(found)
        answer = {
            "self": f"{self.base}{self.path}", "maxResults": size, "startAt": start,
            "total": len(found), "isLast": last, "values": shown,
        }  # fmt: skip
        if not last:
            answer["nextPage"] = f"{self.base}{self.path}?startAt={start + size}&maxResults={size}"
        return Answer.json(200, answer)
