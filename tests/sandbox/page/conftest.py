"""The co-op and its page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.page.coop import Coop, open_coop


@pytest.fixture
def coop() -> Iterator[Coop]:
    """A ticket on GitHub, one in Jira."""
    with open_coop() as coop:
        yield coop
