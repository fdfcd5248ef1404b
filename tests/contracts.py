"""GitHub's published contracts, held against every exchange that a test makes.

The documents are not part of this project: `ILOSYNC_CONTRACTS` names the folder with
`github-rest.openapi.json` and `github.schema.graphql`. Ignored is what is known to be noise:
nullable enums without null, and labels that are posted as a bare array.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from graphql import (
    DocumentNode,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

from tests.sandbox.answers import misfits

VARIABLE = "ILOSYNC_CONTRACTS"
SERVER = "https://api.github.com"
BY_ID = re.compile(r"^/repositories/\d+")
LABELS = "/repos/{owner}/{repo}/issues/{issue_number}/labels"


class Breach(AssertionError):
    """An exchange that GitHub's own documents do not allow."""


@dataclass
class Held:
    """How many exchanges were looked at, and what was wrong with them."""

    rest: int = 0
    graphql: int = 0
    breaches: list[str] = field(default_factory=list)


def folder() -> Path:
    """Return the folder of contracts; without one the test is skipped and says why."""
    if VARIABLE not in os.environ:
        pytest.skip(f"GitHub's published contracts are not here: set {VARIABLE} to their folder")
    return Path(os.environ[VARIABLE])


@contextmanager
def held(base: str = "") -> Iterator[Held]:
    """Check all that `requests` sends and gets, to addresses that start with `base`.

    A breach is raised where it happens and, should somebody catch it there, at the end.
    """
    document, schema = rest_description(folder()), graphql_schema(folder())
    seen, send = Held(), requests.Session.send

    def checked(session: requests.Session, request: requests.PreparedRequest, **options: Any):
        response = send(session, request, **options)
        first = response.history[0] if response.history else response
        if (request.url or "").startswith(base):
            wrong = _wrong(document, schema, request, first, seen)
            seen.breaches.extend(wrong)
            if wrong:
                raise Breach("\n".join(wrong))
        return response

    requests.Session.send = checked  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        requests.Session.send = send  # type: ignore[method-assign]
    if seen.breaches:
        raise Breach("\n".join(seen.breaches))


# --- REST ----------------------------------------------------------------------------


@cache
def rest_description(where: Path) -> OpenAPI:
    """GitHub's REST description, with its two known gaps filled."""
    data = json.loads((where / "github-rest.openapi.json").read_text(encoding="utf-8"))
    _with_null(data)
    body = data["paths"][LABELS]["post"]["requestBody"]["content"]["application/json"]
    body["schema"]["oneOf"].append({"type": "array", "items": {"type": "string"}})
    return OpenAPI.from_dict(data)


def _with_null(node: Any) -> None:
    if isinstance(node, dict):
        if node.get("nullable") is True and None not in node.get("enum", [None]):
            node["enum"].append(None)
        for value in node.values():
            _with_null(value)
    if isinstance(node, list):
        for value in node:
            _with_null(value)


def _wrong(
    document: OpenAPI,
    schema: GraphQLSchema,
    request: requests.PreparedRequest,
    response: requests.Response,
    seen: Held,
) -> list[str]:
    path = _path(request.url or "")
    if path == "/graphql":
        seen.graphql += 1
        return [f"GraphQL: {x}" for x in _wrong_graphql(schema, request, response)]
    seen.rest += 1
    line = f"{request.method} {path} -> {response.status_code}"
    return [f"{line}: {x}" for x in _wrong_rest(document, request, response)]


def _path(url: str) -> str:
    path = urlsplit(url).path.removeprefix("/api/v3").replace("/api/graphql", "/graphql")
    return BY_ID.sub("/repos/owner/repo", path)


def _wrong_rest(
    document: OpenAPI, request: requests.PreparedRequest, response: requests.Response
) -> list[str]:
    asked = request.copy()
    query = urlsplit(request.url or "").query
    asked.url = SERVER + _path(request.url or "") + (f"?{query}" if query else "")
    question = RequestsOpenAPIRequest(asked)
    wrong = [told(x) for x in document.iter_request_errors(question)]
    if wrong or response.status_code == 304:
        return wrong
    found = document.iter_response_errors(question, RequestsOpenAPIResponse(response))
    return [told(x) for x in found if not _unlisted(x, response)]


def _unlisted(error: Exception, response: requests.Response) -> bool:
    """Whether it is a refusal that may come to any request and is not listed with each."""
    return type(error).__name__ == "ResponseNotFound" and response.status_code >= 300


def told(error: Exception) -> str:
    inner = [error.__cause__, *getattr(error.__cause__, "schema_errors", [])]
    inner += getattr(error, "schema_errors", [])
    parts = [getattr(x, "message", str(x)) for x in inner if x]
    paths = ["/".join(map(str, getattr(x, "path", []))) for x in inner if x]
    told = "; ".join(f"{p}: {x}"[:600] for p, x in zip(paths, parts, strict=True))
    return f"{type(error).__name__}: {str(error)[:200]} {told}"


# --- GraphQL -------------------------------------------------------------------------


@cache
def graphql_schema(where: Path) -> GraphQLSchema:
    """GitHub's published GraphQL schema."""
    text = (where / "github.schema.graphql").read_text(encoding="utf-8")
    return build_schema(text, assume_valid=True)


@cache
def _parsed(schema: GraphQLSchema, text: str) -> tuple[DocumentNode, tuple[str, ...]]:
    document = parse(text)
    return document, tuple(x.message for x in validate(schema, document))


def _wrong_graphql(
    schema: GraphQLSchema, request: requests.PreparedRequest, response: requests.Response
) -> list[str]:
    asked = json.loads(request.body or "{}")
    document, invalid = _parsed(schema, asked["query"])
    if invalid:
        return list(invalid)
    operation = next(x for x in document.definitions if isinstance(x, OperationDefinitionNode))
    variables = asked.get("variables") or {}
    values = get_variable_values(schema, operation.variable_definitions or (), variables)
    if isinstance(values, list):
        return [x.message for x in values]
    answer = response.json() if response.status_code == 200 else {}
    if answer.get("data") is None:
        return []
    return misfits(schema, document, variables, answer["data"])
