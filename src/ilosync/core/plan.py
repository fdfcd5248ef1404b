"""What to change so that the tracker says what the findings say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from .actions import (
    Action,
    AddLabel,
    Close,
    MakeLabel,
    Open,
    RemoveLabel,
    Revise,
    Say,
    Settle,
    Withdraw,
)
from .model import Comment, Marker, PersonId, Place, Ref, RuleId, Ticket, Turn
from .policy import Policy
from .rule import Finding, Rule


@dataclass(frozen=True, slots=True)
class Waiting:
    """A nudge whose time has not come. `until` is None where no end of the quiet is in sight."""

    finding: Finding
    until: datetime | None
    person: PersonId


@dataclass(frozen=True, slots=True)
class Hold:
    """Something that could not be judged, and why, in a clause."""

    about: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A pass as a value: all that stands, what to write, what waits, what is not judged.

    `again` is when somebody is to be looked at for a write that says nothing, and waits too.
    `private` are the findings that may be told in private messages alone, `unheard` those that
    may not even be told there, because nobody is known who should hear of them.
    """

    findings: tuple[Finding, ...] = ()
    actions: tuple[Action, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    holds: tuple[Hold, ...] = ()
    standing: frozenset[tuple[Ref, tuple[RuleId, str]]] = frozenset()
    again: tuple[tuple[PersonId, datetime], ...] = ()
    private: tuple[Finding, ...] = ()
    unheard: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.actions)

    def common(self, rules: Iterable[Rule]) -> Plan:
        """What is said or opened for people together: on our own tickets, by rules for everyone."""
        ours = {r.id for r in rules if r.for_everyone}
        actions = tuple(
            a
            for a in self.actions
            if isinstance(a, Open)
            or (
                isinstance(a, (Say, Revise, Settle, Withdraw))
                and a.person is None
                and a.marker.rule in ours
            )
        )
        places = {
            (a.opening.tracker, a.opening.place, label)
            for a in actions
            if isinstance(a, Open)
            for label in a.opening.labels
        }
        labels = tuple(
            a
            for a in self.actions
            if isinstance(a, MakeLabel) and (a.tracker, a.place, a.label) in places
        )
        return replace(self, actions=(*labels, *actions))

    def leading(self) -> Plan:
        """What the rest is judged after: new labels, closings, and the notices they go with."""
        labels = [
            a
            for a in self.actions
            if isinstance(a, AddLabel) or (isinstance(a, RemoveLabel) and not a.clears)
        ]
        spoken = {(a.ticket, a.rule) for a in labels}
        actions = tuple(
            a
            for a in self.actions
            if a in labels
            or isinstance(a, Close)
            or (isinstance(a, Say) and (a.ticket, a.marker.rule) in spoken)
        )
        said = {(a.ticket, a.finding.key) for a in actions if isinstance(a, Say)}
        findings = tuple(f for f in self.findings if (f.ticket, f.key) in said)
        return Plan(findings, actions)

    def then(self, later: Plan) -> Plan:
        """This plan and what follows from it; what waits or is held is as the later one says.

        Where the later one would revise a notice that this one only plans, it is said so at once.
        """
        known = {(f.ticket, f.person, f.key) for f in later.findings}
        gone = tuple(f for f in self.findings if (f.ticket, f.person, f.key) not in known)
        better = {
            (a.ticket, a.marker.key): a
            for a in later.actions
            if isinstance(a, Revise) and a.comment == PLANNED
        }
        actions = tuple(_bettered(a, better) for a in self.actions)
        more = tuple(a for a in later.actions if getattr(a, "comment", "") != PLANNED)
        return Plan(
            (*gone, *later.findings),
            (*actions, *more),
            later.waiting,
            later.holds,
            later.standing,
            later.again,
            later.private,
            later.unheard,
        )


PLANNED = "planned"  # the id of a comment that is not written yet


def _bettered(action: Action, better: Mapping[tuple[Ref, tuple[RuleId, str]], Revise]) -> Action:
    if isinstance(action, Say) and (new := better.get((action.ticket, action.marker.key))):
        return Say(action.ticket, new.finding, new.marker, action.person)
    return action


def notices(ticket: Ticket) -> Iterator[tuple[Comment, Marker]]:
    """Our notices on a ticket, oldest first."""
    for comment in ticket.comments:
        if comment.marker is not None:
            yield comment, comment.marker


def said(ticket: Ticket, key: tuple[RuleId, str]) -> Marker | None:
    """The marker of the notice with this key, if it was ever said here and is still there."""
    return next((m for _, m in notices(ticket) if m.key == key), None)


def may_date(ticket: Ticket) -> bool:
    """Whether the field for the next check-in is ours to write: nobody else's hand was the last.

    Whoever cleared it wants it empty; what it held from the beginning somebody chose.
    """
    if ticket.planned is None or not ticket.open:
        return False
    hands = [e for e in ticket.events if e.turn is Turn.DATE_SET]
    if not hands:
        return not ticket.planned
    return hands[-1].ours and hands[-1].what == ticket.planned


def silenced(ticket: Ticket, finding: Finding) -> str:
    """Why a finding that was never said here is not to be said now; empty if it may be.

    Somebody deleted a notice of ours after this became due: it may have been this one.
    Another account's comment carries this very marker: perhaps we wrote it under that name.
    """
    for event in ticket.events:
        if event.turn is Turn.NOTICE_DELETED and not event.ours and event.at >= finding.since:
            return "a notice was deleted here, and is not said again"
    for comment in ticket.comments:
        if comment.foreign is not None and comment.foreign.key == finding.key:
            return (
                f"{comment.by} said this already: if that was ilosync, "
                "add its numeric id to `formerly`"
            )
    return ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a ticket should carry: findings to stand, which of the new ones are nudges,
    and the rules that could not judge and must be left as they are."""

    findings: tuple[Finding, ...] = ()
    nudges: frozenset[tuple[RuleId, str]] = frozenset()
    held: frozenset[RuleId] = frozenset()


def diff(
    ticket: Ticket,
    wanted: Wanted,
    rules: Mapping[RuleId, Rule],
    policy: Policy,
    person: PersonId | None,
) -> Iterator[Action]:
    """The changes that take one ticket from what it says to what it should say.

    In an order that is safe to stop at: a notice before its labels, and labels before the
    notice that remembers them settles.
    """
    standing = {f.key: f for f in wanted.findings}
    first, twins = _twins(ticket, wanted.held)
    for comment, marker in first:
        finding = standing.get(marker.key)
        if finding is not None and not finding.once:
            new = finding.marker(nudge=marker.nudge)
            if new != marker:
                yield Revise(ticket.ref, comment.id, finding, new, person)
    for comment, marker in twins:
        yield Withdraw(ticket.ref, comment.id, marker, person)
    for key, finding in sorted(standing.items()):
        if said(ticket, key) is None:
            yield Say(ticket.ref, finding, finding.marker(nudge=key in wanted.nudges), person)
    for _, finding in sorted(standing.items()):
        yield from _labels(ticket, finding, person)
    for comment, marker in first:
        if marker.key not in standing and marker.standing and not answered(ticket, comment):
            yield from _settled(ticket, comment, marker, rules.get(marker.rule), policy, person)


def _twins(
    ticket: Ticket, held: frozenset[RuleId]
) -> tuple[list[tuple[Comment, Marker]], list[tuple[Comment, Marker]]]:
    """Our notices, the oldest of each key and the others; without those of rules that hold."""
    first: dict[tuple[RuleId, str], tuple[Comment, Marker]] = {}
    others = []
    for comment, marker in notices(ticket):
        if marker.rule in held:
            continue
        if marker.key in first:
            others.append((comment, marker))
        else:
            first[marker.key] = comment, marker
    return list(first.values()), others


def _settled(
    ticket: Ticket,
    comment: Comment,
    marker: Marker,
    rule: Rule | None,
    policy: Policy,
    person: PersonId | None,
) -> Iterator[Action]:
    for label in rule.clears(ticket, policy) if rule else ():
        yield RemoveLabel(ticket.ref, label, marker.rule, person, clears=True)
    yield Settle(ticket.ref, comment.id, replace(marker, standing=False), person)


def answered(ticket: Ticket, comment: Comment) -> bool:
    """Whether the owner ticked the box: that settles a notice, and we leave their edit alone."""
    return comment.ticked_by is not None and comment.ticked_by in ticket.assignees


def _labels(ticket: Ticket, finding: Finding, person: PersonId | None) -> Iterator[Action]:
    for label in finding.want:
        if not ticket.has(label):
            yield AddLabel(ticket.ref, label, finding.rule, person)
    for label in finding.shed:
        if ticket.has(label):
            yield RemoveLabel(ticket.ref, label, finding.rule, person)


def missing_labels(
    places: Iterable[Place], actions: Iterable[Action], always: Iterable[str]
) -> Iterator[MakeLabel]:
    """The labels to create first: some always and everywhere, others where they are put on."""
    wanted: dict[tuple[str, str], set[str]] = {}
    for action in actions:
        if isinstance(action, AddLabel):
            key = action.ticket.tracker, action.ticket.place
            wanted.setdefault(key, set()).add(action.label)
        elif isinstance(action, Open):
            key = action.opening.tracker, action.opening.place
            wanted.setdefault(key, set()).update(action.opening.labels)
    for place in places:
        known = {x.casefold() for x in place.labels}
        here = {*always, *wanted.get((place.tracker, place.key), ())}
        for label in sorted(here):
            if label.casefold() not in known:
                yield MakeLabel(place.tracker, place.key, label)
