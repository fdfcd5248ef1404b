"""Which webhooks of Jira's lead to us, where our account may see them.

Atlassian docs, "Webhooks": `/rest/webhooks/1.0/webhook` lists those that administrators made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus

from ilosync.errors import IlosyncError
from ilosync.ports import Check

from .client import Client
from .shapes import Json, items, loads, text, texts

_ROOT = "/rest/webhooks/1.0"
_EVENTS = {
    "jira:issue_created", "jira:issue_updated", "jira:issue_deleted",
    "comment_created", "comment_updated", "comment_deleted",
}  # fmt: skip


def webhooks(tracker: str, client: Client) -> Iterator[Check]:
    """None doubled, switched off, or without what we need; where one is, there is the poll."""
    path = f"/webhooks/{tracker}"
    try:
        answer = client.read("/webhook", root=_ROOT)
    except IlosyncError as e:
        yield Check("webhooks", ok=True, says=f"cannot be seen: {e.detail}")
        return
    listed = loads(answer.text) if answer.status == HTTPStatus.OK else None
    if not isinstance(listed, list):
        says = "cannot be seen by this account: that takes Administer Jira"
        yield Check("webhooks", ok=True, says=says)
        return
    ours = [x for x in items(listed) if text(x.get("url")).rstrip("/").endswith(path)]
    if not ours:
        mend = f"for answers within seconds add one to …{path} in Jira's system settings"
        yield Check("webhooks", ok=True, says="none leads here: the poll notices", mend=mend)
    doubled = Counter(text(x.get("url")).rstrip("/") for x in ours if _works(x))
    for hook in ours:
        yield _check(hook, doubled)


def _check(hook: Json, doubled: Counter[str]) -> Check:
    url, lacks = text(hook.get("url")).rstrip("/"), _EVENTS - set(texts(hook.get("events")))
    about = "webhooks"
    if not _works(hook):
        return Check(about, ok=True, says=f"{url} is switched off", mend="enable it in Jira")
    if doubled[url] > 1:
        return Check(
            about, ok=True, says=f"{url} is there twice", mend="delete one of them in Jira"
        )
    if lacks:
        mend = "tick them in the webhook's settings in Jira"
        return Check(about, ok=True, says=f"{url} lacks {', '.join(sorted(lacks))}", mend=mend)
    return Check(about, ok=True, says=url)


def _works(hook: Json) -> bool:
    return hook.get("enabled") is not False
