"""How the sandbox says no."""

from __future__ import annotations

from typing import Any


class Nope(Exception):
    """An answer that refuses: an HTTP status, a message and what was wrong with which field."""

    def __init__(
        self, status: int, message: str, errors: list[dict[str, Any]] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors


def not_found() -> Nope:
    """Neither there nor to be seen: GitHub does not tell which."""
    return Nope(404, "Not Found")


def invalid(resource: str, field: str, code: str, message: str = "", value: str = "") -> Nope:
    """Understood and not acceptable; `value` is what was not."""
    error = {"resource": resource, "field": field, "code": code}
    error |= {"message": message} if message else {}
    return Nope(422, "Validation Failed", [{"value": value, **error} if value else error])
