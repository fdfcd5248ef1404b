"""The hands of the people who use Jira: open, comment, label, assign, move through, move away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ilosync.sandbox.jira.speaking import Ref, Speaking
from ilosync.sandbox.jira.state import Issue, Item, Json, Link, Look, RemoteLink
from ilosync.sandbox.jira.workflow import Status


class Hands(Speaking):
    """What people do, by their handles; each change leaves what Jira keeps of it."""

    # --- issues ----------------------------------------------------------------------

    def open(
        self,
        project: str,
        by: str,
        summary: str,
        description: str | None = None,
        *,
        labels: Iterable[str] = (),
        assignee: str | None = None,
        reporter: str | None = None,
        type: str | None = None,  # noqa: A002 - Jira's word
        level: str | None = None,
        due: str | None = None,
        custom: Mapping[str, Json] | None = None,
    ) -> str:
        """Open an issue; its key comes back. Opening leaves nothing in the history."""
        with self.lock:
            place, at, author = self.projects[project], self.now(), self.user(by)
            place.last_number += 1
            kinds = {x.name: x for x in place.types}
            look = Look(
                place, f"{place.key}-{place.last_number}", summary, description,
                kinds[type or place.types[0].name], author,
                self.user(reporter) if reporter else author, at, at, place.statuses[0],
                self.user(assignee) if assignee else None, tuple(sorted(set(labels))),
                due=due, level=place.levels[level] if level else None, custom=dict(custom or {}),
            )  # fmt: skip
            made = Issue(int(self.next_id()), [(self.clock.now(), look)])
            self.enter(made)
            self.deliveries.opened(made)
            return look.key

    def enter(self, issue: Issue) -> None:
        """Let an issue be found by its number and its key."""
        self.issues[issue.id] = self.keys[issue.now.key.upper()] = issue
        for comment in issue.now.comments:
            self.comments[comment.id] = issue

    def edit(self, ref: Ref, by: str, **changes: Json) -> None:
        """Change fields of an issue by their names in `Look`: `summary`, `due`, `custom` …"""
        with self.lock:
            issue = self.issue(ref)
            if "custom" in changes:
                changes["custom"] = {**issue.now.custom, **changes["custom"]}
            if isinstance(changes.get("level"), str):
                changes["level"] = issue.now.project.levels[changes["level"]]
            self.change(issue, by, **changes)

    def label(self, ref: Ref, by: str, *labels: str) -> None:
        """Put labels on, in the case they are written."""
        with self.lock:
            issue = self.issue(ref)
            self.change(issue, by, labels=tuple(sorted({*issue.now.labels, *labels})))

    def unlabel(self, ref: Ref, by: str, *labels: str) -> None:
        """Take labels off; fine where they were not on."""
        with self.lock:
            issue = self.issue(ref)
            self.change(issue, by, labels=tuple(x for x in issue.now.labels if x not in labels))

    def assign(self, ref: Ref, by: str, whom: str | None) -> None:
        """Give the issue to somebody, or to nobody."""
        with self.lock:
            self.change(self.issue(ref), by, assignee=self.user(whom) if whom else None)

    def transition(
        self,
        ref: Ref,
        by: str,
        to: str = "Done",
        resolution: str | None = "Done",
        custom: Mapping[str, Json] | None = None,
    ) -> None:
        """Move an issue to a status, or the first status of a category, and fill in fields.

        In the category Done it gets the resolution, if any is given; elsewhere it has none.
        """
        with self.lock:
            issue = self.issue(ref)
            status, at = issue.now.project.status(to), self.time_of(issue)
            ends = status.category == "Done" and resolution is not None
            named = next(x for x in self.resolutions if x.name == resolution) if ends else None
            self.change(
                issue, by, status=status, resolution=named, resolved=at if named else None,
                custom={**issue.now.custom, **(custom or {})},
            )  # fmt: skip

    def finish(self, ref: Ref, by: str) -> None:
        """Close an issue as done."""
        self.transition(ref, by, "Done", "Done")

    def let_go(self, ref: Ref, by: str, resolution: str = "Won't Do") -> None:
        """Close an issue as not to be done."""
        self.transition(ref, by, "Done", resolution)

    def reopen(self, ref: Ref, by: str) -> None:
        """Open an issue again."""
        self.transition(ref, by, "To Do")

    def move(self, ref: Ref, by: str, to: str) -> str:
        """Move an issue to another project: a new key, the same number; the old key leads on."""
        with self.lock:
            issue, place = self.issue(ref), self.projects[to]
            place.last_number += 1
            kind = next((x for x in place.types if x.name == issue.now.type.name), place.types[0])
            self.change(
                issue, by, project=place, key=f"{place.key}-{place.last_number}", type=kind,
                status=self._same(place.key, issue.now), level=None,
            )  # fmt: skip
            self.keys[issue.now.key] = issue
            return issue.now.key

    def _same(self, project: str, look: Look) -> Status:
        place = self.projects[project]
        named = {x.name for x in place.statuses}
        status = look.status
        return place.status(status.name if status.name in named else status.category)

    def delete(self, ref: Ref) -> None:
        """Delete an issue for good, as an admin can."""
        with self.lock:
            issue = self.issue(ref)
            self.deliveries.deleted(issue, issue.now.project.lead)
            del self.issues[issue.id]
            self.keys = {k: x for k, x in self.keys.items() if x is not issue}
            self.comments = {k: x for k, x in self.comments.items() if x is not issue}

    def set_property(self, ref: Ref, key: str, value: Json) -> bool:
        """Set an issue property, whether it is new comes back; the issue counts as untouched."""
        with self.lock:
            issue = self.issue(ref)
            known = issue.now.properties
            self.become(issue, replace(issue.now, properties={**known, key: value}))
            return key not in known

    def drop_property(self, ref: Ref, key: str) -> None:
        """Remove an issue property."""
        with self.lock:
            issue = self.issue(ref)
            rest = {k: x for k, x in issue.now.properties.items() if k != key}
            self.become(issue, replace(issue.now, properties=rest))

    def link(self, ref: Ref, by: str, other: Ref, kind: str = "Relates") -> None:
        """Link two issues."""
        with self.lock:
            here, there, number = self.issue(ref), self.issue(other), self.next_id()
            for one, two, out in ((here, there, True), (there, here, False)):
                says = f"This issue relates to {two.now.key}"
                links = (*one.now.links, Link(number, kind, out, two))
                item = Item("Link", None, None, None, two.now.key, says)
                self.change(one, by, (item,), links=links)

    def link_to(self, ref: Ref, by: str, url: str, title: str) -> None:
        """Link an issue to a page on the web."""
        with self.lock:
            issue, number = self.issue(ref), int(self.next_id())
            says = f'This issue links to "{title}"'
            item = Item("RemoteWorkItemLink", None, None, None, str(number), says)
            self.change(
                issue, by, (item,), remote=(*issue.now.remote, RemoteLink(number, url, title))
            )
