"""The steps of a workflow by REST: which there are, what they ask for, and taking one."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.editing import OFF
from ilosync.sandbox.jira.nope import Nope, malformed
from ilosync.sandbox.jira.state import Issue, Json, Named
from ilosync.sandbox.jira.workflow import Screen, Status

BODY = ("fields", "update", "properties", "transition", "historyMetadata")
DEFAULT = "Done"


def transitions(asking: Asking) -> Answer:
    """The steps that an issue can take from here, for those who may take any."""
    steps = shown(asking, asking.issue(), fields=asking.expands("transitions.fields"))
    return Answer.json(200, {"expand": "transitions", "transitions": steps})


def shown(asking: Asking, issue: Issue, *, fields: bool) -> list[Json]:
    """The steps as JSON, with what their screens ask for where that is wanted."""
    if not asking.world.may(asking.user, "TRANSITION_ISSUES", issue.now.project):
        return []
    return [_shape(asking, issue, n, x, fields=fields) for n, x in _steps(issue).items()]


def _steps(issue: Issue) -> dict[str, Status]:
    """Into every status from every other, as in a simple workflow, but for the closed ones."""
    place = issue.now.project
    numbered = {str(11 + 10 * n): x for n, x in enumerate(place.statuses)}
    return {n: x for n, x in numbered.items() if x.name not in place.closed_to}


def _shape(asking: Asking, issue: Issue, number: str, status: Status, *, fields: bool) -> Json:
    screen = issue.now.project.screens.get(status.name, Screen())
    shape: dict[str, Json] = {
        "id": number, "name": status.name, "to": asking.shapes.status(status),
    }  # fmt: skip
    if asking.world.cloud:
        asks = bool(_offered(asking, screen, status) or screen.required)
        shape |= {"hasScreen": asks, "isGlobal": True, "isInitial": False, "isAvailable": True}
    if fields:
        shape["fields"] = _fields(asking, screen, status)
    return shape


def _offered(asking: Asking, screen: Screen, status: Status) -> list[Named]:
    """The resolutions on a screen."""
    if status.category != "Done":
        return []
    wanted = screen.resolutions
    return [x for x in asking.world.resolutions if wanted is None or x.name in wanted]


def _fields(asking: Asking, screen: Screen, status: Status) -> dict[str, Json]:
    named = {x: asking.world.fields[x] for x in (*screen.required, *screen.optional)}
    found = {
        x: _field(asking, x, name, kind, must=x in screen.required)
        for x, (name, kind) in named.items()
    }
    if offered := _offered(asking, screen, status):
        about = _field(asking, "resolution", "Resolution", "resolution", must=screen.must_resolve)
        about["allowedValues"] = [asking.shapes.named("resolution", x) for x in offered]
        for own in (x for x in offered if x.name == screen.default):
            about |= {
                "hasDefaultValue": True,
                "defaultValue": asking.shapes.named("resolution", own),
            }
        found["resolution"] = about
    return found


def _field(asking: Asking, key: str, name: str, kind: str, *, must: bool) -> dict[str, Json]:
    return {
        "required": must, "name": name, "operations": ["set"], "hasDefaultValue": False,
        "schema": {"type": kind, "system": key} if key == "resolution" else {"type": kind},
        "key" if asking.world.cloud else "fieldId": key,
    }  # fmt: skip


def transition(asking: Asking) -> Answer:
    """Take a step; into Done with a resolution, `Done` unless another is named."""
    issue, data = asking.issue(), asking.fields(*BODY)
    said = "You do not have permission to transition issues in this project."
    asking.need("TRANSITION_ISSUES", issue, said, 400)
    number = str((data.get("transition") or {}).get("id", ""))
    to = _steps(issue).get(number)
    if to is None:
        raise Nope(400, f"Transition id '{number}' is not valid for this issue.")
    resolution, custom = _sent(asking, issue, data.get("fields") or {}, to)
    asking.world.transition(issue.id, asking.user.handle, to.name, resolution, custom)
    for each in (data.get("update") or {}).get("comment", []):
        body = asking.text(each.get("add", {}).get("body", ""), "comment")
        asking.world.comment(issue.id, asking.user.handle, body)
    return Answer(204)


def _sent(
    asking: Asking, issue: Issue, fields: dict[str, Json], to: Status
) -> tuple[str | None, dict[str, Json]]:
    """The resolution and the other fields of a step, as far as its screen takes them."""
    screen = issue.now.project.screens.get(to.name, Screen())
    offered, custom = _offered(asking, screen, to), dict(fields)
    sent = custom.pop("resolution", None)
    off = set(custom) - {*screen.required, *screen.optional}
    if "resolution" in fields and not offered:
        off.add("resolution")
    wrong = {x: OFF.format(x) for x in off}
    names = {x: asking.world.fields[x][0] for x in screen.required if not custom.get(x)}
    wrong |= {x: f"{name} is required." for x, name in names.items()}
    if screen.must_resolve and sent is None:
        wrong["resolution"] = "Resolution is required."
    if wrong:
        raise Nope(400, errors=wrong)
    if sent is None:  # what the workflow itself does
        return (DEFAULT if offered else None), custom
    if not isinstance(sent, dict):
        raise malformed()
    for known in offered:
        if known.name == sent.get("name") or known.id == sent.get("id"):
            return known.name, custom
    raise Nope(400, errors={"resolution": f"Resolution name '{sent.get('name')}' is not valid"})
