"""Where a finding may be told, so that whoever can read it there is among those it is for."""

from __future__ import annotations

from enum import StrEnum

from .model import Place, Readers
from .policy import Policy
from .rule import Audience, Finding


class Channel(StrEnum):
    """On its ticket, in a private message, or in the report alone."""

    TICKET = "ticket"
    LETTER = "letter"
    REPORT = "report"


def channel(finding: Finding, place: Place | None, policy: Policy) -> Channel:
    """The channel whose readers are a subset of the finding's audience."""
    if finding.ticket is not None and _may_stand(finding, place, policy):
        return Channel.TICKET
    return Channel.LETTER if finding.tells else Channel.REPORT


def _may_stand(finding: Finding, place: Place | None, policy: Policy) -> bool:
    match finding.audience:
        case Audience.READERS:
            return True
        case Audience.TEAM:
            return not policy.narrow and place is not None and _team_alone(place)
        case Audience.PRIVATE:
            return False


def _team_alone(place: Place) -> bool:
    """Whether only the team reads there: so declared, and not known to be otherwise."""
    return place.declared is Readers.TEAM and place.readers in (Readers.TEAM, None)
