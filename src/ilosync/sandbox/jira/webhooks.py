"""What the sandbox's Jira tells its webhooks: Atlassian docs, "Webhooks" and "Managing webhooks".

Shaped like the recorded payloads. Cloud tells of a comment with a few fields of its issue;
Data Center with none of them, and once more as a change of the whole issue. Not told: links,
properties, worklogs; and what an issue was opened with, in a changelog.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from ilosync.sandbox.deliveries import Deliveries, Delivery, Hook, signature, written
from ilosync.sandbox.jira.shapes import Shapes
from ilosync.sandbox.jira.state import Comment, History, Issue, Item, Json, User

if TYPE_CHECKING:
    from ilosync.sandbox.jira.registry import Registry

FEW = ("summary", "issuetype", "project", "assignee", "status")  # with a comment, on Cloud
MOST = 1_000  # comments within an issue, on Data Center
MOST_RETRIES = 5
AGAIN = {0, 408, 409, 425, 429}  # and whatever begins with 5
EDITED = {"created": "issue_commented", "updated": "issue_comment_edited",
          "deleted": "issue_comment_deleted"}  # fmt: skip


class Webhooks(Deliveries):
    """Jira's: Cloud sends what failed five times more, Data Center never.

    `root` is where the API is, as payloads write it.
    """

    patience = 20.0

    def __init__(self, registry: Registry) -> None:
        super().__init__(registry.clock)
        self.root = "https://jira.example.test/rest/api/2"
        self._registry = registry
        self._sent = 0

    def again(self, delivery: Delivery, status: int) -> Delivery | None:
        """On Cloud the same once more: same identifier, same signature, one retry more."""
        failed = status in AGAIN or status // 100 == 5  # noqa: PLR2004
        if not self._registry.cloud or not failed or delivery.retry == MOST_RETRIES:
            return None
        retry = delivery.retry + 1
        headers = {**delivery.headers, "X-Atlassian-Webhook-Retry": str(retry)}
        return replace(delivery, headers=headers, retry=retry)

    # --- what happens -----------------------------------------------------------------

    def opened(self, issue: Issue) -> None:
        """Tell of a new issue."""
        if self.told():
            by = issue.now.creator
            self._issue("jira:issue_created", issue, by, issue_event_type_name="issue_created")

    def changed(self, issue: Issue, change: History) -> None:
        """Tell of an entry in a changelog."""
        if self.told():
            by = change.author
            items = self._shapes(by).history(change)["items"]
            self._issue(
                "jira:issue_updated", issue, by,
                issue_event_type_name=_named(change.items, cloud=self._registry.cloud),
                changelog={"id": change.id, "items": items},
            )  # fmt: skip

    def deleted(self, issue: Issue, by: User) -> None:
        """Tell of an issue that is no more."""
        if self.told():
            self._issue("jira:issue_deleted", issue, by, issue_event_type_name="issue_deleted")

    def comment(self, what: str, issue: Issue, comment: Comment, by: User) -> None:
        """Tell of a comment that was `created`, `updated` or `deleted`."""
        if not self.told():
            return
        shapes = self._shapes(by)
        shown = {"comment": shapes.comment(issue, comment)}
        if self._registry.cloud:
            fields = self._fields(issue, by)
            named = {**self._named(issue), "fields": {x: fields[x] for x in FEW}}
            self._tell(f"comment_{what}", issue, {**shown, "issue": named})
            return
        self._tell(f"comment_{what}", issue, {"user": shapes.user(by), **shown})
        more = {} if what == "deleted" else shown
        self._issue("jira:issue_updated", issue, by, issue_event_type_name=EDITED[what], **more)

    # --- how it is told ---------------------------------------------------------------

    def _issue(self, event: str, issue: Issue, by: User, **more: Json) -> None:
        whole = {**self._named(issue), "fields": self._fields(issue, by)}
        self._tell(event, issue, {"user": self._shapes(by).user(by), "issue": whole, **more})

    def _named(self, issue: Issue) -> dict[str, Json]:
        name = str(issue.id)
        return {"id": name, "self": f"{self.root}/issue/{name}", "key": issue.now.key}

    def _fields(self, issue: Issue, by: User) -> dict[str, Json]:
        fields = self._shapes(by).fields(issue, issue.now, MOST)
        if self._registry.cloud:
            del fields["comment"]
        return fields

    def _shapes(self, by: User) -> Shapes:
        return Shapes(self._registry, by, self.root, "2")

    def _tell(self, event: str, issue: Issue, shown: dict[str, Json]) -> None:
        at = int(self._registry.now().timestamp() * 1000)
        body = written({"timestamp": at, "webhookEvent": event, **shown})
        for hook in self.hooks:
            if hook.place in {"", issue.now.project.key}:
                self.put(Delivery(hook.url, self._headers(hook, body), body))

    def _headers(self, hook: Hook, body: bytes) -> dict[str, str]:
        self._sent += 1
        agent = "Atlassian Webhook HTTP Client" if self._registry.cloud else "Atlassian HttpClient"
        headers = {
            "User-Agent": agent,
            "Content-Type": "application/json; charset=UTF-8",
            "X-Atlassian-Webhook-Identifier": str(uuid5(NAMESPACE_URL, f"{hook.url}#{self._sent}")),
        }
        if self._registry.cloud:
            headers["X-Atlassian-Webhook-Flow"] = "Primary"
        if hook.secret:
            headers["X-Hub-Signature"] = signature(hook.secret, body)
        return headers


def _named(items: tuple[Item, ...], *, cloud: bool) -> str:
    """What Jira calls a change; Cloud has one word for every step of a workflow."""
    changed = {x.field: x for x in items}
    if "assignee" in changed:
        return "issue_assigned"
    if "project" in changed:
        return "issue_moved"
    if "status" in changed and not cloud and "resolution" in changed:
        return "issue_resolved" if changed["resolution"].after else "issue_reopened"
    return "issue_generic" if "status" in changed else "issue_updated"
