"""The webhooks that GitHub was told of, as far as the token may see them, and what they lack.

None of it stops ilosync, which polls as well; so these checks are all fine, and some have a mend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from ilosync.ports import Check

from .ground import Ground
from .refusals import of_read
from .shapes import Json, items, loads, mapping, text, whole

EVENTS = ("issues", "issue_comment", "label")
_OURS = "/webhooks/"
_GOOD = range(200, 400)


def listed(ground: Ground, path: str) -> list[Json] | None:
    """The webhooks at an address that are meant for an ilosync; None where none can be seen."""
    answer = ground.client.read(path, {"per_page": 100})
    if answer.forbidden or answer.missing:
        return None
    if not answer.ok:
        raise of_read(ground.tracker, path, answer)
    return [x for x in items(loads(answer.text)) if _OURS in urlsplit(_url(x)).path]


def checks(about: str, tracker: str, hooks: list[Json] | None) -> Iterator[Check]:
    """One check for each thing that they lack, or one that says that all is well."""
    about = f"{about}: webhook"
    if hooks is None:
        says = "webhooks cannot be seen"
        yield Check(about, ok=True, says=says, mend="for this check, grant Webhooks: read")
        return
    wanted = f"{_OURS}{tracker}"
    mine = [x for x in hooks if _shown(x).endswith(wanted)]
    if not mine:
        other = f", one points at {_shown(hooks[0])}" if hooks else ""
        says = f"none points at {wanted}{other}: changes are found by polling alone"
        mend = f"add one for {', '.join(EVENTS)} that points at https://…{wanted}"
        yield Check(about, ok=True, says=says, mend=mend)
        return
    found = [*_doubled(mine), *(x for hook in mine for x in _lacks(hook))]
    for says, mend in found or [(f"{_shown(mine[0])} is told of changes", "")]:
        yield Check(about, ok=True, says=says, mend=mend)


def _doubled(hooks: list[Json]) -> Iterator[tuple[str, str]]:
    for address, times in Counter(map(_shown, hooks)).items():
        if times > 1:
            yield f"{times} webhooks point at {address}", "delete all but one of them"


def _lacks(hook: Json) -> Iterator[tuple[str, str]]:
    shown, config = _shown(hook), mapping(hook.get("config"))
    if hook.get("active") is False:
        yield f"{shown} is switched off", "tick Active in its settings"
    if text(config.get("content_type")) not in {"json", "form"}:
        yield f"{shown} sends neither JSON nor a form", "set its content type to application/json"
    if "secret" not in config:
        yield f"{shown} has no secret, so that nothing it sends is believed", "set its secret"
    events = hook.get("events")
    heard = set(events) if isinstance(events, list) else set()
    lacking = [x for x in EVENTS if x not in heard and "*" not in heard]
    if lacking:
        yield f"{shown} is not told of {', '.join(lacking)}", "tick these events in its settings"
    code = whole(mapping(hook.get("last_response")).get("code"))
    if code is not None and code not in _GOOD:
        yield f"{shown} answered {code} the last time", "compare its secret and its address"


def _url(hook: Json) -> str:
    return text(mapping(hook.get("config")).get("url"))


def _shown(hook: Json) -> str:
    """An address without what may be secret in it."""
    parts = urlsplit(_url(hook))
    return f"{parts.hostname or ''}{parts.path.rstrip('/')}"
