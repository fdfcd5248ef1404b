"""Where a GraphQL query starts: repositories, nodes, search, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from ilosync.sandbox.asking import Asking
from ilosync.sandbox.connections import paged
from ilosync.sandbox.kinds import missing
from ilosync.sandbox.nope import Nope
from ilosync.sandbox.pages import Page
from ilosync.sandbox.search import find, ordered
from ilosync.sandbox.state import Issue, Repository, User, stamp
from ilosync.sandbox.weight import Weight

Info = GraphQLResolveInfo


@dataclass(frozen=True)
class Viewed:
    """The world as one request looks at it, and what the query weighs."""

    asking: Asking
    weight: Weight


def repository(_: object, info: Info, owner: str, name: str, followRenames: bool = True) -> Any:  # noqa: N803, FBT001, FBT002, ANN401
    """A repository by its name, the present one or one it had."""
    world, full = info.context.asking.world, f"{owner}/{name}"
    found = world.repositories.get(full.casefold())
    if found is None and followRenames:
        found = world.renamed.get(full.casefold())
    if found is None or not found.may_read:
        raise missing("a Repository", f"the name '{full}'")
    return found


def node(_: object, info: Info, id: str) -> Any:  # noqa: A002, ANN401
    """Anything by its global id."""
    found = info.context.asking.world.nodes.get(id)
    if found is None or not _visible(found):
        raise missing("a node", f"the global id of '{id}'")
    return found


def _visible(found: object) -> bool:
    repo = found.repository if isinstance(found, Issue) else found
    return repo.may_read if isinstance(repo, Repository) else True


def nodes(_: object, info: Info, ids: list[str]) -> list[Any]:
    """Each node or an error in its place, beside which the others stand."""
    return [_found(info, x) for x in ids]


def _found(info: Info, id: str) -> Any:  # noqa: A002, ANN401
    try:
        return node(None, info, id)
    except GraphQLError as error:
        return error


def search(_: object, info: Info, query: str, type: str, **args: Any) -> Page:  # noqa: A002, ANN401
    """Issues by the search language; a thousand at most."""
    try:
        found = find(info.context.asking.world, query) if type == "ISSUE" else []
    except Nope as no:
        if no.errors and "cannot be searched" in str(no.errors):
            return paged([], lambda _: [], args)
        raise GraphQLError(no.message, extensions={"type": "INVALID"}) from None
    found = found if "sort:" in query else ordered(found, "created")
    total, found = len(found), found[:1000]
    places = {x.id: [n] for n, x in enumerate(found)}
    shown = paged(found, lambda x: places[x.id], args)
    shown.total = total
    return shown


def rate_limit(_: object, info: Info, **__: object) -> dict[str, Any]:
    """What this query costs and what is left after it."""
    left = info.context.asking.world.meter.budget("graphql")
    return {
        "limit": left.limit,
        "cost": info.context.weight.cost,
        "remaining": left.remaining,
        "used": left.used,
        "resetAt": stamp(left.reset),
        "nodeCount": info.context.weight.nodes,
    }


def viewer(_: object, info: Info) -> User:
    """Who asks: always of type User with the full login, even where it is an app."""
    user: User = info.context.asking.world.user(info.context.asking.login)
    return user
