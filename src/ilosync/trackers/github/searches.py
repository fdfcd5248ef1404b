"""What to search for. Hints only, since an index lags: what is found is read directly.

GitHub docs: "Searching issues and pull requests"; a comma between labels is an "or".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from ilosync.core.policy import Policy
from ilosync.trackers.form import FORM_HEADINGS

APART = (
    Policy.draft, "ilo:active", Policy.paused, Policy.next,
    Policy.onboarding, Policy.quarter, Policy.page, Policy.report,
)  # fmt: skip
"""Our labels that a ticket may have in place of the ILO label."""

FAMILY = (
    *APART, Policy.shared, Policy.stretch, Policy.team_need, Policy.personal,
    Policy.mentor_wanted, Policy.cost, Policy.retreat,
)  # fmt: skip
"""All our other labels, where nobody lists those that begin with `ilo:`."""

_SPELT = (
    "I.L.O", "I.L.O.", "IL0", "1LO", "individual learning objective",
    "individual-learning-objective", "individual learning objectives",
)  # fmt: skip


def in_places(keys: Iterable[str]) -> str:
    """Only these repositories."""
    return " ".join(f"repo:{x}" for x in keys)


def in_organization(login: str) -> str:
    """All repositories of an organisation that the token can see."""
    return f"org:{login}"


def look_alikes(where: str, label: str) -> list[str]:
    """Open issues without the label that may be ILOs: by title, by form and, last, by type."""
    common = f'{where} is:issue is:open -label:"{label}"'
    return [
        f'{common} in:title "{label}:"',
        f'{common} in:body "{FORM_HEADINGS[0]}"',
        f'{common} type:"{label}"',
    ]


def labelled(where: str, label: str, since: datetime) -> list[str]:
    """Open issues with one of our labels, or with the label misspelt, and those closed since."""
    ours = _any_of((label, *FAMILY))
    misspelt = _any_of((f"{label}s", *(_SPELT if label.casefold() == "ilo" else ())))
    return [
        f"{where} is:issue is:open {ours}",
        f"{where} is:issue is:closed closed:>={since.astimezone(UTC).date()} {ours}",
        f"{where} is:issue is:open {misspelt}",
    ]


def _any_of(labels: Iterable[str]) -> str:
    return "label:" + ",".join(f'"{x}"' for x in labels)
