"""A small co-op with its page on a port, and how its pages read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser

import requests

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.world import JiraWorld
from ilosync.sandbox.page import Visitor, page
from ilosync.sandbox.server import listen
from ilosync.sandbox.world import World

REPO, PROJECT = "fernfield/learning", "GROW"
PEOPLE = (
    Visitor("Grace", github="grace-h"),
    Visitor("Linus", github="linus-t", jira="linus-t"),
    Visitor("Mo", jira="mo-k"),
)
GRACE, LINUS, MO = range(3)
RUST, MAPS = f"/github/{REPO}/1", "/jira/GROW-1"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b onclick=x>"


@dataclass
class Coop:
    """Both worlds, the page's address, and a browser."""

    github: World
    jira: JiraWorld
    url: str
    browser: requests.Session

    def get(self, path: str) -> str:
        """A page that is there."""
        answer = self.browser.get(self.url + path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, **fields: object) -> requests.Response:
        """What comes of a form, redirects followed."""
        return self.browser.post(self.url + path, data=fields)

    def be(self, who: int) -> None:
        """Be somebody else."""
        assert self.post("/you", who=who).status_code == 200


@contextmanager
def open_coop() -> Iterator[Coop]:
    """A ticket on GitHub, one in Jira."""
    clock = SimulatedClock(datetime(2026, 11, 23, 10, tzinfo=UTC))
    github, jira = World(clock), JiraWorld(clock, cloud=True)
    github.repository(REPO, labels=("ILO", "bug"))
    github.open(REPO, "linus-t", "Rust", "Slowly", labels=["ILO"], assignees=["linus-t"])
    jira.project(PROJECT, "Growing")
    jira.open(PROJECT, "mo-k", "Maps", "In *public*", labels=["ILO"], assignee="mo-k")
    with listen(page(github, jira, PEOPLE)) as url, requests.Session() as browser:
        yield Coop(github, jira, url, browser)


class Seen(HTMLParser):
    """Tags with their attributes, and all text, as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data
