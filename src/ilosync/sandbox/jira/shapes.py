"""How the sandbox's Jira shows its things to one reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ilosync.sandbox.jira import adf
from ilosync.sandbox.jira.registry import Registry
from ilosync.sandbox.jira.state import (
    Comment,
    History,
    Issue,
    Item,
    Json,
    Kind,
    Look,
    Named,
    Project,
    User,
    stamp,
)
from ilosync.sandbox.jira.workflow import Status

WAYS = ("inward", "outward")
CATEGORIES = {
    "To Do": (2, "new", "blue-gray"),
    "In Progress": (4, "indeterminate", "yellow"),
    "Done": (3, "done", "green"),
}


@dataclass(frozen=True)
class Shapes:
    """Things as JSON: under which root, for whom, in which version of the API."""

    world: Registry
    reader: User
    root: str
    version: str

    def time(self, at: datetime) -> str:
        """An instant in the reader's time zone."""
        return stamp(at, self.reader.zone)

    def text(self, text: str | None) -> Json:
        """A text: a document in version 3."""
        return adf.document(text) if self.version == "3" and text is not None else text

    # --- people ----------------------------------------------------------------------

    def user(self, user: User | None) -> Json:
        """An account, with its address only where the person shows it."""
        if user is None:
            return None
        if self.world.cloud:
            query, named = "accountId", {"accountId": user.id, "accountType": user.kind}
        else:
            query, named = "username", {"name": user.id, "key": user.key}
        shape: dict[str, Json] = {
            "self": f"{self.root}/user?{query}={user.id}",
            **named,
            "displayName": user.shown,
            "active": user.active,
            "timeZone": user.zone,
            "avatarUrls": {"48x48": f"{self.root}/avatar/{user.key}.png"},
        }
        if user.email and (user.shows_email or user is self.reader or not self.world.cloud):
            shape["emailAddress"] = user.email
        return shape

    # --- places ----------------------------------------------------------------------

    def project(self, project: Project) -> Json:
        """A project as an issue names it."""
        shape: dict[str, Json] = {
            "self": f"{self.root}/project/{project.id}",
            "id": project.id,
            "key": project.key,
            "name": project.name,
            "projectTypeKey": "software",
        }
        if self.world.cloud:
            shape["simplified"] = project.style == "next-gen"
        return shape

    def named(self, what: str, thing: Named | None) -> Json:
        """An issue type or a resolution."""
        if thing is None:
            return None
        shape: dict[str, Json] = {"self": f"{self.root}/{what}/{thing.id}", "id": thing.id}
        shape |= {"name": thing.name, "description": ""}
        if isinstance(thing, Kind):
            shape["subtask"] = thing.rank < 0
        return shape

    def kind(self, kind: Kind) -> Json:
        """An issue type among others: Cloud tells how they rank."""
        rank = {"hierarchyLevel": kind.rank} if self.world.cloud else {}
        return {**self.named("issuetype", kind), **rank}

    def status(self, status: Status) -> Json:
        """A status with its category."""
        number, key, colour = CATEGORIES[status.category]
        category = {
            "self": f"{self.root}/statuscategory/{number}", "id": number, "key": key,
            "colorName": colour, "name": status.category,
        }  # fmt: skip
        return {
            "self": f"{self.root}/status/{status.id}", "description": "",
            "iconUrl": f"{self.root}/images/status.png", "name": status.name, "id": status.id,
            "statusCategory": category,
        }  # fmt: skip

    # --- issues ----------------------------------------------------------------------

    def fields(self, issue: Issue, look: Look, most: int) -> dict[str, Json]:
        """All fields of an issue, with so many comments at most."""
        level = look.level
        return {
            "summary": look.summary,
            "description": self.text(look.description),
            "issuetype": self.named("issuetype", look.type),
            "project": self.project(look.project),
            "status": self.status(look.status),
            "resolution": self.named("resolution", look.resolution),
            "resolutiondate": self.time(look.resolved) if look.resolved else None,
            "creator": self.user(look.creator),
            "reporter": self.user(look.reporter),
            "assignee": self.user(look.assignee),
            "labels": list(look.labels),
            "created": self.time(look.created),
            "updated": self.time(look.updated),
            "duedate": look.due,
            "security": level and {"id": level.id, "name": level.name, "description": ""},
            "issuelinks": self.links(look),
            "comment": self.inline(issue, look, most),
            **dict.fromkeys(self.world.fields),
            **look.custom,
        }

    def links(self, look: Look) -> list[Json]:
        """The issue's links to others that the reader sees."""
        found = []
        for link in look.links:
            other = link.other.now
            if not self.world.sees(self.reader, other):
                continue
            fields = {"summary": other.summary, "status": self.status(other.status)}
            shown = {"id": str(link.other.id), "key": other.key, "fields": fields}
            kind = {"id": "10003", "name": link.kind, **dict.fromkeys(WAYS, "relates to")}
            end = "outwardIssue" if link.outward else "inwardIssue"
            found.append({"id": link.id, "type": kind, end: shown})
        return found

    def inline(self, issue: Issue, look: Look, most: int) -> Json:
        """The newest comments within an issue, and how many there are."""
        heard = self.heard(look)
        start = max(0, len(heard) - most)
        shown = [self.comment(issue, x) for x in heard[start:]]
        size = most if self.world.cloud else len(heard)
        return {"comments": shown, "maxResults": size, "total": len(heard), "startAt": start}

    def heard(self, look: Look) -> list[Comment]:
        """The comments that the reader may read, oldest first."""
        return [x for x in look.comments if self.world.hears(self.reader, x, look.project)]

    def changelog(self, look: Look, most: int) -> Json:
        """What changed: on Cloud the newest first and not all, on Data Center all in order."""
        histories: Sequence[History] = look.histories
        if self.world.cloud:
            histories = histories[::-1][:most]
        shown = [self.history(x) for x in histories]
        total = len(look.histories)
        size = most if self.world.cloud else total
        return {"startAt": 0, "maxResults": size, "total": total, "histories": shown}

    def history(self, history: History) -> Json:
        """One entry of the changelog."""
        return {
            "id": history.id,
            "author": self.user(history.author),
            "created": self.time(history.created),
            "items": [self._item(x) for x in history.items],
        }

    def _item(self, item: Item) -> Json:
        shape = {
            "field": item.field, "fieldtype": item.kind, "from": item.before,
            "fromString": item.said_before, "to": item.after, "toString": item.said_after,
        }  # fmt: skip
        return shape | ({"fieldId": item.field_id} if self.world.cloud and item.field_id else {})

    def comment(self, issue: Issue, comment: Comment, *, properties: bool = False) -> Json:
        """A comment, with its properties where they are asked for."""
        shape = {
            "self": f"{self.root}/issue/{issue.id}/comment/{comment.id}",
            "id": comment.id,
            "author": self.user(comment.author),
            "body": self.text(comment.body),
            "updateAuthor": self.user(comment.editor),
            "created": self.time(comment.created),
            "updated": self.time(comment.updated),
        }
        if self.world.cloud:
            shape["jsdPublic"] = True
        if comment.visibility:
            kind, name = comment.visibility
            shape["visibility"] = {"type": kind, "value": name}
            if self.world.cloud:
                shape["visibility"]["identifier"] = name
        if properties:
            shape["properties"] = [{"key": k, "value": x} for k, x in comment.properties.items()]
        return shape


def chosen(known: Iterable[str], wanted: Sequence[str]) -> set[str]:
    """Which of the known names a list such as `*all,-comment` or `summary,status` means."""
    names, minus = set(known), {x[1:] for x in wanted if x.startswith("-")}
    plus = {x for x in wanted if not x.startswith("-")}
    if "*all" in plus:
        return names - minus
    if "*navigable" in plus or not plus:
        return names - minus - {"comment"} | (plus & names)
    return (plus & names) - minus
