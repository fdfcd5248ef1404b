"""The picture of the demo's page in the README: `python -m docs.play_picture` writes docs/play.png.

A visitor opens a second objective in a real browser, and ilosync answers, as it does for anybody.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright
from rich.console import Console

from ilosync.bootstrap import configure_logs
from ilosync.demo.serve import visited
from ilosync.sandbox.server import listen

HERE = Path(__file__).parent


def main() -> None:
    """Play a visitor and take the picture."""
    configure_logs()
    chromium = shutil.which("chromium")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": 1180, "height": 640}, reduced_motion="reduce", color_scheme="light"
        )
        with visited(Console(quiet=True), Path(folder)) as (app, _), listen(app) as url:
            page.goto(url)
            page.get_by_label("Title").fill("Read Rust without fear, at last")
            page.get_by_role("button", name="Open it as").click()
            expect(page.get_by_text("nice to see another thing")).to_be_visible()
            page.wait_for_timeout(1_500)
            page.screenshot(path=HERE / "play.png")
        browser.close()


if __name__ == "__main__":
    main()
