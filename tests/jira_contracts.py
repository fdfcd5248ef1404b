"""Atlassian's published descriptions, held against every exchange with Jira that a test makes.

The documents are not part of this project: `ILOSYNC_CONTRACTS` names the folder with
`jira-cloud-v3.openapi.json` and `jira-dc-10.3.openapi.json`. Version 2 on Cloud is held against
version 3, whose bodies are untyped in the document and so may be strings. Ignored is what is known
to be noise: see `_without_noise`.
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
from openapi_core import Config, OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

from tests.contracts import VARIABLE, Breach, told

__all__ = ["VARIABLE", "Breach", "Held", "held"]

SERVER = "https://jira.example.test"
ROOT = re.compile(r"^/rest/api/(2|3|latest)/")
# what these products have and the documents, as they were cut, do not hold
UNHELD = {
    True: re.compile(
        r"^/rest/api/3/(search|changelog/bulkfetch|project/[^/]+/statuses|user|user/assignable/search)$"
    ),
    False: re.compile(
        r"^/api/2/(search/jql|project/[^/]+/statuses|user|user/assignable/search"
        r"|issue/[^/]+/remotelink|issue/[^/]+/changelog|issue/bulkfetch|comment/list"
        r"|issue/createmeta/[^/]+/issuetypes)$"
    ),
}
# of which there is no description at all
ELSEWHERE = re.compile(r"^/rest/webhooks/1\.0/webhook$")
CHANGED = {"from", "fromString", "to", "toString"}
DATES = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}$")
REFUSED = {400, 401, 404, 405, 410, 415}
# described as one where there are many
MANY = {"/api/2/field", "/api/2/user/search"}


@dataclass
class Held:
    """How many exchanges were looked at, how many could not be, and what was wrong."""

    seen: int = 0
    unheld: int = 0
    breaches: list[str] = field(default_factory=list)


def folder() -> Path:
    """Return the folder of descriptions; without one the test is skipped and says why."""
    if VARIABLE not in os.environ:
        pytest.skip(f"Atlassian's published descriptions are not here: set {VARIABLE}")
    return Path(os.environ[VARIABLE])


@contextmanager
def held(base: str, *, cloud: bool) -> Iterator[Held]:
    """Check all that `requests` sends and gets, to addresses that start with `base`.

    A breach is raised where it happens and, should somebody catch it there, at the end.
    """
    document = description(folder(), cloud=cloud)
    seen, send = Held(), requests.Session.send

    def checked(session: requests.Session, request: requests.PreparedRequest, **options: Any):
        response = send(session, request, **options)
        if (request.url or "").startswith(base):
            wrong = _wrong(document, request, response, seen, cloud=cloud)
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


# --- the documents -------------------------------------------------------------------


@cache
def description(where: Path, *, cloud: bool) -> OpenAPI:
    """One product's description, without its known noise."""
    name = "jira-cloud-v3.openapi.json" if cloud else "jira-dc-10.3.openapi.json"
    data = json.loads((where / name).read_text(encoding="utf-8"))
    data["servers"] = [{"url": SERVER}]
    for operations in data["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)  # the stand-in asks for the right token itself
    _without_noise(data)
    for path, operations in data["paths"].items():
        if path.endswith("/assignee"):
            _nobody(operations["put"]["requestBody"])
    if not cloud:
        _mended(data)
    return OpenAPI.from_dict(data, config=Config(spec_validator_cls=None))


def _without_noise(node: Any) -> None:
    """Both: what changed may be null; dates have a zone without a colon and are checked apart."""
    if isinstance(node, dict):
        if set(node.get("properties", {})) >= CHANGED:
            for name in CHANGED:
                node["properties"][name]["nullable"] = True
        if node.get("format") == "date-time":
            node["pattern"] = DATES.pattern
            del node["format"]
        for value in node.values():
            _without_noise(value)
    if isinstance(node, list):
        for value in node:
            _without_noise(value)


def _nobody(body: dict[str, Any]) -> None:
    """An issue is given to nobody by a null, as the documents' words say."""
    name = {"type": "string", "nullable": True}
    body["content"]["application/json"]["schema"] = {
        "type": "object",
        "properties": {"accountId": name, "name": name},
    }


def _mended(data: dict[str, Any]) -> None:
    """Data Center: no queries, any value as a field's or a property's."""
    schemas = data["components"]["schemas"]
    for path, operations in data["paths"].items():
        for operation in operations.values():
            asked = operation.get("parameters", [])
            operation["parameters"] = [x for x in asked if f"{{{x['name']}}}" in path]
    for bean, name in (("IssueBean", "fields"), ("IssueUpdateBean", "fields")):
        schemas[bean]["properties"][name] = {"type": "object"}
    schemas["EntityPropertyBean"]["properties"]["value"] = {}
    schemas["IssueBean"]["properties"]["properties"] = {"type": "object"}
    schemas["FieldOperation"] = {"type": "object"}
    put = data["paths"]["/api/2/issue/{issueIdOrKey}/properties/{propertyKey}"]["put"]
    put["requestBody"]["content"] = {"application/json": {"schema": {}}}
    for path in MANY:
        content = data["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        content["schema"] = {"type": "array", "items": content["schema"]}
    page = data["paths"]["/api/2/group/member"]["get"]["responses"]["200"]["content"]
    of = page["application/json"]["schema"]
    values = {"values": {"type": "array", "items": of}}
    page["application/json"]["schema"] = {
        "type": "object",
        "required": ["values"],
        "properties": values,
    }


# --- one exchange --------------------------------------------------------------------


def _wrong(
    document: OpenAPI,
    request: requests.PreparedRequest,
    response: requests.Response,
    seen: Held,
    *,
    cloud: bool,
) -> list[str]:
    path = ROOT.sub("/rest/api/3/" if cloud else "/api/2/", urlsplit(request.url or "").path)
    if UNHELD[cloud].match(path) or ELSEWHERE.match(path):
        seen.unheld += 1
        return []
    seen.seen += 1
    line = f"{request.method} {path} -> {response.status_code}"
    return [f"{line}: {x}" for x in _errors(document, request, response, path)]


def _errors(
    document: OpenAPI, request: requests.PreparedRequest, response: requests.Response, path: str
) -> list[str]:
    asked = request.copy()
    query = urlsplit(request.url or "").query
    asked.url = SERVER + path + (f"?{query}" if query else "")
    question = RequestsOpenAPIRequest(asked)
    if response.status_code in REFUSED:
        return []  # it was refused, so it may have been as wrong as it liked
    wrong = list(document.iter_request_errors(question))
    if not wrong and response.status_code < 300 and response.content:  # else there is nothing
        wrong += document.iter_response_errors(question, RequestsOpenAPIResponse(response))
    return [told(x) for x in wrong]
