"""Webhooks and their deliveries by REST, for who may see them."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.asking import Asking
from ilosync.sandbox.deliveries import Hook
from ilosync.sandbox.nope import Nope, not_found
from ilosync.sandbox.shapes import Json
from ilosync.sandbox.state import Attempt, HookSettings, stamp


def of_repository(asking: Asking) -> Answer:
    """The webhooks of one repository."""
    repo = asking.repo()
    return asking.listed([_shown(asking, x) for x in _of(asking, repo.full_name)], repo)


def of_organization(asking: Asking) -> Answer:
    """The webhooks of a whole organisation."""
    found = [_shown(asking, x) for x in _of(asking, "")]
    for hook in found:
        del hook["last_response"], hook["test_url"]
    return asking.listed(found)


def deliveries(asking: Asking) -> Answer:
    """How the deliveries of a webhook went, the latest first."""
    found = [x for x in asking.world.attempts if x.hook == _hook(asking)]
    found.sort(key=lambda x: (x.at, x.id), reverse=True)
    start = asking.asked("cursor")
    found = [x for x in found if not start or x.id <= int(start)]
    _, size = asking.bounds()
    more = found[size : size + 1]
    link = (
        f'<{asking.base}{asking.path}?per_page={size}&cursor={more[0].id}>; rel="next"'
        if more
        else ""
    )
    headers = {"link": link} if more else {}
    return Answer.json(200, [_attempt(asking, x) for x in found[:size]], headers)


def again(asking: Asking) -> Answer:
    """One more attempt at a delivery, which now arrives."""
    hook, number = _hook(asking), asking.number("delivery")
    known = next((x for x in asking.world.attempts if (x.id, x.hook) == (number, hook)), None)
    if known is None:
        raise not_found()
    asking.world.attempted(known.guid, 200, hook)
    return Answer.json(202, {})


def _hook(asking: Asking) -> int | None:
    """The webhook in the path; None for the App's own."""
    if "hook" not in asking.names:
        if not asking.app:
            raise Nope(401, "A JSON web token could not be decoded")
        return None
    number = asking.number("hook")
    if number not in {x.id for x in _of(asking, asking.repo().full_name)}:
        raise not_found()
    return number


def _of(asking: Asking, place: str) -> list[Hook]:
    world = asking.world
    if not world.sees_hooks:
        raise not_found()
    return [x for x in world.deliveries.hooks if x.place.casefold() == place.casefold()]


def _shown(asking: Asking, hook: Hook) -> Json:
    settings = asking.world.hook_settings.get(hook.id, HookSettings())
    address, at = f"{asking.base}{asking.path}/{hook.id}", stamp(asking.world.now())
    secret = {"secret": "********"} if hook.secret else {}
    return {
        "type": "Repository" if hook.place else "Organization",
        "id": hook.id,
        "name": "web",
        "active": settings.active,
        "events": settings.events,
        "config": {
            "content_type": settings.content_type, "url": hook.url, "insecure_ssl": "0", **secret,
        },
        "updated_at": at,
        "created_at": at,
        "url": address,
        "test_url": f"{address}/test",
        "ping_url": f"{address}/pings",
        "deliveries_url": f"{address}/deliveries",
        "last_response": {"code": settings.code, "status": "unused", "message": None},
    }  # fmt: skip


def _attempt(asking: Asking, attempt: Attempt) -> Json:
    world = asking.world
    return {
        "id": attempt.id,
        "guid": attempt.guid,
        "delivered_at": stamp(attempt.at),
        "redelivery": attempt.again,
        "duration": 0.1,
        "status": "OK" if attempt.code == 200 else "Invalid HTTP Response",  # noqa: PLR2004
        "status_code": attempt.code,
        "event": "issues",
        "action": "labeled",
        "installation_id": world.installation if attempt.hook is None else None,
        "repository_id": None,
    }
