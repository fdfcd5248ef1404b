"""A real browser on the page: Debian's chromium, driven by Playwright.

`CHROMIUM` names another one. Where there is none the tests are skipped, but never in CI.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.sandbox.page.coop import Coop, open_coop

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 5_000  # milliseconds

Visit = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser, started once; gone before other tests, whose event loops it would disturb."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "there is no chromium: install Debian's package of that name, or set CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def coop() -> Iterator[Coop]:
    """The co-op without ilosync; who wants it answered runs it on `coop.github` and `coop.jira`."""
    with open_coop() as coop:
        yield coop


@pytest.fixture
def visit(browser: Browser, coop: Coop) -> Iterator[Visit]:  # noqa: ARG001  it ends first
    """Open an address as somebody new; what browsers complain about fails the test at its end.

    Options are those of Playwright's `new_context`: `viewport`, `color_scheme`,
    `java_script_enabled` …
    """
    contexts, complaints = [], []

    def visit(url: str, **options: object) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        page.on(
            "console",
            lambda x: complaints.append(x.text) if x.type in {"error", "warning"} else None,
        )
        page.goto(url)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def visitor(visit: Visit, coop: Coop) -> Page:
    """A browser on the board, as Linus."""
    return visit(coop.url)
