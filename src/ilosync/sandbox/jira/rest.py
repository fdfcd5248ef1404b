"""The REST face: which paths each product has, and finding the one that was asked for."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import compile_path

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira import (
    rest_changelogs,
    rest_comments,
    rest_create,
    rest_edit,
    rest_issues,
    rest_people,
    rest_places,
    rest_properties,
    rest_search,
    rest_transitions,
    rest_webhooks,
)
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.nope import Nope

Handler = Callable[[Asking], Answer]
ISSUE = "/issue/{issue}"
COMMENT = ISSUE + "/comment/{comment}"
OF_ISSUE, OF_COMMENT = ISSUE + "/properties", "/comment/{comment}/properties"

# what every Jira has
BOTH: list[tuple[str, str, Handler]] = [
    ("GET", "/serverInfo", rest_people.server_info),
    ("GET", "/myself", rest_people.myself),
    ("GET", "/field", rest_places.fields),
    ("GET", "/project/{project}", rest_places.project),
    ("POST", "/issue", rest_create.create),
    ("GET", ISSUE, rest_issues.issue),
    ("PUT", ISSUE, rest_edit.edit),
    ("GET", ISSUE + "/comment", rest_comments.comments),
    ("POST", ISSUE + "/comment", rest_comments.write),
    ("GET", COMMENT, rest_comments.comment),
    ("PUT", COMMENT, rest_comments.edit),
    ("DELETE", COMMENT, rest_comments.delete),
    ("GET", ISSUE + "/transitions", rest_transitions.transitions),
    ("POST", ISSUE + "/transitions", rest_transitions.transition),
]
# what a minimal one may lack
FURTHER: list[tuple[str, str, Handler]] = [
    ("GET", "/issue/createmeta/{project}/issuetypes", rest_create.issue_types),
    ("PUT", ISSUE + "/assignee", rest_edit.assign),
    ("GET", ISSUE + "/remotelink", rest_issues.remote_links),
    ("GET", "/project/{project}/statuses", rest_places.statuses),
    ("GET", "/mypermissions", rest_people.permissions),
    ("GET", "/user", rest_people.user),
    ("GET", "/user/assignable/search", rest_people.assignable),
    ("GET", "/user/search", rest_people.search),
]
WITH_PROPERTIES: list[tuple[str, str, Handler]] = [
    ("GET", OF_ISSUE, rest_properties.of_issue),
    ("GET", OF_ISSUE + "/{key:path}", rest_properties.get),
    ("PUT", OF_ISSUE + "/{key:path}", rest_properties.put),
    ("DELETE", OF_ISSUE + "/{key:path}", rest_properties.delete),
    ("GET", OF_COMMENT, rest_properties.of_comment),
    ("GET", OF_COMMENT + "/{key:path}", rest_properties.get_of_comment),
    ("PUT", OF_COMMENT + "/{key:path}", rest_properties.put_on_comment),
    ("DELETE", OF_COMMENT + "/{key:path}", rest_properties.delete_of_comment),
]
WITH_GROUPS: list[tuple[str, str, Handler]] = [("GET", "/group/member", rest_people.members)]
CLOUD: list[tuple[str, str, Handler]] = [
    ("GET", "/search/jql", rest_search.cloud_get),
    ("POST", "/search/jql", rest_search.cloud_post),
    ("POST", "/search/approximate-count", rest_search.count),
    ("GET", "/search", rest_search.gone),
    ("POST", "/search", rest_search.gone),
    ("POST", "/issue/bulkfetch", rest_issues.bulk_fetch),
    ("POST", "/changelog/bulkfetch", rest_changelogs.bulk_fetch),
    ("GET", ISSUE + "/changelog", rest_changelogs.changelog),
    ("POST", "/comment/list", rest_comments.listed),
    ("GET", "/label", rest_places.labels),
    ("GET", "/user/bulk", rest_people.bulk),
]
DATA_CENTER: list[tuple[str, str, Handler]] = [
    ("GET", "/search", rest_search.server_get),
    ("POST", "/search", rest_search.server_post),
]
# under a root of its own
WEBHOOKS: list[tuple[str, str, Handler]] = [("GET", "/webhook", rest_webhooks.listed)]
ALL = [*CLOUD, *DATA_CENTER, *WITH_GROUPS, *WITH_PROPERTIES, *FURTHER, *BOTH, *WEBHOOKS]
COMPILED = {path: compile_path(path)[0] for _, path, _ in ALL}


def respond(asking: Asking) -> Answer:
    """Carry a request out and answer it."""
    try:
        with asking.world.lock:
            return _handler(asking)(asking)
    except Nope as no:
        return Answer.json(no.status, {"errorMessages": no.messages, "errors": no.errors})


def _handler(asking: Asking) -> Handler:
    methods = set()
    for method, path, handler in _table(asking):
        match = COMPILED[path].match(asking.path)
        if match and method == asking.method:
            asking.names = {k: str(v) for k, v in match.groupdict().items()}
            return handler
        if match:
            methods.add(method)
    if methods:
        raise Nope(405, f"Method Not Allowed: {asking.method}")
    raise Nope(404, f"null for uri: {asking.base}{asking.path}")


def _table(asking: Asking) -> list[tuple[str, str, Handler]]:
    world = asking.world
    if asking.version == rest_webhooks.ROOT:
        return [] if world.minimal else WEBHOOKS
    return [
        *(CLOUD if world.cloud else DATA_CENTER),
        *(WITH_GROUPS if world.has_groups else []),
        *(WITH_PROPERTIES if world.has_properties else []),
        *([] if world.minimal else FURTHER),
        *BOTH,
    ]
