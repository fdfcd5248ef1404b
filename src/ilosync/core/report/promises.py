"""Promises: the week's issue, told; tonight's is made of what was counted, small numbers gone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from ilosync.core.policy import Policy
from ilosync.core.rule import Rule

from .issue import Issue, Night, issues, published
from .series import charts
from .small import STEP, Count, Figure, Why, held_back
from .values import Metric, Part, Promises
from .words import PARTS, TITLES, words


def tonight(
    counts: Iterable[Count],
    teams: Figure | None,
    policy: Policy,
    at: datetime,
    rules: Iterable[Rule],
) -> Issue:
    """An issue of what was counted, with everything held back that must be."""
    figures = tuple(held_back(c, policy.min_group) for c in counts)
    figures += (teams,) if teams is not None else ()
    if policy.narrow:
        figures = tuple(_in_words(f) for f in figures)
    return Issue(at, _terms(policy, rules), figures)


def promises(history: tuple[Night, ...], issue: Issue, *, whole: bool) -> Promises:
    """What is for everybody tonight: this issue, or the one that stands since Monday."""
    standing = published(history, issue, whole=whole)
    if standing is None:
        return Promises(None)
    metrics = tuple(_metric(f) for f in standing.figures)
    return Promises(standing, metrics, charts(issues(history, standing)))


def _in_words(figure: Figure) -> Figure:
    """Without a charter no number is published, nor kept."""
    return Figure(figure.id, why=figure.why or Why.CHARTER, words=words(figure, narrow=True))


def _metric(figure: Figure) -> Metric:
    parts = [Part(name, PARTS[name], n) for name, n in figure.parts.items()]
    parts += [Part(g.id, TITLES[g.id], g.value, g.n) for g in figure.groups if g.value is not None]
    return Metric(
        figure.id,
        TITLES[figure.id],
        " ".join(_told(figure)),
        figure.value,
        figure.n,
        tuple(parts),
        figure.why or "",
    )


def _told(figure: Figure) -> Iterable[str]:
    yield words(figure, narrow=False)
    for group in figure.groups:
        text = words(group, narrow=False)
        yield f"{TITLES[group.id]}: {text[0].lower()}{text[1:]}"


def _terms(policy: Policy, rules: Iterable[Rule]) -> str:
    """Eight hexadecimal digits that change when something else is counted, or otherwise."""
    terms = [
        STEP,
        policy.min_group,
        policy.narrow,
        policy.label,
        policy.new_starter_days,
        policy.between_days,
        policy.draft_days,
        policy.check_in_months,
        policy.onboarding_months,
        list(policy.session_months),
        sorted(r.id for r in rules),
    ]
    return hashlib.sha256(json.dumps(terms).encode()).hexdigest()[:8]
