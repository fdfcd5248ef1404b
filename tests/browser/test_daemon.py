"""`ilosync demo --serve` as a visitor meets it: page, trackers, webhooks and daemon together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from rich.console import Console

from ilosync.demo.serve import visited
from ilosync.sandbox.server import listen

from .conftest import Visit

TWO_SECONDS = 2_000


@pytest.fixture
def served(tmp_path: Path, visit: Visit) -> Iterator[Page]:
    """A browser on the co-op's board, with ilosync at work behind it."""
    with visited(Console(quiet=True), tmp_path) as (app, _), listen(app) as url:
        page = visit(url)
        yield page
        page.close()


def opens(page: Page, title: str, where: str) -> None:
    """Somebody opens an objective of their own."""
    form = page.locator("form", has=page.get_by_label("Title"))
    form.get_by_label("Title").fill(title)
    form.get_by_label(where).check()
    form.get_by_role("button").first.click()


def test_a_second_objective_is_answered_while_one_looks(served: Page):
    """The note appears by itself within two seconds, on the ticket that was just opened."""
    opens(served, "Read Rust", "GitHub")

    expect(served.get_by_text("nice to see another thing")).to_be_visible(timeout=TWO_SECONDS)
