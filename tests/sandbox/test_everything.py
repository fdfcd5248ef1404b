"""No field of the GraphQL schema is without an answer."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLUnionType, get_named_type, is_abstract_type, is_leaf_type

from ilosync.sandbox.graphql import schema
from ilosync.sandbox.world import World
from tests.sandbox.conftest import REPO, Ask

GIVEN = {
    "repository": '(owner: "acme", name: "learning")',
    "issue": "(number: 1)",
    "label": '(name: "ilo")',
    "search": '(query: "is:issue", type: ISSUE, first: 3)',
    "node": '(id: "{id}")',
    "nodes": '(ids: ["{id}"])',
}


def everything(kind: object, depth: int) -> str:
    """Select all fields of a type, and of what they lead to, so far down."""
    parts = ["__typename"]
    if is_abstract_type(kind):
        possible = schema().get_possible_types(kind)
        parts.extend(f"... on {x.name} {{ {everything(x, depth)} }}" for x in possible)
    if not isinstance(kind, GraphQLUnionType):
        parts.extend(selected(kind, depth))
    return " ".join(parts)


def selected(kind: object, depth: int) -> Iterator[str]:
    """Each field with what it needs to be asked, by a name that no other type has."""
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        asked = GIVEN.get(name, "") if field.args else ""
        asked = "(first: 9)" if "first" in field.args and not asked else asked
        if is_leaf_type(inner):
            yield f"{kind}_{name}: {name}"
        elif depth > 0:
            yield f"{kind}_{name}: {name}{asked} {{ {everything(inner, depth - 1)} }}"


def test_every_field_is_answered(world: World, ask: Ask):
    """Everything that can be asked of a world with one of each kind comes without errors."""
    world.user("grace-h")
    number = world.open(REPO, "ada-l", "Rust", None, labels=["ILO"], assignees=["ada-l"])
    at = (REPO, number)
    world.unlabel(*at, "bo-b", "ILO")
    world.label(*at, "bo-b", "ILO")
    world.unassign(*at, "bo-b", "ada-l")
    world.assign(*at, "bo-b", "ilosync[bot]")
    world.edit_comment(world.comment(*at, "bo-b", "@grace-h?"), "bo-b", "Hm")
    world.delete_comment(world.comment(*at, "bo-b", "Oh"), "ada-l")
    world.edit_issue(*at, "ada-l", title="Rust!", body="Hm")
    world.noise(*at, "grace-h", "cross-referenced")
    world.close(*at, "ada-l", "duplicate")
    world.reopen(*at, "ada-l")
    world.lock_issue(*at, "ada-l")
    world.repository("acme/growth")
    world.transfer(REPO, world.open(REPO, "ada-l", "Moves"), "ada-l", "acme/growth")
    world.transfer("acme/growth", 1, "ada-l", REPO)
    query = everything(schema().query_type, 4).replace("{id}", world.issue(*at).node_id)
    answer = ask(f"{{ {query} }}")

    assert "errors" not in answer
    issue = answer["data"]["Query_repository"]["Repository_issue"]
    assert (issue["Issue_closed"], issue["Issue_body"], issue["Issue_locked"]) == (
        False,
        "Hm",
        True,
    )
