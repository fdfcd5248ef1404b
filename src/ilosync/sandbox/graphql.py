"""The GraphQL face: a query in, data and errors out, always with status 200."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSchema,
    build_schema,
    default_field_resolver,
    execute_sync,
    parse,
    validate,
)

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.asking import Asking
from ilosync.sandbox.faults import SPENT
from ilosync.sandbox.kinds import type_of
from ilosync.sandbox.nope import Nope
from ilosync.sandbox.resolve import RESOLVERS
from ilosync.sandbox.roots import Viewed
from ilosync.sandbox.weight import Scale, Weight

Error = dict[str, Any]


@cache
def schema() -> GraphQLSchema:
    """The sandbox's own schema, tied to its resolvers."""
    text = files("ilosync.sandbox").joinpath("schema.graphql").read_text(encoding="utf-8")
    built = build_schema(text)
    for (kind, name), resolver in RESOLVERS.items():
        built.type_map[kind].fields[name].resolve = resolver  # type: ignore[attr-defined]
    return built


def respond(asking: Asking) -> Answer:
    """Answer one POST to `/graphql`."""
    try:
        data = asking.data()
    except Nope as no:
        return Answer.json(no.status, {"message": no.message})
    if asking.method != "POST" or not isinstance(data, dict) or not data.get("query"):
        return Answer.json(400, {"message": "A query attribute must be specified."})
    with asking.world.lock:
        return Answer.json(200, _answer(asking, str(data["query"]), data.get("variables") or {}))


def _answer(asking: Asking, text: str, variables: dict[str, Any]) -> dict[str, Any]:
    try:
        document = parse(text)
    except GraphQLError as error:
        return {"errors": [{"message": error.message}]}
    if wrong := validate(schema(), document):
        return {"errors": [_invalid(x) for x in wrong]}
    weight = Scale(schema(), document, variables).weigh()
    if weight.errors:
        return {"errors": weight.errors}
    meter = asking.world.meter
    if meter.budget("graphql").remaining < weight.cost:
        return {"errors": [{"type": "RATE_LIMITED", "message": SPENT}]}
    meter.spend("graphql", weight.cost)
    return _carried_out(asking, document, variables, weight)


def _carried_out(
    asking: Asking,
    document: Any,  # noqa: ANN401 - a parsed document
    variables: dict[str, Any],
    weight: Weight,
) -> dict[str, Any]:
    result = execute_sync(
        schema(),
        document,
        context_value=Viewed(asking, weight),
        variable_values=variables,
        field_resolver=default_field_resolver,
        type_resolver=type_of,
    )
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [_error(x) for x in result.errors]
    return answer


def _invalid(error: GraphQLError) -> Error:
    at = [{"line": x.line, "column": x.column} for x in error.locations or []]
    return {"message": error.message, "locations": at}


def _error(error: GraphQLError) -> Error:
    shown: Error = {"path": error.path, "message": error.message, **_invalid(error)}
    kind = (error.extensions or {}).get("type")
    return {"type": kind, **shown} if kind else shown
