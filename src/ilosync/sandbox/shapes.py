"""State as the JSON objects of GitHub's REST API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ilosync.sandbox.state import (
    GHOST,
    Comment,
    Event,
    Issue,
    Label,
    Reaction,
    Repository,
    User,
    stamp,
)

Json = dict[str, Any]
REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket")
GHOST_USER = User("ghost", GHOST, "U_ghost")
REPO_URLS = (
    "archive_url", "assignees_url", "blobs_url", "branches_url", "collaborators_url",
    "comments_url", "commits_url", "compare_url", "contents_url", "contributors_url",
    "deployments_url", "downloads_url", "events_url", "forks_url", "git_commits_url",
    "git_refs_url", "git_tags_url", "git_url", "hooks_url", "issue_comment_url",
    "issue_events_url", "issues_url", "keys_url", "labels_url", "languages_url", "merges_url",
    "milestones_url", "notifications_url", "pulls_url", "releases_url", "ssh_url",
    "stargazers_url", "statuses_url", "subscribers_url", "subscription_url", "tags_url",
    "teams_url", "trees_url",
)  # fmt: skip
USER_URLS = (
    "followers", "following", "gists", "starred", "subscriptions", "organizations", "repos",
    "events", "received_events",
)  # fmt: skip


@dataclass(frozen=True)
class Shapes:
    """Objects whose addresses start with `base`, the API's root as the client knows it."""

    base: str

    def user(self, user: User) -> Json:
        """An account in short, as it appears inside other objects."""
        user = GHOST_USER if user.gone else user
        url = f"{self.base}/users/{user.login}"
        return {
            "login": user.login,
            "id": user.id,
            "node_id": user.node_id,
            "avatar_url": f"{self.base}/avatars/{user.id}",
            "gravatar_id": "",
            "url": url,
            "html_url": f"https://github.com/{user.login}",
            "type": user.type,
            "site_admin": False,
            **{f"{x}_url": f"{url}/{x}" for x in USER_URLS},
        }

    def account(self, user: User) -> Json:
        """An account in full, as `/user` and `/users/{login}` tell it."""
        nothing = ("name", "company", "blog", "location", "email", "hireable", "bio")
        numbers = ("public_repos", "public_gists", "followers", "following")
        return {
            **self.user(user),
            **dict.fromkeys(nothing),
            **dict.fromkeys(numbers, 0),
            "user_view_type": "public",
            "created_at": "2019-01-01T00:00:00Z",
            "updated_at": "2019-01-01T00:00:00Z",
        }

    def label(self, label: Label, repo: Repository) -> Json:
        """A label."""
        return {
            "id": label.id,
            "node_id": label.node_id,
            "url": f"{self.base}/repos/{repo.full_name}/labels/{label.name}",
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def repository(self, repo: Repository) -> Json:
        """A repository with what we may do in it."""
        url = f"{self.base}/repos/{repo.full_name}"
        open_issues = sum(x.state == "open" for x in repo.issues.values())
        counts = ("forks", "forks_count", "stargazers_count", "watchers", "watchers_count",
                  "size", "subscribers_count", "network_count")  # fmt: skip
        absent = ("has_projects", "has_wiki", "has_pages", "has_downloads", "has_discussions",
                  "fork", "archived", "disabled", "is_template")  # fmt: skip
        return {
            "id": repo.id,
            "node_id": repo.node_id,
            "name": repo.name,
            "full_name": repo.full_name,
            "owner": self.user(repo.owner),
            "private": repo.private,
            "visibility": "private" if repo.private else "public",
            "html_url": f"https://github.com/{repo.full_name}",
            "url": url,
            "default_branch": "main",
            "has_issues": repo.has_issues,
            "open_issues": open_issues,
            "open_issues_count": open_issues,
            "permissions": permissions(repo),
            **dict.fromkeys(("description", "mirror_url", "homepage", "language", "license")),
            **dict.fromkeys(("pushed_at", "created_at", "updated_at"), stamp(repo.created)),
            **dict.fromkeys(counts, 0),
            **dict.fromkeys(absent, False),
            **dict.fromkeys(("clone_url", "svn_url"), f"https://github.com/{repo.full_name}.git"),
            **{x: f"{url}/{x.removesuffix('_url')}" for x in REPO_URLS},
        }

    def issue(self, issue: Issue) -> Json:
        """An issue, or a pull request where lists have it as one."""
        repo = issue.repository
        url, comments = self.address(issue), issue.comments
        pull = {"url": f"{self.base}/repos/{repo.full_name}/pulls/{issue.number}",
                "html_url": f"https://github.com/{repo.full_name}/pull/{issue.number}",
                "diff_url": "https://github.com/diff",
                "patch_url": "https://github.com/patch"}  # fmt: skip
        return {
            "id": issue.id,
            "node_id": issue.node_id,
            "number": issue.number,
            "title": issue.title,
            "body": issue.body,
            "user": self.user(issue.author),
            "labels": [self.label(x, repo) for x in issue.labels],
            "assignee": self.user(issue.assignees[0]) if issue.assignees else None,
            "assignees": [self.user(x) for x in issue.assignees],
            "state": issue.state,
            "state_reason": issue.reason,
            "locked": issue.locked,
            "active_lock_reason": None,
            "milestone": None,
            "comments": len(comments),
            "created_at": stamp(issue.created),
            "updated_at": stamp(issue.updated),
            "closed_at": stamp(issue.closed) if issue.closed else None,
            "closed_by": self.user(issue.closed_by) if issue.closed_by else None,
            "author_association": "MEMBER",
            "type": self.type(issue.type) if issue.type else None,
            "performed_via_github_app": None,
            "url": url,
            "repository_url": f"{self.base}/repos/{repo.full_name}",
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "timeline_url": f"{url}/timeline",
            "html_url": f"https://github.com/{repo.full_name}/issues/{issue.number}",
            "reactions": reactions(url, ()),
            **({"pull_request": pull, "draft": False} if issue.is_pull else {}),
        }

    def type(self, name: str) -> Json:
        """An issue type of the organisation."""
        number = sum(name.encode())
        return {"id": number, "node_id": f"IT_{number}", "name": name, "description": None}

    def address(self, issue: Issue) -> str:
        """Where an issue is found."""
        return f"{self.base}/repos/{issue.repository.full_name}/issues/{issue.number}"

    def comment(self, comment: Comment, issue: Issue) -> Json:
        """A comment."""
        full_name = issue.repository.full_name
        url = f"{self.base}/repos/{full_name}/issues/comments/{comment.id}"
        page = f"https://github.com/{full_name}/issues/{issue.number}"
        return {
            "id": comment.id,
            "node_id": comment.node_id,
            "url": url,
            "html_url": f"{page}#issuecomment-{comment.id}",
            "issue_url": self.address(issue),
            "body": comment.body,
            "user": self.user(comment.by),
            "created_at": stamp(comment.created),
            "updated_at": stamp(comment.updated),
            "author_association": "MEMBER",
            "performed_via_github_app": None,
            "reactions": reactions(url, comment.reactions),
        }

    def reaction(self, reaction: Reaction) -> Json:
        """Somebody's sign on a comment."""
        return {
            "id": reaction.id,
            "node_id": reaction.node_id,
            "user": self.user(reaction.by),
            "content": reaction.content,
            "created_at": stamp(reaction.created),
        }

    def entry(self, item: Comment | Event, issue: Issue) -> Json:
        """One entry of `/timeline`."""
        if isinstance(item, Comment):
            actor = self.user(item.by)
            return {"event": "commented", "actor": actor, **self.comment(item, issue)}
        if item.kind == "cross-referenced":
            at = stamp(item.created)
            source = {"type": "issue", "issue": self.issue(issue)}
            return {"event": item.kind, "actor": self.user(item.by), "created_at": at,
                    "updated_at": at, "source": source}  # fmt: skip
        return self.event(item, issue)

    def event(self, event: Event, issue: Issue) -> Json:
        """An event, as `/timeline` and `/events` tell it."""
        url = f"{self.base}/repos/{issue.repository.full_name}/issues/events/{event.id}"
        whom = {"assignee": self.user(event.whom)} if event.whom else {}
        about: dict[str, Json] = {
            "labeled": {"label": name_of(event.label)},
            "unlabeled": {"label": name_of(event.label)},
            "assigned": {**whom, "assigner": self.user(event.by)},
            "unassigned": {**whom, "assigner": self.user(event.by)},
            "closed": {"state_reason": event.reason},
            "reopened": {"state_reason": event.reason},
            "renamed": {"rename": {"from": event.before, "to": event.after}},
            "locked": {"lock_reason": None},
        }
        return {
            "id": event.id,
            "node_id": event.node_id,
            "url": url,
            "actor": self.user(event.by),
            "event": event.kind,
            "commit_id": None,
            "commit_url": None,
            "created_at": stamp(event.created),
            "performed_via_github_app": None,
            **about.get(event.kind, {}),
        }


def permissions(repo: Repository) -> dict[str, bool]:
    """What our token may do in a repository."""
    write = repo.may_write
    return {"admin": False, "maintain": False, "push": write, "triage": write, "pull": True}


def reactions(url: str, given: Collection[Reaction]) -> Json:
    """How many reacted in which way."""
    counts = Counter(x.content for x in given)
    return {
        "url": f"{url}/reactions",
        "total_count": len(given),
        **{x: counts[x] for x in REACTIONS},
    }


def name_of(label: Label | None) -> Json:
    """A label as events tell it: by name and colour."""
    return {"name": label.name, "color": label.color} if label else {}
