"""The pictures of the demo's report: `python -m docs.report_pictures` writes docs/report-*.png.

They are pages of a run of the demo in a real browser, cropped to the page. Promises and a page of
Mine are of its last day; To-do is of a day in May, by what `ilosync report --on` does, for nothing
is owed on the last one.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console

from ilosync.bootstrap import build, configure_logs
from ilosync.commands.past_days import Days, write_days
from ilosync.demo.coop import stand
from ilosync.demo.story import tell

HERE = Path(__file__).parent
OWED_ON = "2026-05-28"
DESK, PHONE = 1180, 390  # widths of a window


@dataclass(frozen=True)
class Picture:
    """One page: the file it becomes, and the window it is seen in."""

    name: str
    face: str
    width: int = DESK
    scheme: str = "light"
    until: str = "body"  # the picture ends where this ends

    def take(self, browser: Browser, folder: Path) -> None:
        """Open the page out of `folder` and write it as a picture."""
        page = browser.new_page(
            viewport={"width": self.width, "height": 600}, color_scheme=self.scheme
        )
        page.goto((folder / self.face).as_uri())
        box = page.locator("body").bounding_box()
        end = page.locator(self.until).bounding_box()
        if box is None or end is None:
            raise LookupError(f"{self.face} has no {self.until}")
        box["height"] = end["y"] + end["height"]
        page.screenshot(path=HERE / f"report-{self.name}.png", clip=box, full_page=True)
        page.close()


PICTURES = (
    Picture("promises", "promises.html"),
    Picture("promises-dark-phone", "promises.html", PHONE, "dark"),
    Picture("mine", "named/me/ada.html", until="table"),
    Picture("todo", "past/named/todo.html"),
)


def play(folder: Path) -> None:
    """Run the demo: its report into `folder`, and that of a day in May into `past`."""
    out = Console(quiet=True)
    with stand() as here:
        tell(out, folder, here)
        house, now = build(here.config, here.clock, environ=here.environ), here.clock.now()
        write_days(house, Days.of(OWED_ON, None, house, now), folder / "past", ("html",), now)


def main() -> None:
    """Play the demo and take the pictures."""
    configure_logs()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        play(folder)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in PICTURES:
            picture.take(browser, folder)
        browser.close()


if __name__ == "__main__":
    main()
