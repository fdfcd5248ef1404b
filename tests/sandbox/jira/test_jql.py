"""Jira's query language: each clause finds what it says."""

from __future__ import annotations

import pytest

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.nope import Nope
from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import keys, two_projects

RUST, COOK, PRINTER, DANCE, SHED = "LEARN-1", "LEARN-2", "WORK-1", "LEARN-3", "WORK-2"
CLAUSES = [
    ("project = LEARN", {RUST, COOK, DANCE}),
    ("project = learning", {RUST, COOK, DANCE}),
    ("project != LEARN", {PRINTER, SHED}),
    ("project in (LEARN, WORK)", {RUST, COOK, DANCE, PRINTER, SHED}),
    ("labels = ILO", {RUST, DANCE, SHED}),
    ('labels in ("ilo:next", bug)', {DANCE, PRINTER}),
    ("labels != bug", {RUST, DANCE, SHED}),  # what has no label is not found either
    ("labels not in (ILO)", {PRINTER}),
    ("NOT labels = ILO", {PRINTER}),
    ("labels is EMPTY", {COOK}),
    ("labels = EMPTY", {COOK}),
    ("labels is not null", {RUST, PRINTER, DANCE, SHED}),
    ("labels in (bug, EMPTY)", {PRINTER, COOK}),
    ("labels = unheard-of", set()),
    ("issuetype = ILO", {RUST}),
    ("type in (ILO, Bug)", {RUST, PRINTER}),
    ('status = "To Do"', {RUST, COOK, PRINTER}),
    ('status != "to do"', {DANCE, SHED}),
    ("statusCategory = Done", {DANCE}),
    ("statusCategory != done", {RUST, COOK, PRINTER, SHED}),
    ('statusCategory in ("In Progress", new)', {RUST, COOK, PRINTER, SHED}),
    ('resolution = "Won\'t Do"', {DANCE}),
    ("resolution = Unresolved", {RUST, COOK, PRINTER, SHED}),
    ("resolution is EMPTY", {RUST, COOK, PRINTER, SHED}),
    ("resolution != Done", {DANCE}),
    ("assignee is EMPTY", {PRINTER, DANCE, SHED}),
    ("assignee is not EMPTY", {RUST, COOK}),
    ("assignee in membersOf(team)", {RUST}),
    ("reporter = currentUser()", {SHED}),
    ("reporter != currentUser()", {RUST, COOK, PRINTER, DANCE}),
    ("creator in (currentUser())", {SHED}),
    ("updated >= -15m", {SHED}),
    ("updated < -15m", {RUST, COOK, PRINTER, DANCE}),
    ("updated >= -1h", {SHED, DANCE}),
    ("created > -2h", {DANCE, SHED}),
    ("created <= -2h", {RUST, COOK, PRINTER}),
    ("created >= -60d", {RUST, COOK, PRINTER, DANCE, SHED}),
    ('created >= "-1d 2h"', {RUST, COOK, PRINTER, DANCE, SHED}),
    ('created >= "2026-11-23 13:00"', {PRINTER, DANCE, SHED}),  # eleven, twelve … in Berlin
    ('created < "2026/11/23 13:00"', {RUST, COOK}),
    ('updated >= "2026-11-24"', set()),
    ("created >= startOfDay()", {RUST, COOK, PRINTER, DANCE, SHED}),
    ("created > endOfDay()", set()),
    ("created > startOfDay(-1d)", {RUST, COOK, PRINTER, DANCE, SHED}),
    ("created <= now()", {RUST, COOK, PRINTER, DANCE, SHED}),
    ("resolved >= -60d", {DANCE}),
    ("resolutiondate is EMPTY", {RUST, COOK, PRINTER, SHED}),
    ("resolutiondate is not EMPTY", {DANCE}),
    ("duedate is EMPTY", {RUST, COOK, PRINTER, DANCE, SHED}),
    ("summary ~ learn", {RUST, COOK, DANCE}),
    ('summary ~ "ILO:"', {COOK}),
    ('summary ~ "learn to"', {COOK, DANCE}),
    ('summary ~ "\\"learn to cook\\""', {COOK}),
    ('summary ~ "\\"cook to learn\\""', set()),
    ("summary ~ 'pain*'", {SHED}),
    ("summary !~ learn", {PRINTER, SHED}),
    ("text ~ rust", {RUST, SHED}),
    ("text ~ joy", {COOK}),
    ("description is EMPTY", {RUST, PRINTER, DANCE, SHED}),
    ("comment ~ colour", {SHED}),
    ("key = LEARN-1", {RUST}),
    ("issuekey in (learn-1, WORK-2)", {RUST, SHED}),
    ("key != LEARN-1 AND project = LEARN", {COOK, DANCE}),
    ("labels = ILO AND statusCategory != Done", {RUST, SHED}),
    ("labels = bug OR labels = ILO AND project = LEARN", {PRINTER, RUST, DANCE}),
    ("(labels = bug OR labels = ILO) AND project = LEARN", {RUST, DANCE}),
    ("NOT (project = LEARN OR labels = bug)", {SHED}),
    ("NOT (project = LEARN AND labels = ILO)", {PRINTER, SHED}),
    ("!(project = LEARN) && labels = bug || key = LEARN-1", {PRINTER, RUST}),
    ("project=LEARN and labels=ILO", {RUST, DANCE}),
]


@pytest.mark.parametrize(("jql", "found"), CLAUSES, ids=[x for x, _ in CLAUSES])
def test_a_clause_finds_what_it_says(team: JiraWorld, jql: str, found: set[str]):
    """Field by field, operator by operator."""
    assert set(keys(team, jql)) == found


def test_people_and_issues_are_found_by_their_ids(team: JiraWorld):
    """The accountId or user name; the issue's number; never the handle of the browser."""
    ada, number = team.user("ada-l"), team.issue(RUST).id

    assert keys(team, f'assignee = "{ada.id}"') == [RUST]
    assert keys(team, f"id in ({number})") == [RUST]
    if team.cloud:
        with pytest.raises(Nope):
            keys(team, f'assignee = "{ada.shown}"')
    else:
        assert keys(team, f"assignee = {ada.key}") == [RUST]


def test_a_moved_issue_is_found_by_either_key(team: JiraWorld):
    """The old key leads on in queries as well."""
    team.move(RUST, "ada-l", "WORK")

    assert keys(team, "key = LEARN-1") == keys(team, "key = WORK-3") == ["WORK-3"]


ORDERS = [
    ("project = LEARN ORDER BY created ASC", [RUST, COOK, DANCE]),
    ("project = LEARN ORDER BY created", [DANCE, COOK, RUST]),  # dates fall unless told otherwise
    ("project = LEARN order by key desc", [DANCE, COOK, RUST]),
    ("project = LEARN ORDER BY summary", [COOK, RUST, DANCE]),
    ("labels is not EMPTY ORDER BY project, created asc", [RUST, DANCE, PRINTER, SHED]),
    ("updated >= -60d ORDER BY updated DESC, key ASC", [SHED, DANCE, PRINTER, COOK, RUST]),
    ("project = LEARN", [DANCE, COOK, RUST]),
]


@pytest.mark.parametrize(("jql", "found"), ORDERS, ids=[x for x, _ in ORDERS])
def test_an_order_is_kept(team: JiraWorld, jql: str, found: list[str]):
    """By one field or several; the newest first where there is none."""
    assert keys(team, jql) == found


def test_dates_are_of_the_askers_time_zone(clock: SimulatedClock):
    """The same text means another moment to somebody else."""
    world = two_projects(clock, cloud=True)
    world.open("LEARN", "ada-l", "Learn Rust")
    jql = 'created >= "2026-11-23 10:30"'
    assert keys(world, jql) == ["LEARN-1"]

    world.user(world.me).zone = "UTC"
    assert keys(world, jql) == []
