"""Jira through the `jira` client, held to the promises of every tracker: Cloud and Data Center.

With `ILOSYNC_CONTRACTS` set, every exchange is held against Atlassian's descriptions too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

import pytest

from ilosync.core.model import Ref
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.server import serve
from ilosync.sandbox.jira.world import JiraWorld
from ilosync.trackers.jira.tracker import JiraTracker
from tests import jira_contracts
from tests.contract.further_contract import FurtherContract, FurtherStage
from tests.contract.our_own_contract import OurOwnContract
from tests.contract.stage import Stage
from tests.contract.tracker_contract import TrackerContract

PROJECT = "GROW"


class JiraStage:
    """People who use the sandbox's Jira in the browser, and our tracker beside them."""

    def __init__(self, world: JiraWorld, clock: SimulatedClock, tracker: JiraTracker) -> None:
        self.world, self.clock, self.tracker = world, clock, tracker

    def passes(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    def opens(self, by, title="Learn to listen", *, labels=(), assignees=(), body="") -> Ref:
        owner = next(iter(assignees), None)
        key = self.world.open(PROJECT, by, title, body, labels=labels, assignee=owner)
        return Ref("jira", key)

    def edits(self, by, ticket, body) -> None:
        self.world.edit(ticket.key, by, description=body)

    def body(self, ticket) -> str:
        return self.world.issue(ticket.key).now.description or ""

    def writes(self, by, ticket, text) -> str:
        return self.world.comment(ticket.key, by, text)

    def rewrites(self, by, comment, text) -> None:
        self.world.edit_comment(comment, by, text)

    def deletes(self, by, comment) -> None:
        self.world.delete_comment(comment, by)

    def seen(self, comment) -> str:
        return self.world.comment_of(comment)[1].body

    def labels(self, by, ticket, label) -> None:
        self.world.label(ticket.key, by, label)

    def unlabels(self, by, ticket, label) -> None:
        self.world.unlabel(ticket.key, by, label)

    def assigns(self, by, ticket, who) -> None:
        self.world.assign(ticket.key, by, who)

    def unassigns(self, by, ticket, who) -> None:  # noqa: ARG002 - there is one assignee
        self.world.assign(ticket.key, by, None)

    def removes(self, by, ticket) -> None:  # noqa: ARG002 - Jira does not tell who
        self.world.delete(ticket.key)

    def closes(self, by, ticket, *, let_go=False) -> None:
        (self.world.let_go if let_go else self.world.finish)(ticket.key, by)

    def reopens(self, by, ticket) -> None:
        self.world.reopen(ticket.key, by)

    def dates(self, by, ticket, day) -> None:
        self.world.edit(ticket.key, by, due=day or None)

    def leads(self, ticket, to) -> None:
        self.world.link_to(ticket.key, "grace-h", to, "The other one")


def stage_of(*, cloud: bool, dated: bool = False, **world: bool) -> Iterator[JiraStage]:
    """A world with one project on a port, and a tracker that talks to it."""
    clock = SimulatedClock(datetime(2026, 11, 16, 9, tzinfo=UTC))
    made = JiraWorld(clock, cloud, plain_ids=True, **world)
    made.project(PROJECT)
    auth = ("ilosync@example.test", "sandbox-token") if cloud else "sandbox-token"
    with serve(made) as url:
        checked = jira_contracts.VARIABLE in os.environ
        with jira_contracts.held(url, cloud=cloud) if checked else nullcontext():
            date: dict[str, Any] = {"date_field": "Due date", "write_date": True} if dated else {}
            tracker = JiraTracker("jira", [PROJECT], auth, clock, url=url, **date)
            yield JiraStage(made, clock, tracker)


class InJira(TrackerContract):
    """What Jira's markup looks like, and what Jira cannot tell."""

    mention = "[~ada-l]"
    greeting = "Hello *Ada*\n\nbq. quote"
    commanded = (
        "We talked.\n\n/ilo checkin 2026-11-20\n\nbq. /ilo pause\n\n{code:bash}\n/ilo resume\n"
        "{code}\n{quote}\n/ilo held\n{quote}\n[~ilosync] /ILO Snooze 2w\n"
    )
    tells_who_deleted = False


class TestJiraCloud(InJira):
    """Jira Cloud: search by token, accounts by accountId."""

    mention = "[~accountid:ada-l]"

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(cloud=True)


class TestJiraDataCenter(InJira):
    """Jira Data Center: search by number, accounts by name."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(cloud=False)


class TestJiraDataCenterMinimal(InJira):
    """A server that speaks no more than the core of Data Center's v2 interface."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(cloud=False, minimal=True)


class TestJiraThatLogsDeletions(InJira):
    """A Data Center that keeps deleted comments in the history."""

    tells_who_deleted = True

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(cloud=False, logs_deletions=True)


class OfOurOwn(OurOwnContract):
    """Comments on Jira take no signs."""

    mention = "[~ada-l]"
    signs = False


class TestJiraCloudOfOurOwn(OfOurOwn):
    """Types and steps as Cloud tells them."""

    mention = "[~accountid:ada-l]"

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(cloud=True)


class TestJiraDataCenterOfOurOwn(OfOurOwn):
    """The same by name."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(cloud=False)


class TestJiraDataCenterMinimalOfOurOwn(OfOurOwn):
    """A server that tells neither types for new tickets nor steps with a ticket."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(cloud=False, minimal=True)


class TestJiraWithDates(FurtherContract):
    """A field for the next check-in, and web links; on both products."""

    @pytest.fixture(params=["cloud", "data center"])
    def stage(self, request) -> Iterator[FurtherStage]:
        yield from stage_of(cloud=request.param == "cloud", dated=True)
