"""What the form of a ticket can answer, in words of ours; people's own words stay where they are.

A tracker hands over which of these an ILO's text says, as `Ticket.says`.
"""

from __future__ import annotations

TEAM_NEED = "kind:team-need"
PERSONAL = "kind:personal-interest"
COMFORT = "comfort"  # how to step out of the comfort zone, or not just now: it was answered
NEED = "need"  # time, money or people: something stands there
MENTOR_NAMED = "mentor:named"
MENTOR_LOOKING = "mentor:looking"
MENTOR_NONE = "mentor:none"
MENTOR_OUTSIDE = "mentor:outside"
STRETCH = "stretch"
NET_PICTURE = "net:picture"  # what it would look like if it did not work out
NET_PLAN_B = "net:plan-b"  # who steps in, with what
AT_HAND = "at-hand"
SHARE = "share"  # the owner's yes, if it is the owner who wrote the form

ANSWERS = frozenset(
    {
        TEAM_NEED,
        PERSONAL,
        COMFORT,
        NEED,
        MENTOR_NAMED,
        MENTOR_LOOKING,
        MENTOR_NONE,
        MENTOR_OUTSIDE,
        STRETCH,
        NET_PICTURE,
        NET_PLAN_B,
        AT_HAND,
        SHARE,
    }
)
