"""Words that no notice may use, because of how they sound to whoever they are about."""

from __future__ import annotations

import re

HARSH = (
    "overdue",
    "late",
    "failed",
    "failing",
    "failure",
    "violation",
    "violate",
    "violates",
    "non-compliant",
    "noncompliant",
    "must",
    "required",
    "requirement",
    "deadline",
    "escalate",
    "escalated",
    "escalation",
    "warning",
    "reminder no. 2",
    "second reminder",
    "final reminder",
    "still haven't",
    "performance",
    "pip",
    "underperform",
    "underperforming",
    "inactive",
    "stale",
    "ping",
    "pinging",
    "asap",
    "as per",
    "everyone else has",
)
"""What is refused in every template: words of blame, of threat, or of ranking."""

_HARSH = re.compile(
    r"(?<![\w-])(" + "|".join(re.escape(x).replace(r"\ ", r"\s+") for x in HARSH) + r")(?![\w-])",
    re.IGNORECASE,
)
_LOUD = re.compile(r"[\U0001F300-\U0001FAFF\u2600-\u27BF]")


def harsh(text: str) -> tuple[str, ...]:
    """The words of a text that its reader should be spared, in order; emoji too."""
    plain = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    found = [m[0].lower() for m in _HARSH.finditer(plain)]
    return (*found, *(m[0] for m in _LOUD.finditer(text)))
