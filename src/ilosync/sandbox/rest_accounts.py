"""Accounts, apps and budgets by REST."""

from __future__ import annotations

from datetime import timedelta

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.asking import Asking
from ilosync.sandbox.nope import Nope, not_found
from ilosync.sandbox.shapes import Json
from ilosync.sandbox.state import User, stamp

MAY = {"issues": "write", "metadata": "read", "members": "read"}
BORN = "2026-01-01T00:00:00Z"
# GitHub's description wants an installation's account to be a user and an enterprise at once
AS_ENTERPRISE = {"name": "Acme", "slug": "acme", "created_at": BORN, "updated_at": BORN}


def myself(asking: Asking) -> Answer:
    """The token's own account."""
    return Answer.json(200, asking.shapes.account(asking.world.user(asking.login)))


def account(asking: Asking) -> Answer:
    """Anybody's account."""
    return _shown(asking, asking.world.known(asking.names["login"]))


def by_number(asking: Asking) -> Answer:
    """The account with this number, whatever its login is by now."""
    return _shown(asking, asking.world.numbered(asking.number("account")))


def _shown(asking: Asking, user: User | None) -> Answer:
    """An account; a suspended one is nobody's, but on an Enterprise Server."""
    enterprise = asking.base.endswith("/api/v3")
    if user is None or (user.suspended and not enterprise):
        raise not_found()
    shape = asking.shapes.account(user)
    if user.suspended:
        shape["suspended_at"] = BORN
    return Answer.json(200, shape)


def of_team(asking: Asking) -> Answer:
    """Who is in a team, if our tokens see it."""
    members = asking.world.teams.get(f"{asking.names['org']}/{asking.names['team']}".casefold())
    if members is None:
        raise not_found()
    there = [x for x in members if not x.gone]
    role = {"role": "member", "inherited": False}
    return asking.listed([asking.shapes.user(x) | role for x in there])


def rate_limit(asking: Asking) -> Answer:
    """What is left of each budget; asking costs nothing."""
    meter = asking.world.meter
    resources = {x: meter.budget(x).shape() for x in asking.world.limits}
    return Answer.json(200, {"resources": resources, "rate": resources["core"]})


def app(asking: Asking) -> Answer:
    """The app itself, for its own token."""
    _only_apps(asking)
    slug = asking.world.me.removesuffix("[bot]")
    return Answer.json(
        200,
        {
            "id": 77,
            "slug": slug,
            "node_id": "A_77",
            "client_id": "Iv1.sandbox",
            "owner": asking.shapes.user(asking.world.user("acme")),
            "name": slug,
            "description": None,
            "external_url": "https://example.org/",
            "html_url": f"https://github.com/apps/{slug}",
            "created_at": BORN,
            "updated_at": BORN,
            "permissions": MAY,
            "events": ["issues", "issue_comment", "label"],
        },
    )


def installations(asking: Asking) -> Answer:
    """The one installation there is."""
    _only_apps(asking)
    world, root = asking.world, f"{asking.base}/app/installations/{asking.world.installation}"
    owner = next((x.owner for x in world.repositories.values()), world.user("acme"))
    installed: Json = {
        "id": world.installation,
        "account": {**asking.shapes.user(owner), **AS_ENTERPRISE},
        "repository_selection": "all",
        "access_tokens_url": f"{root}/access_tokens",
        "repositories_url": f"{asking.base}/installation/repositories",
        "html_url": f"https://github.com/organizations/{owner.login}/settings/installations",
        "app_id": 77,
        "app_slug": world.me.removesuffix("[bot]"),
        "target_id": owner.id,
        "target_type": "Organization",
        "permissions": MAY,
        "events": ["issues", "issue_comment", "label"],
        "created_at": BORN,
        "updated_at": BORN,
        "single_file_name": None,
        "suspended_by": None,
        "suspended_at": None,
    }
    return asking.listed([installed])


def access_token(asking: Asking) -> Answer:
    """A token for an hour, speaking as `me`."""
    _only_apps(asking)
    world = asking.world
    if asking.number("installation") != world.installation:
        raise not_found()
    token, until = f"ghs_sandbox{len(world.expiries) + 1}", world.now() + timedelta(hours=1)
    world.tokens[token], world.expiries[token] = world.me, until
    answer = {"token": token, "expires_at": stamp(until), "permissions": MAY}
    return Answer.json(201, answer | {"repository_selection": "all"})


def _only_apps(asking: Asking) -> None:
    if not asking.app:
        raise Nope(401, "A JSON web token could not be decoded")
