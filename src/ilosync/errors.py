"""The few ways ilosync can fail. The docstring's first line is the message."""

from __future__ import annotations


class IlosyncError(Exception):
    """Something went wrong."""

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        message = (type(self).__doc__ or "").strip().splitlines()[0]
        super().__init__(f"{message} {detail}".strip())


class TryLater(IlosyncError):
    """The tracker cannot answer now; nothing was changed by this request.

    `after` says in how many seconds it may be asked again, where it said so.
    """

    def __init__(self, detail: str = "", *, after: float | None = None) -> None:
        super().__init__(detail)
        self.after = after


class Busy(TryLater):
    """This is not the moment to ask; nothing was asked, and nothing is wrong."""


class Lost(IlosyncError):
    """Somebody else looks after this by now; nothing more is written here."""


class Unproven(IlosyncError):
    """A write got no answer that proves it; the next pass looks before it writes."""


class Refused(IlosyncError):
    """The tracker said no."""


class NotAllowed(Refused):
    """The tracker said that we may not."""


class TooManyChanges(IlosyncError):
    """The brake is on: nothing was written."""


class NotWritten(IlosyncError):
    """The nightly report could not be written:"""


class BadDelivery(IlosyncError):
    """This is no delivery of a webhook that can be read:"""


class BadSignature(BadDelivery):
    """The signature of a webhook is missing or wrong:"""


class BadConfig(IlosyncError):
    """The configuration does not hold:"""
