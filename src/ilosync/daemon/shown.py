"""The latest report over HTTP: what is for everybody behind one token, names behind another."""

from __future__ import annotations

import hmac
from base64 import b64decode
from binascii import Error
from collections.abc import Collection
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

_SAFE = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Shown:
    """Serves files of the report's folder. A face without a token of its own is not shown.

    Nobody's own page is, nor a supervisor's list: no token here is one person's.
    """

    def __init__(self, folder: Path, token: str | None, named_token: str | None) -> None:
        self._folder = folder
        self._token, self._named_token = token, named_token

    @property
    def routes(self) -> Collection[BaseRoute]:
        """`/report/NAME` for everybody's files, `/report/named/NAME` for those by name."""
        return (
            Route("/report", self._everybodys),
            Route("/report/{name}", self._everybodys),
            Route("/report/named/{name}", self._named),
        )

    async def _everybodys(self, request: Request) -> Response:
        return self._file(request, self._folder, self._token)

    async def _named(self, request: Request) -> Response:
        return self._file(request, self._folder / "named", self._named_token)

    def _file(self, request: Request, folder: Path, token: str | None) -> Response:
        if not token:
            return Response("not shown here", 404)
        if not _knows(request, token):
            return Response("a token is needed", 401, {"www-authenticate": 'Basic realm="ilosync"'})
        name = request.path_params.get("name", "promises.html")
        path = folder / name
        hidden = name.startswith(".")  # a file that is being written, or a lock
        if hidden or path.parent != folder or not path.is_file() or path.is_symlink():
            return Response("there is no such report", 404, _SAFE)
        return FileResponse(path, headers=_SAFE)


def _knows(request: Request, token: str) -> bool:
    """By `Bearer TOKEN`, or as the password of a browser's own question, whatever the user."""
    kind, _, said = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            said = b64decode(said, validate=True).decode().partition(":")[2]
        except (Error, UnicodeDecodeError):
            return False
    elif kind.lower() != "bearer":
        return False
    return hmac.compare_digest(said.encode(), token.encode())
