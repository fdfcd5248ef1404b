"""R13: a team's quarterly talk about values and goals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ilosync.core.dates import midnight, quarter
from ilosync.core.model import Person, Readers, RuleId, Span, Ticket
from ilosync.core.policy import Policy
from ilosync.core.rule import Coming, Finding, Opening, Rule, Severity
from ilosync.core.stand_in import stand_in
from ilosync.core.together import (
    Goal,
    facilitator,
    goals,
    listed,
    quarter_day,
    quarter_name,
    quarter_of,
    shown,
    teams,
    width,
)
from ilosync.core.view import CoopView


class TeamQuarter(Rule):
    """Each quarter every team looks again at its values and at what each of them is trying to
    learn, managers included. Two weeks before the quarter's last working day ilosync opens a
    ticket with an agenda in its `home`, for a facilitator who is another one each quarter and may
    hand it on. Held means that the ticket was closed. Nobody's attendance is noted, nor who said
    what. Not without a charter."""

    id = RuleId("team_quarter")
    title = "Values and goals, each quarter"
    severity = Severity.DUTY
    practices = ("P08", "P07", "P29", "P30", "P34")
    facts = {
        "quarter": "2026 Q4",
        "team": "platform|",
        "planned": "2026-12-30",
        "goals": '[["somebody","github","acme/learning#7"]]|[]',
        "more": "",
    }

    def about_everyone(self, view: CoopView, policy: Policy) -> Iterable[Finding]:
        """Asks for a team's ticket from two weeks before the day until the day."""
        if policy.narrow or not policy.homes:
            return
        span = quarter(view.today, policy.quarter_first_month)
        own, shared = self._own(span, view), None
        for team, people in teams(view).items():
            lead = facilitator(people, span, policy.quarter_ahead_days)
            day = quarter_day(lead, span)
            ahead = day - timedelta(days=policy.quarter_ahead_days)
            if ahead <= view.today <= day and not _theirs(people, own):
                shared = _shared(policy.homes[0], view) if shared is None else shared
                yield self._finding(team, people, lead, span, shared, policy)

    def coming_together(self, view: CoopView, policy: Policy, until: date) -> Iterable[Coming]:
        """The days of this quarter and of the next ones, for each team."""
        if policy.narrow or not policy.homes:
            return
        for team, people in teams(view).items():
            span = quarter(view.today, policy.quarter_first_month)
            while span.first <= until and span.last is not None:
                day = quarter_day(facilitator(people, span, policy.quarter_ahead_days), span)
                if view.today <= day <= until:
                    key = f"{self.id}.{_period(span, team)}"
                    yield Coming(day, "team talk", tuple(p.id for p in people), key)
                span = quarter(span.last + timedelta(days=1), policy.quarter_first_month)

    def _own(self, span: Span, view: CoopView) -> tuple[Ticket, ...]:
        """The tickets for this quarter that people opened themselves."""
        policy = view.policy
        return tuple(
            t
            for t in view.snapshot.tickets
            if t.marker is None
            and t.has(policy.quarter)
            and quarter_of(t, policy).first == span.first
        )

    def _finding(
        self,
        team: str,
        people: tuple[Person, ...],
        lead: Person,
        span: Span,
        shared: tuple[Goal, ...],
        policy: Policy,
    ) -> Finding:
        day = quarter_day(lead, span)
        ahead = day - timedelta(days=policy.quarter_ahead_days)
        name = quarter_name(span, policy.quarter_first_month)
        members = {p.id for p in people}
        return Finding(
            self.id,
            _period(span, team),
            midnight(ahead, policy.time_zone),
            facts={
                "quarter": name,
                "team": team,
                "planned": day.isoformat(),
                **listed(g for g in shared if g.owner.id in members),
            },
            asks=(lead.id,),
            dated=day,
            opens=Opening(*policy.homes[0], (policy.quarter,), (lead.id,)),
            why=f"values and goals, {name}, are planned for {day.isoformat()}",
        )


def _period(span: Span, team: str) -> str:
    return f"{span.first:%Y%m}.{stand_in(team)}"


def _theirs(people: tuple[Person, ...], own: tuple[Ticket, ...]) -> bool:
    """Whether somebody of the team has opened one, or is on it."""
    return any(
        p.accounts.get(t.ref.tracker, "") in (t.author, *t.assignees) for t in own for p in people
    )


def _shared(home: tuple[str, str], view: CoopView) -> tuple[Goal, ...]:
    """The goals that people share, where the place is one that only the team reads."""
    page = next((p for p in view.snapshot.places if (p.tracker, p.key) == home), None)
    if page is None or width(page, Readers.PUBLIC) > list(Readers).index(Readers.TEAM):
        return ()
    return shown(goals(view), page, view.snapshot.places)
