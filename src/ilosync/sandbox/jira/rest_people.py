"""The server, its people, their groups and permissions by REST."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.nope import Nope
from ilosync.sandbox.jira.state import Project, User, stamp

PERMISSIONS = {
    "BROWSE_PROJECTS": "Browse Projects",
    "CREATE_ISSUES": "Create Issues",
    "EDIT_ISSUES": "Edit Issues",
    "ASSIGN_ISSUES": "Assign Issues",
    "ASSIGNABLE_USER": "Assignable User",
    "TRANSITION_ISSUES": "Transition Issues",
    "ADD_COMMENTS": "Add Comments",
    "EDIT_OWN_COMMENTS": "Edit Own Comments",
    "EDIT_ALL_COMMENTS": "Edit All Comments",
    "DELETE_OWN_COMMENTS": "Delete Own Comments",
    "DELETE_ALL_COMMENTS": "Delete All Comments",
    "ADMINISTER_PROJECTS": "Administer Projects",
}
GLOBAL = {"ADMINISTER": "Administer Jira", "USER_PICKER": "Browse users and groups"}


def server_info(asking: Asking) -> Answer:
    """Which product this is; anybody may ask."""
    world, zone = asking.world, "UTC"
    cloud = world.cloud
    numbers = [1001, 0, 0] if cloud else [10, 3, 24]
    info = {
        "baseUrl": asking.base,
        "version": "1001.0.0-SNAPSHOT" if cloud else "10.3.24",
        "versionNumbers": numbers,
        "deploymentType": "Cloud" if cloud else "Server",
        "buildNumber": 100_290 if cloud else 10_030_024,
        "buildDate": "2026-10-01T00:00:00.000+0000",
        "serverTime": stamp(world.now(), zone),
        "scmInfo": "sandbox",
        "serverTitle": "Jira",
    }
    return Answer.json(200, info | ({"serverTimeZone": zone} if cloud else {}))


def myself(asking: Asking) -> Answer:
    """Who asks; with their groups where they are asked for."""
    shape, world = asking.shapes.user(asking.user), asking.world
    if asking.expands("groups") and world.has_groups:
        names = [name for name, members in world.groups.items() if asking.user in members]
        root = f"{asking.shapes.root}/group?groupname="
        listed = [{"name": x, "self": root + x} for x in names]
        shape["groups"] = {"size": len(listed), "items": listed}
    return Answer.json(200, shape)


def user(asking: Asking) -> Answer:
    """One account, by accountId on Cloud, by name or key on Data Center."""
    world = asking.world
    if world.cloud:
        found = world.by_id(asking.asked("accountId"))
        said = "Specified user does not exist or you do not have required permissions"
    else:
        name, key = asking.asked("username"), asking.asked("key")
        known = (x for x in world.users.values() if x.key == key)
        found = world.by_id(name) if name else next(known, None)
        said = f"The user named '{name}' does not exist"
    if found is None:
        raise Nope(404, said)
    return Answer.json(200, asking.shapes.user(found))


def bulk(asking: Asking) -> Answer:
    """Many accounts by accountId; unknown ones are left out."""
    ids = asking.listed("accountId")
    if not ids:
        raise Nope(400, "The accountId query parameter needs to be provided.")
    found = [x for x in map(asking.world.by_id, ids) if x is not None]
    return asking.values([asking.shapes.user(x) for x in found], 10, 200)


def search(asking: Asking) -> Answer:
    """Accounts whose name or address starts with something."""
    _may_look(asking)
    return _few(asking, [x for x in asking.world.users.values() if x.active])


def assignable(asking: Asking) -> Answer:
    """Accounts to whom an issue, or any issue of a project, can be given."""
    named, issue = asking.asked("project"), asking.asked("issueKey")
    place = asking.seen(issue).now.project if issue else asking.project(named)
    may = asking.world.may
    users = [x for x in asking.world.users.values() if x.active and _works(x)]
    return _few(asking, [x for x in users if may(x, "ASSIGNABLE_USER", place)])


def _works(user: User) -> bool:
    return user.kind != "customer"


def _few(asking: Asking, users: list[User]) -> Answer:
    cloud = asking.world.cloud
    sought = asking.asked("query" if cloud else "username").casefold()
    account = asking.asked("accountId")
    found = [
        x
        for x in users
        if (not account or x.id == account)
        and any(n.casefold().startswith(sought) for n in _names(x, cloud=cloud))
    ]
    start, size = asking.page(50, 1000)
    return Answer.json(200, [asking.shapes.user(x) for x in found[start : start + size]])


def _names(user: User, *, cloud: bool) -> list[str]:
    names = [user.shown, *user.shown.split()]
    if cloud:
        return [*names, user.email if user.shows_email else ""]
    return [*names, user.id, user.email]


def members(asking: Asking) -> Answer:
    """One page of a group, fifty at most."""
    _may_look(asking)
    name = asking.asked("groupname") or asking.asked("groupId")
    if name not in asking.world.groups:
        raise Nope(404, f"The group named '{name}' does not exist.")
    also = asking.asked("includeInactiveUsers") == "true"
    found = [x for x in asking.world.groups[name] if x.active or also]
    return asking.values([asking.shapes.user(x) for x in found], 50, 50)


def _may_look(asking: Asking) -> None:
    if not asking.world.may(asking.user, "USER_PICKER"):
        raise Nope(403, "You do not have permission to browse users and groups.")


def permissions(asking: Asking) -> Answer:
    """What the asker may do, in a project or in any."""
    wanted, known = asking.listed("permissions"), {**PERMISSIONS, **GLOBAL}
    if asking.world.cloud and not wanted:
        raise Nope(400, "The 'permissions' query parameter is required.")
    names = wanted if wanted and asking.world.cloud else list(known)
    if odd := [x for x in names if x not in known]:
        raise Nope(400, f"Unrecognized permission(s): {', '.join(odd)}.")
    places = _places(asking)
    shown = {
        x: {
            "id": str(n),
            "key": x,
            "name": known[x],
            "description": "",
            "type": "GLOBAL" if x in GLOBAL else "PROJECT",
            "havePermission": _has(asking, x, places),
        }
        for n, x in enumerate(names, 1)
    }
    return Answer.json(200, {"permissions": shown})


def _places(asking: Asking) -> list[Project]:
    project = asking.asked("projectKey") or asking.asked("projectId")
    issue = asking.asked("issueKey") or asking.asked("issueId")
    if issue:
        return [asking.seen(issue).now.project]
    return [asking.project(project)] if project else list(asking.world.projects.values())


def _has(asking: Asking, permission: str, places: list[Project]) -> bool:
    may = asking.world.may
    if permission in GLOBAL:
        return may(asking.user, permission)
    return any(may(asking.user, permission, x) for x in places)
