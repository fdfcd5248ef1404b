"""My people: a private list for each supervisor, their own row first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ilosync.core.model import PersonId, Span
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding
from ilosync.core.view import PersonView, Status

from .goals import day, goals
from .todo import Owed
from .values import Desk, Row

STATUS = {
    Status.OUT: "no account is known, so nothing of theirs can be seen",
    Status.AWAY: "is away",
    Status.ONE: "has an objective",
    Status.SEVERAL: "has several objectives, and chooses which one to keep",
    Status.NEW: "is new; a first talk is for their first month",
    Status.DRAFTING: "is setting one up",
    Status.BETWEEN: "has just finished one, and has time off from objectives",
    Status.NONE: "would welcome a talk about an objective",
    Status.UNKNOWN: "could not be read in full: nothing is known tonight",
}


def desks(views: Iterable[PersonView], plan: Plan, owed: Owed, policy: Policy) -> tuple[Desk, ...]:
    """One for each person who helps somebody who is with us today."""
    by_id = {v.person.id: v for v in views}
    theirs: dict[PersonId, list[PersonView]] = defaultdict(list)
    for view in by_id.values():
        lead = view.person.supervisor
        if lead in by_id and lead != view.person.id and view.person.in_scope(view.today):
            theirs[lead].append(view)
    duties: dict[PersonId, list[Finding]] = defaultdict(list)
    for finding in plan.findings:
        if finding.person is not None and owed.tells(finding):
            duties[finding.person].append(finding)
    return tuple(_desk(by_id[lead], found, duties, owed, policy) for lead, found in theirs.items())


def _desk(
    lead: PersonView,
    people: list[PersonView],
    duties: dict[PersonId, list[Finding]],
    owed: Owed,
    policy: Policy,
) -> Desk:
    rows = [_row(v, duties.get(v.person.id, ()), owed, policy, lead) for v in (lead, *people)]
    return Desk(lead.person.id, lead.person.name, tuple(rows))


def _row(
    view: PersonView, findings: Iterable[Finding], owed: Owed, policy: Policy, lead: PersonView
) -> Row:
    own = view is lead
    outside = own and not view.person.in_scope(view.today)
    return Row(
        view.person.name,
        "" if outside else STATUS[view.status],
        () if view.doubtful or outside else goals(view, policy),
        tuple(_owed(findings, owed, lead, own=own)),
        tuple(_away(view)),
        own,
    )


def _owed(findings: Iterable[Finding], owed: Owed, lead: PersonView, *, own: bool) -> Iterator[str]:
    """What a rule says is owed to them by this supervisor; of oneself, by whomever."""
    for finding in findings:
        if own or finding.owed_by == lead.person.id:
            duty = owed.duty(finding)
            when = "planned for" if duty.on and duty.on > lead.today else "since"
            yield f"{duty.what}, {when} {day(duty.on)}" if duty.on else duty.what


def _away(view: PersonView) -> Iterator[str]:
    """Days off that run or are to come; nobody keeps what for."""
    for span in view.person.away:
        if span.last is None or span.last >= view.today:
            yield f"away {_days(span)}"


def _days(span: Span) -> str:
    if span.last is None:
        return f"since {day(span.first)}"
    return f"from {day(span.first)} to {day(span.last)}"
