"""What `ilosync people check` asks of a tracker: who is there, and who belongs to a team or group.

Apart from `ports.Tracker`, for no pass needs it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from .core.model import Account


class AccountKind(StrEnum):
    """What an account is to its tracker."""

    PERSON = "person"
    BOT = "bot"
    CUSTOMER = "customer"  # of Jira Service Management: may ask, and works on nothing
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Known:
    """An account as its tracker tells it.

    `lasting` is the id that survives a new name, empty where the account itself is one or none
    is told; `shown` what people are shown, never used to find somebody; `open` is False where
    it was suspended or deactivated.
    """

    account: Account
    lasting: str = ""
    shown: str = ""
    kind: AccountKind = AccountKind.PERSON
    open: bool = True


class Directory(Protocol):
    """The accounts of one tracker. Each method raises `TryLater` or `Refused`, nothing else."""

    @property
    def name(self) -> str:
        """What the configuration calls the tracker."""

    @property
    def group(self) -> str:
        """The team or group that the configuration names; empty where it names none."""

    def members(self) -> tuple[Known, ...]:
        """Who is in that team or group; a request for each hundred (GitHub) or fifty (Jira)."""

    def look_up(self, accounts: Collection[Account]) -> dict[Account, Known]:
        """What each of these is, without those that are nobody's.

        A request each; on Jira Cloud one for two hundred.
        """

    def renamed(self, lasting: str) -> Known | None:
        """Whose lasting id this is by now; None where it is nobody's. One request."""

    @property
    def spent(self) -> int:
        """Requests so far."""
