"""The webhooks that administrators made, by REST: `/rest/webhooks/1.0/webhook`."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.nope import Nope

ROOT = "webhooks"  # stands where other paths have the version of the API


def listed(asking: Asking) -> Answer:
    """Every webhook; the secret is never told."""
    if not asking.world.may(asking.user, "ADMINISTER"):
        raise Nope(403, "Only Jira administrators can list webhooks.")
    root = f"{asking.base}/rest/webhooks/1.0/webhook"
    hooks = [
        {
            "name": f"Webhook {x.id}",
            "url": x.url,
            "events": sorted(asking.world.told_of),
            "filters": {"issue-related-events-section": f"project = {x.place}" if x.place else ""},
            "excludeBody": False,
            "enabled": x.id not in asking.world.asleep,
            "self": f"{root}/{x.id}",
        }
        for x in asking.world.deliveries.hooks
    ]
    return Answer.json(200, hooks)
