"""Plain text as version 3 of the API writes it: a document of paragraphs."""

from __future__ import annotations

from ilosync.sandbox.jira.nope import Nope
from ilosync.sandbox.jira.state import Json


def document(text: str) -> Json:
    """Wrap a text: one paragraph a line."""
    lines = [
        {"type": "paragraph", "content": [{"type": "text", "text": x}] if x else []}
        for x in text.split("\n")
    ]
    return {"type": "doc", "version": 1, "content": lines}


def text_of(value: Json, field: str) -> str:
    """Read a document's text; a plain string is refused, as it is there."""
    if not isinstance(value, dict) or value.get("type") != "doc" or value.get("version") != 1:
        said = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
        raise Nope(400, errors={field: said})
    return "\n".join(_inner(x) for x in value.get("content", []))


def _inner(node: Json) -> str:
    if node.get("type") == "hardBreak":
        return "\n"
    return str(node.get("text", "")) + "".join(_inner(x) for x in node.get("content", []))
