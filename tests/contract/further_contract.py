"""What a tracker promises that has a field for a date, and links that no reading shows."""

from __future__ import annotations

from typing import Protocol

import pytest

from ilosync.core.model import Ref, Ticket, Turn
from ilosync.errors import Refused, Unproven
from tests.contract.stage import Stage
from tests.contract.tracker_contract import read

THERE = "https://github.example/acme/learning/issues/12"


class FurtherStage(Stage, Protocol):
    """A stage with hands for both."""

    def dates(self, by: str, ticket: Ref, day: str) -> None:
        """Somebody writes a date into the field, or clears it."""

    def leads(self, ticket: Ref, to: str) -> None:
        """Somebody links a ticket to an address."""


def dates(ticket: Ticket) -> list[tuple[str, bool]]:
    """What was written into the field, and whether we did it."""
    return [(e.what, e.ours) for e in ticket.events if e.turn is Turn.DATE_SET]


class FurtherContract:
    """Promises of `set_day`, `links` and what a body says."""

    def test_a_day_is_written_and_known_as_ours(self, stage: FurtherStage):
        """Written, changed and taken out; nothing else of the ticket is touched."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        assert read(stage, ref).planned == ""
        was = ""
        for day in ("2026-12-01", "2027-03-01", ""):
            stage.passes(60)
            stage.tracker.set_day(ref, day, was)
            was = day
            assert read(stage, ref).planned == day

        ticket = read(stage, ref)
        assert dates(ticket) == [(x, True) for x in ("2026-12-01", "2027-03-01", "")]
        assert (ticket.labels, ticket.assignees) == ({"ILO"}, ("ada-l",))

    def test_a_persons_day_is_never_written_over(self, stage: FurtherStage):
        """Not even one that no reading has shown yet."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        read(stage, ref)
        stage.dates("ada-l", ref, "2026-12-24")
        with pytest.raises(Unproven):
            stage.tracker.set_day(ref, "2026-12-01", "")

        ticket = read(stage, ref)
        assert ticket.planned == "2026-12-24"
        assert dates(ticket) == [("2026-12-24", False)]

    def test_a_day_may_be_written_twice(self, stage: FurtherStage):
        """After a lost answer; the second time changes nothing."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        for _ in range(2):
            stage.tracker.set_day(ref, "2026-12-01", "")

        assert dates(read(stage, ref)) == [("2026-12-01", True)]

    def test_a_ticket_that_is_gone_has_no_day(self, stage: FurtherStage):
        """Refused, as everything else there."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.removes("grace-h", ref)
        with pytest.raises(Refused):
            stage.tracker.set_day(ref, "2026-12-01", "")

    def test_links_are_told_of_tickets_that_were_read(self, stage: FurtherStage):
        """Addresses as they are compared; of a ticket without links nothing."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        other = stage.opens("bo-b", labels=("ILO",), assignees=("bo-b",))
        stage.leads(ref, f"{THERE}#comment-3")
        read(stage, ref)
        found = stage.tracker.links([ref, other])

        assert found[ref] == {THERE}
        assert not found.get(other)

    def test_a_link_that_is_new_is_told(self, stage: FurtherStage):
        """Once the ticket was read again."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.leads(ref, THERE)
        read(stage, ref)
        assert stage.tracker.links([ref]) == {ref: {THERE}}
        stage.passes(60)
        stage.leads(ref, THERE.replace("12", "13"))
        read(stage, ref)

        assert stage.tracker.links([ref])[ref] == {THERE, THERE.replace("12", "13")}

    def test_a_body_may_say_what_is_the_same(self, stage: FurtherStage):
        """A line of its own."""
        body = f"My goal\n\nSame ILO: {THERE}\n\nSame ILO: it, or GROW-3\n"
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",), body=body)

        assert read(stage, ref).same_as == {THERE}
