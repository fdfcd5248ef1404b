"""The REST face: which paths there are, and finding the one that was asked for."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import compile_path

from ilosync.sandbox import rest_accounts, rest_comments, rest_hooks, rest_issues, rest_places
from ilosync.sandbox.answer import Answer
from ilosync.sandbox.asking import Asking
from ilosync.sandbox.nope import Nope, not_found

Handler = Callable[[Asking], Answer]
DOCS = "https://docs.github.com/rest"
REPO = "/repos/{owner}/{repo}"
ISSUE = REPO + "/issues/{number:int}"
COMMENT = REPO + "/issues/comments/{comment:int}"
HOOK = REPO + "/hooks/{hook:int}"
ORG = "/orgs/{org}"
AGAIN = "/deliveries/{delivery:int}/attempts"

TABLE: list[tuple[str, str, Handler]] = [
    ("GET", "/user", rest_accounts.myself),
    ("GET", "/users/{login}", rest_accounts.account),
    ("GET", "/user/{account:int}", rest_accounts.by_number),
    ("GET", "/rate_limit", rest_accounts.rate_limit),
    ("GET", "/app", rest_accounts.app),
    ("GET", "/app/installations", rest_accounts.installations),
    ("POST", "/app/installations/{installation:int}/access_tokens", rest_accounts.access_token),
    ("GET", "/app/hook/deliveries", rest_hooks.deliveries),
    ("POST", "/app/hook" + AGAIN, rest_hooks.again),
    ("GET", "/installation/repositories", rest_places.of_installation),
    ("GET", ORG + "/repos", rest_places.of_organization),
    ("GET", ORG + "/hooks", rest_hooks.of_organization),
    ("GET", ORG + "/teams/{team}/members", rest_accounts.of_team),
    ("GET", "/search/issues", rest_issues.search),
    ("GET", REPO, rest_places.repository),
    ("GET", REPO + "/labels", rest_places.labels),
    ("POST", REPO + "/labels", rest_places.make_label),
    ("GET", REPO + "/labels/{name:path}", rest_places.label),
    ("GET", REPO + "/hooks", rest_hooks.of_repository),
    ("GET", HOOK + "/deliveries", rest_hooks.deliveries),
    ("POST", HOOK + AGAIN, rest_hooks.again),
    ("GET", REPO + "/issues", rest_issues.issues),
    ("POST", REPO + "/issues", rest_issues.open_issue),
    ("GET", COMMENT, rest_comments.comment),
    ("PATCH", COMMENT, rest_comments.edit),
    ("DELETE", COMMENT, rest_comments.delete),
    ("GET", COMMENT + "/reactions", rest_comments.reactions),
    ("POST", COMMENT + "/reactions", rest_comments.react),
    ("GET", ISSUE, rest_issues.issue),
    ("PATCH", ISSUE, rest_issues.change),
    ("GET", ISSUE + "/comments", rest_comments.comments),
    ("POST", ISSUE + "/comments", rest_comments.write),
    ("GET", ISSUE + "/timeline", rest_comments.timeline),
    ("GET", ISSUE + "/events", rest_comments.events),
    ("GET", ISSUE + "/labels", rest_places.labels_of),
    ("POST", ISSUE + "/labels", rest_places.add_labels),
    ("DELETE", ISSUE + "/labels/{name:path}", rest_places.remove_label),
    ("POST", ISSUE + "/assignees", rest_issues.assign),
    ("DELETE", ISSUE + "/assignees", rest_issues.unassign),
]
ROUTES = [(method, *compile_path(path)[::2], handler) for method, path, handler in TABLE]


def respond(asking: Asking) -> Answer:
    """Carry a request out and answer it."""
    try:
        with asking.world.lock:
            return _led_on(asking) or _handler(asking)(asking)
    except Nope as no:
        body = {"message": no.message, "documentation_url": DOCS, "status": str(no.status)}
        needed = {"x-accepted-github-permissions": "issues=write"} if no.status == 403 else {}  # noqa: PLR2004
        return Answer.json(no.status, body | ({"errors": no.errors} if no.errors else {}), needed)


def _handler(asking: Asking) -> Handler:
    for method, pattern, converters, handler in ROUTES:
        match = pattern.match(asking.path)
        if match and method == asking.method:
            asking.names = {k: str(converters[k].convert(v)) for k, v in match.groupdict().items()}
            return handler
    raise not_found()


def _led_on(asking: Asking) -> Answer | None:
    """Redirect from where a renamed repository or a transferred issue was."""
    parts = asking.path.split("/")
    if len(parts) < 4 or parts[1] != "repos":  # noqa: PLR2004 - "", repos, owner, name
        return None
    world, name = asking.world, "/".join(parts[2:4]).casefold()
    if name in world.renamed:
        return _moved(asking, f"/repositories/{world.renamed[name].id}", parts[4:])
    repo = world.repositories.get(name)
    number = parts[5] if parts[4:5] == ["issues"] and len(parts) > 5 else ""  # noqa: PLR2004
    if repo and number.isdecimal() and int(number) in repo.moved:
        issue = repo.moved[int(number)]
        to = f"/repositories/{issue.repository.id}/issues/{issue.number}"
        return _moved(asking, to, parts[6:])
    return None


def _moved(asking: Asking, to: str, rest: list[str]) -> Answer:
    query = f"?{asking.query}" if asking.query else ""
    url = asking.base + "/".join([to, *rest]) + query
    status = 301 if asking.method == "GET" else 307
    body = {"message": "Moved Permanently", "url": url, "documentation_url": DOCS}
    return Answer.json(status, body, {"location": url})
