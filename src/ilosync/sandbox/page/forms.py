"""What a visitor sent in a form, read no further than it may be long."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

LONGEST = 96 * 1024  # bytes
LONGEST_TITLE = 250
LONGEST_TEXT = 65_536
MOST_FIELDS = 20
_NUMBER = re.compile(r"[0-9]{1,9}")
_FORM = "application/x-www-form-urlencoded"


class Form:
    """The fields by name, each once."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields = fields

    def get(self, name: str) -> str:
        """A field as it was sent; empty where it was not."""
        return self._fields.get(name, [""])[-1]

    def line(self, name: str) -> str:
        """A field as one line, not longer than a title may be."""
        return " ".join(self.get(name).split())[:LONGEST_TITLE]

    def text(self, name: str) -> str:
        """A field as people write it: lines end as they do in comments."""
        return self.get(name).replace("\r\n", "\n").strip()[:LONGEST_TEXT]

    def number(self, name: str) -> int:
        """A field as a number; -1 where it is none."""
        return number(self.get(name))


def number(text: str) -> int:
    """Read a small number; -1 where it is none."""
    return int(text) if _NUMBER.fullmatch(text) else -1


async def form_of(request: Request) -> Form:
    """Read the form of a request; HTTPException where it is none, or too long."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise HTTPException(415, "Send a form.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            raise HTTPException(413, "That is more text than a ticket holds.")
    try:
        text = body.decode("ascii")
        return Form(parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise HTTPException(400, "This is no form that can be read.") from None
