"""How the sandbox's Jira says no."""

from __future__ import annotations

from collections.abc import Mapping

HIDDEN = "Issue does not exist or you do not have permission to see it."
MALFORMED = "Invalid request payload. Refer to the REST API documentation and try again."


class Nope(Exception):
    """An answer that refuses: an HTTP status, sentences, and what was wrong with which field."""

    def __init__(
        self, status: int, *messages: str, errors: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(*messages)
        self.status = status
        self.messages = list(messages)
        self.errors = dict(errors or {})


def no_issue(*, cloud: bool) -> Nope:
    """Neither there nor to be seen: Jira does not tell which."""
    return Nope(404, HIDDEN if cloud else "Issue Does Not Exist")


def no_comment(comment: object) -> Nope:
    """No comment of this id, or none for these eyes."""
    return Nope(404, f"Can not find a comment for the id: {comment}.")


def malformed() -> Nope:
    """A body of another shape than the one that is described."""
    return Nope(400, MALFORMED)
