"""What the sandbox's GitHub tells its webhooks: GitHub docs, "Webhook events and payloads".

Shaped like the recorded payloads. Not told: events on pull requests, labels that are made or
renamed in a repository, teams and members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ilosync.sandbox.deliveries import Deliveries, Delivery, Hook, Json, signature, written
from ilosync.sandbox.registry import Registry
from ilosync.sandbox.shapes import Shapes
from ilosync.sandbox.state import Comment, Event, Issue, Repository, User, stamp

ACTIONS = frozenset(
    {"labeled", "unlabeled", "assigned", "unassigned", "closed", "reopened", "locked"}
)
# what the REST API says of these things and webhooks do not
UNTOLD_ISSUE = ("closed_by",)
UNTOLD_PLACE = ("permissions", "subscribers_count", "network_count")
ZEN = "Keep it logically awesome."


class Webhooks(Deliveries):
    """GitHub's: each delivery is sent once and never again.

    `base` is where the API is, as payloads write it. With `labels_first` an issue that is
    opened with labels tells of those before it tells of itself, as happens on GitHub.
    """

    def __init__(self, registry: Registry, base: str = "https://api.github.com") -> None:
        super().__init__(registry.clock)
        self.base = base
        self._registry = registry
        self.labels_first = False
        self._sent = 0
        self._held: list[Delivery] | None = None
        self._silent = False

    @property
    def shapes(self) -> Shapes:
        """Things as JSON."""
        return Shapes(self.base)

    # --- hooks ------------------------------------------------------------------------

    def hook(self, url: str, secret: str, place: str = "") -> Hook:
        """Ask for deliveries, of one repository or of all; a `ping` goes out at once.

        Raises ValueError for an address that is none, and where there is no repository yet.
        """
        places = self._registry.repositories
        repo = self._registry.repo(place) if place else next(iter(places.values()), None)
        if repo is None:
            raise ValueError("there is nothing to be told of yet: make a repository first")
        made = super().hook(url, secret, place)
        shown = {"zen": ZEN, "hook_id": made.id, "hook": self._hook(made, repo)}
        where = self._where(repo, repo.owner)
        if not place:
            del where["repository"]
        self._put(self._signed(made, "ping", repo, shown | where))
        return made

    def _hook(self, hook: Hook, repo: Repository) -> Json:
        at = stamp(self._registry.now())
        of = f"repos/{repo.full_name}" if hook.place else f"orgs/{repo.owner.login}"
        address = f"{self.base}/{of}/hooks/{hook.id}"
        return {
            "type": "Repository" if hook.place else "Organization",
            "id": hook.id,
            "name": "web",
            "active": True,
            "events": ["issue_comment", "issues"],
            "config": {"content_type": "json", "url": hook.url, "insecure_ssl": "0"},
            "updated_at": at,
            "created_at": at,
            "url": address,
            "ping_url": f"{address}/pings",
            "last_response": {"code": None, "status": "unused", "message": None},
        }

    # --- what happens -----------------------------------------------------------------

    def event(self, event: Event, issue: Issue) -> None:
        """Tell of an entry in a timeline, if it is one that webhooks tell of."""
        if event.kind in ACTIONS:
            label, whom = event.label, event.whom
            place, more = issue.repository, dict[str, Any]()
            if label:
                more["label"] = self.shapes.label(label, place)
            if whom:
                more["assignee"] = self.shapes.user(whom)
            self.issue(event.kind, issue, event.by, **more)

    def issue(self, action: str, issue: Issue, by: User, **more: Json) -> None:
        """Tell of something that was done to an issue; `changes` are the values before."""
        if self.told() and not self._silent and not issue.is_pull:
            shown = {"issue": self._issue(issue), **more}
            self._tell("issues", action, issue.repository, by, shown)

    def comment(self, action: str, comment: Comment, issue: Issue, by: User, **more: Json) -> None:
        """Tell of a comment that was `created`, `edited` or `deleted`."""
        if self.told():
            shown = {"issue": self._issue(issue), "comment": self.shapes.comment(comment, issue)}
            self._tell("issue_comment", action, issue.repository, by, {**shown, **more})

    @contextmanager
    def opening(self, issue: Issue, by: User) -> Iterator[None]:
        """Tell of an issue, and of what is put on it meanwhile, all of which it shows already."""
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
            if self.labels_first:
                self._put(*held)
            self.issue("opened", issue, by)
            if not self.labels_first:
                self._put(*held)

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Tell of no issue meanwhile: what is opened is a pull request."""
        self._silent = True
        try:
            yield
        finally:
            self._silent = False

    def leaving(self, issue: Issue) -> Json:
        """What `moved` needs to know of an issue that is about to be transferred."""
        shown, place = self._issue(issue), issue.repository
        return {"issue": shown, "repository": self._place(place), "from": place}

    def moved(self, left: Mapping[str, Any], issue: Issue, by: User) -> None:
        """Tell of a transfer: `transferred` where it was, `opened` where it is."""
        if self.told():
            new = {"new_issue": self._issue(issue), "new_repository": self._place(issue.repository)}
            gone = {"issue": left["issue"], "changes": new}
            self._tell("issues", "transferred", left["from"], by, gone)
            old = {"old_issue": left["issue"], "old_repository": left["repository"]}
            self.issue("opened", issue, by, changes=old)

    # --- how it is told ---------------------------------------------------------------

    def _tell(self, name: str, action: str, repo: Repository, by: User, shown: Json) -> None:
        payload = {"action": action, **shown, **self._where(repo, by)}
        for hook in self.hooks:
            if hook.place.casefold() in {"", repo.full_name.casefold()}:
                self._put(self._signed(hook, name, repo, payload))

    def _put(self, *deliveries: Delivery) -> None:
        for delivery in deliveries:
            if self._held is None:
                self.put(delivery)
            else:
                self._held.append(delivery)

    def _where(self, repo: Repository, by: User) -> Json:
        owner = repo.owner
        organization = {
            "login": owner.login,
            "id": owner.id,
            "node_id": owner.node_id,
            "url": f"{self.base}/orgs/{owner.login}",
            "description": "",
        }
        where: Json = {"repository": self._place(repo), "sender": self.shapes.user(by)}
        return where | ({"organization": organization} if owner.type == "Organization" else {})

    def _issue(self, issue: Issue) -> Json:
        shown = self.shapes.issue(issue)
        return {k: v for k, v in shown.items() if k not in UNTOLD_ISSUE}

    def _place(self, repo: Repository) -> Json:
        shown = self.shapes.repository(repo)
        return {k: v for k, v in shown.items() if k not in UNTOLD_PLACE}

    def _signed(self, hook: Hook, name: str, repo: Repository, payload: Json) -> Delivery:
        self._sent += 1
        body, target = written(payload), repo if hook.place else repo.owner
        kind = "repository" if hook.place else "organization"
        headers = {
            "User-Agent": "GitHub-Hookshot/5a4d80x",
            "Accept": "*/*",
            "Content-Type": "application/json",
            "X-GitHub-Event": name,
            "X-GitHub-Delivery": str(uuid5(NAMESPACE_URL, f"{hook.url}#{hook.id}.{self._sent}")),
            "X-GitHub-Hook-ID": str(hook.id),
            "X-GitHub-Hook-Installation-Target-Type": kind,
            "X-GitHub-Hook-Installation-Target-ID": str(target.id),
        }
        if hook.secret:
            headers["X-Hub-Signature"] = signature(hook.secret, body, "sha1")
            headers["X-Hub-Signature-256"] = signature(hook.secret, body)
        return Delivery(hook.url, headers, body)
