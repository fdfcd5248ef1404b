"""The sandbox's schema is a part of GitHub's, and the contract check finds what is wrong."""

from __future__ import annotations

from contextlib import suppress

import pytest
import requests
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    is_specified_scalar_type,
    parse,
)

from ilosync.sandbox.graphql import schema
from ilosync.sandbox.server import serve
from ilosync.sandbox.world import World
from tests import contracts
from tests.sandbox.answers import misfits
from tests.sandbox.conftest import REPO

HELD = {"Authorization": "token sandbox-token"}


@pytest.fixture
def published() -> GraphQLSchema:
    """GitHub's own schema."""
    return contracts.graphql_schema(contracts.folder())


def ours() -> list[object]:
    """All types that the sandbox's schema defines itself."""
    return [
        x
        for name, x in schema().type_map.items()
        if not name.startswith("__") and not is_specified_scalar_type(x)
    ]


def test_every_name_of_ours_is_github_s(published: GraphQLSchema):
    """Types, fields, arguments and enum values exist there, just as nullable."""
    for mine in ours():
        theirs = published.type_map[mine.name]
        assert type(mine) is type(theirs), mine
        match mine:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for name, field in mine.fields.items():
                    assert str(field.type) == str(theirs.fields[name].type), f"{mine}.{name}"
                    for key, argument in field.args.items():
                        same = theirs.fields[name].args[key]
                        assert str(argument.type) == str(same.type), f"{mine}.{name}({key})"
                assert {str(x) for x in mine.interfaces} - {"Actor"} <= {
                    str(x) for x in theirs.interfaces
                }
            case GraphQLInputObjectType():
                for name, field in mine.fields.items():
                    assert str(field.type) == str(theirs.fields[name].type), f"{mine}.{name}"
            case GraphQLEnumType():
                assert mine.values.keys() <= theirs.values.keys(), mine
            case GraphQLUnionType():
                assert {str(x) for x in mine.types} <= {str(x) for x in theirs.types}, mine


def test_every_required_argument_of_github_s_is_ours(published: GraphQLSchema):
    """A query that works here does not lack what GitHub insists on."""
    for mine in ours():
        for name, field in getattr(mine, "fields", {}).items():
            theirs = getattr(published.type_map[mine.name].fields[name], "args", {})
            needed = {k for k, x in theirs.items() if str(x.type).endswith("!")}
            assert needed <= getattr(field, "args", {}).keys(), f"{mine}.{name}"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/repos/{REPO}/issues?state=opened", None),
        ("GET", f"/repos/{REPO}/issues?per_page=many", None),
        ("POST", f"/repos/{REPO}/issues", {"text": "no title"}),
        ("POST", f"/repos/{REPO}/issues/1/comments", {"body": 5}),
        ("GET", "/repos/acme/learning/tickets", None),
        ("POST", "/graphql", {"query": "{ viewer { name_ } }"}),
        ("POST", "/graphql", {"query": "query($n: Int!) { rateLimit { cost } }"}),
    ],
)
def test_a_breach_is_found(world: World, method: str, path: str, body: object):
    """A wrong parameter, body, path, query or variable is an AssertionError at once."""
    world.open(REPO, "ada-l", "Rust")
    contracts.folder()
    with serve(world) as base, pytest.raises(contracts.Breach), contracts.held(base):
        requests.request(method, base + path, json=body, headers=HELD, timeout=5)


def test_a_breach_that_is_swallowed_is_told_at_the_end(world: World):
    """A client that catches everything does not hide it."""
    contracts.folder()
    with (
        serve(world) as base,
        pytest.raises(contracts.Breach),
        contracts.held(base),
        suppress(AssertionError),
    ):
        requests.get(f"{base}/nowhere", headers=HELD, timeout=5)


def test_what_is_right_passes_and_is_counted(world: World):
    """Both known oddities pass as well: labels as a bare list, null where an enum is nullable."""
    world.open(REPO, "ada-l", "Rust")
    contracts.folder()
    with serve(world) as base, contracts.held(base) as held:
        labels = f"{base}/repos/{REPO}/issues/1/labels"
        requests.post(labels, json=["ILO"], headers=HELD, timeout=5)
        requests.get(f"{base}/repos/{REPO}/issues/1", headers=HELD, timeout=5)
        query = {"query": "{ viewer { login } }"}
        requests.post(f"{base}/graphql", json=query, headers=HELD, timeout=5)

    assert (held.rest, held.graphql, held.breaches) == (2, 1, [])


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"viewer": {"name": "ada-l"}}, []),
        ({"viewer": {"name": None}}, ["data.viewer.name is null"]),
        ({"viewer": None}, ["data.viewer is null"]),
        ({"viewer": {}}, ["data.viewer.name is missing from User"]),
        ({"viewer": {"name": 5}}, ["data.viewer.name is 5, no String"]),
        (
            {"viewer": {"name": "ada-l", "id": "U"}},
            ["data.viewer.id was not asked for of User"],
        ),
    ],
)
def test_an_answer_has_the_shape_of_its_query(
    published: GraphQLSchema, data: object, wrong: list[str]
):
    """Nothing unasked, nothing missing, nothing null that must not be."""
    assert misfits(published, parse("{ viewer { name: login } }"), {}, data) == wrong
