"""The report for programs: JSON (docs/report.md, docs/report.schema.json) and CSV.

What is held back is not there at all.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from io import StringIO
from typing import Any

from ilosync.core.report import Report
from ilosync.core.report.small import STEP
from ilosync.core.report.values import Chart, Duty, Metric, Part

SCHEMA = 1

Json = dict[str, Any]


def promises_json(report: Report) -> str:
    """Promises as a document of the published schema."""
    issue = report.promises.issue
    found: Json = {
        "schema": SCHEMA,
        **_head(report),
        "counted": issue.at.isoformat() if issue else None,
        "rounded_to": STEP,
        "metrics": [_metric(m) for m in report.promises.metrics],
        "charts": [_chart(c) for c in report.promises.charts],
        "charter": _charter(report),
    }
    return _written(found)


def todo_json(report: Report) -> str:
    """To-do as a document of the published schema; by name."""
    tool = report.tool
    found: Json = {
        "schema": SCHEMA,
        **_head(report),
        "owed": [_duty(d) for d in report.todo],
        "tool": {
            "notes": tool.notes,
            "most_to_one_person": tool.most,
            "waiting": tool.waiting,
            "held": tool.held,
            "unheard": tool.unheard,
            "planned": tool.planned,
            "brake": tool.brake,
            "requests": {name: dict(kinds) for name, kinds in sorted(tool.spent.items())},
        },
    }
    return _written(found)


def promises_csv(report: Report) -> str:
    """A line for each number: metric, group, value, n, suppressed."""
    rows: list[tuple[object, ...]] = []
    for metric in report.promises.metrics:
        held = "yes" if metric.suppressed else "no"
        rows.append((metric.id, "", metric.value, metric.n, held))
        rows += [(metric.id, p.id, p.value, p.n, "no") for p in metric.parts]
    return _table(("metric", "group", "value", "n", "suppressed"), rows)


def todo_csv(report: Report) -> str:
    """A line for each thing that is owed."""
    rows = (
        (d.to, d.what, d.by, d.on or "", d.since, d.rule, d.ticket or "", d.url)
        for d in report.todo
    )
    return _table(("to", "what", "by", "planned_for", "since", "rule", "ticket", "url"), rows)


# --- pieces -----------------------------------------------------------------------------------


def _head(report: Report) -> Json:
    return {
        "as_of": report.at.isoformat(),
        "sources": [
            {"name": s.name, "as_of": s.at.isoformat() if s.at else None, "whole": s.whole}
            for s in report.sources
        ],
    }


def _charter(report: Report) -> Json:
    review = report.review.isoformat() if report.review else None
    return {"agreed": not report.narrow, "review_by": review}


def _metric(metric: Metric) -> Json:
    found: Json = {"id": metric.id, "title": metric.title, "words": metric.words}
    found["suppressed"] = metric.suppressed
    if metric.suppressed:
        return found | {"reason": metric.reason}
    return found | {
        "value": metric.value,
        "n": metric.n,
        "parts": [_part(p) for p in metric.parts],
    }


def _part(part: Part) -> Json:
    found: Json = {"id": part.id, "title": part.title, "value": part.value}
    if part.n is not None:
        found["n"] = part.n
    return found


def _chart(chart: Chart) -> Json:
    return {
        "id": chart.id,
        "title": chart.title,
        "unit": chart.unit,
        "points": [p.isoformat() for p in chart.points],
        "lines": [{"name": x.name, "values": list(x.values)} for x in chart.lines],
        "changed": [p.isoformat() for p in chart.changed],
    }


def _duty(duty: Duty) -> Json:
    return {
        "to": duty.to,
        "what": duty.what,
        "by": duty.by,
        "planned_for": duty.on.isoformat() if duty.on else None,
        "since": duty.since.isoformat(),
        "rule": duty.rule,
        "promise": duty.promise,
        "ticket": str(duty.ticket) if duty.ticket else None,
        "url": duty.url or None,
        "unheard": duty.unheard,
    }


def _written(found: Json) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    text = StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(head)
    table.writerows([_plain(x) for x in row] for row in rows)
    return text.getvalue()


def _plain(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value
