"""GitHub through PyGithub, held to the promises of every tracker: by GraphQL, and by REST alone.

With `ILOSYNC_CONTRACTS` set, every exchange is held against GitHub's published documents too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest

from ilosync.core.model import Ref
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.faults import Fault
from ilosync.sandbox.server import serve
from ilosync.sandbox.world import World
from ilosync.trackers.github.tracker import GithubTracker
from tests import contracts
from tests.contract.our_own_contract import OurOwnContract
from tests.contract.stage import Stage
from tests.contract.tracker_contract import TrackerContract

PLACE = "acme/learning"


class GithubStage:
    """People who use the sandbox in the browser, and our tracker beside them."""

    def __init__(self, world: World, clock: SimulatedClock, tracker: GithubTracker) -> None:
        self.world, self.clock, self.tracker = world, clock, tracker

    def passes(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    def opens(self, by, title="Learn to listen", *, labels=(), assignees=(), body="") -> Ref:
        number = self.world.open(PLACE, by, title, body, labels, assignees)
        return Ref("github", f"{PLACE}#{number}")

    def edits(self, by, ticket, body) -> None:
        self.world.edit_issue(PLACE, ticket.number, by, body=body)

    def body(self, ticket) -> str:
        return self.world.issue(PLACE, ticket.number).body

    def writes(self, by, ticket, text) -> str:
        return str(self.world.comment(PLACE, ticket.number, by, text))

    def rewrites(self, by, comment, text) -> None:
        self.world.edit_comment(int(comment), by, text)

    def deletes(self, by, comment) -> None:
        self.world.delete_comment(int(comment), by)

    def seen(self, comment) -> str:
        return self.world.comment_of(int(comment))[1].body

    def labels(self, by, ticket, label) -> None:
        self.world.label(PLACE, ticket.number, by, label)

    def unlabels(self, by, ticket, label) -> None:
        self.world.unlabel(PLACE, ticket.number, by, label)

    def assigns(self, by, ticket, who) -> None:
        self.world.assign(PLACE, ticket.number, by, who)

    def unassigns(self, by, ticket, who) -> None:
        self.world.unassign(PLACE, ticket.number, by, who)

    def removes(self, by, ticket) -> None:
        del by
        self.world.delete_issue(PLACE, ticket.number)

    def closes(self, by, ticket, *, let_go=False) -> None:
        self.world.close(PLACE, ticket.number, by, "not_planned" if let_go else "completed")

    def reopens(self, by, ticket) -> None:
        self.world.reopen(PLACE, ticket.number, by)


def stage_of(*faults: Fault, base: str = "", organization: str = "") -> Iterator[GithubStage]:
    """A world with one repository on a port, and a tracker that talks to it."""
    clock = SimulatedClock(datetime(2026, 11, 16, 9, tzinfo=UTC))
    world = World(clock)
    world.repository(PLACE, ("ILO", "ilo:paused", "bug"))
    world.faults.extend(faults)
    checked = contracts.held() if contracts.VARIABLE in os.environ else nullcontext()
    with serve(world) as url, checked:
        places = [] if organization else [PLACE]
        tracker = GithubTracker(
            "github", places, "sandbox-token", clock, url=url + base, organization=organization
        )
        yield GithubStage(world, clock, tracker)


class TestGithubByGraphql(TrackerContract, OurOwnContract):
    """github.com as most see it."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of()


class TestGithubEnterprise(TrackerContract, OurOwnContract):
    """The addresses of GitHub Enterprise Server: `/api/v3` and `/api/graphql`."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(base="/api/v3")


class TestGithubByRestAlone(TrackerContract, OurOwnContract):
    """A server or a token without GraphQL."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(Fault("no_graphql"))


class TestGithubOrganization(TrackerContract, OurOwnContract):
    """All repositories of an organisation, found by search."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(organization="Acme")


class TestGithubOrganizationByRestAlone(TrackerContract, OurOwnContract):
    """The same without GraphQL."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        yield from stage_of(Fault("no_graphql"), organization="acme")
