"""The tracker in memory keeps the contract; it is also its own stage."""

from __future__ import annotations

import pytest

from ilosync.trackers.memory import MemoryTracker
from tests.contract.further_contract import FurtherContract
from tests.contract.our_own_contract import STRANGER, OurOwnContract
from tests.contract.tracker_contract import TrackerContract


class MemoryStage(MemoryTracker):
    """People's hands and the tracker are one object here."""

    @property
    def tracker(self) -> MemoryTracker:
        return self


class TestMemory(TrackerContract):
    """The contract, in memory."""

    @pytest.fixture
    def stage(self) -> MemoryStage:
        return MemoryStage()


class TestMemoryOfOurOwn(OurOwnContract):
    """What we open, close and nod at."""

    @pytest.fixture
    def stage(self) -> MemoryStage:
        made = MemoryStage()
        made.strangers.add(STRANGER)
        return made


class TestMemoryWithoutSigns(OurOwnContract):
    """Comments that take no signs, as Jira's."""

    signs = False

    @pytest.fixture
    def stage(self) -> MemoryStage:
        made = MemoryStage(signs=False)
        made.strangers.add(STRANGER)
        return made


class TestMemoryWithDates(FurtherContract):
    """A field for the next check-in, and links."""

    @pytest.fixture
    def stage(self) -> MemoryStage:
        return MemoryStage(dated=True)
