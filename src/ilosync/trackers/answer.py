"""What a tracker's server said to one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus as Http


@dataclass(frozen=True, slots=True)
class Answer:
    """The status, the headers by lower-case name, and the body as text."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def ok(self) -> bool:
        """200: here it is."""
        return self.status == Http.OK

    @property
    def done(self) -> bool:
        """200 or 201: a write was carried out."""
        return self.status in {Http.OK, Http.CREATED}

    @property
    def written(self) -> bool:
        """200, 201 or 204: a write was carried out, whether or not it is shown."""
        return self.done or self.status == Http.NO_CONTENT

    @property
    def moved(self) -> bool:
        """Any 3xx: it is elsewhere, or it has not changed; nothing was written."""
        return Http.MULTIPLE_CHOICES <= self.status < Http.BAD_REQUEST

    @property
    def stranger(self) -> bool:
        """401: it does not know who asks."""
        return self.status == Http.UNAUTHORIZED

    @property
    def forbidden(self) -> bool:
        """403: it knows, and says no."""
        return self.status == Http.FORBIDDEN

    @property
    def missing(self) -> bool:
        """404 or 410: it is not there, or not for us."""
        return self.status in {Http.NOT_FOUND, Http.GONE}

    @property
    def refused(self) -> bool:
        """Any 4xx that a repetition would not change; 408 and 429 are none."""
        soon = {Http.REQUEST_TIMEOUT, Http.TOO_MANY_REQUESTS}
        return Http.BAD_REQUEST <= self.status < Http.INTERNAL_SERVER_ERROR and (
            self.status not in soon
        )

    @property
    def unknown(self) -> bool:
        """404, 405 or 501: this server has no such thing at all."""
        return self.status in {
            Http.NOT_FOUND,
            Http.METHOD_NOT_ALLOWED,
            Http.NOT_IMPLEMENTED,
        }

    @property
    def broken(self) -> bool:
        """408 or 5xx: the server failed at it; 501 means that it never will do it."""
        failed = self.status >= Http.INTERNAL_SERVER_ERROR and self.status != Http.NOT_IMPLEMENTED
        return failed or self.status == Http.REQUEST_TIMEOUT
