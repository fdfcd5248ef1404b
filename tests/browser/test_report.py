"""The report in a real browser: nothing for axe to find, and it fits phone, desktop and paper."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from rich.console import Console

from ilosync.bootstrap import build
from ilosync.commands.past_days import Days, write_days
from ilosync.core.policy import Policy
from ilosync.demo.coop import REPO, Coop, stand
from ilosync.demo.story import tell
from ilosync.reports.write import nightly, write
from ilosync.rules import RULES
from tests.reports.coop import NOW, House, house
from tests.reports.test_forms import season

FACES = ("promises.html", "named/todo.html", "named/people/p0.html", "named/me/p1.html")
NAMES = {"grace-h": "Grace", "linus-t": "Linus", "mo-k": "Mo", "robin-w": "Robin", "ada-l": "Ada"}
NEWCOMER = "ada-l"
JUNE = "2026-06-01"
JUNE_AT = datetime(2026, 6, 1, 8, tzinfo=UTC)  # 10:00 in Berlin
READ_FOR = timedelta(days=60)  # so long is a closed ticket still read
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
Open = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser) -> Iterator[Open]:
    """Open a file in a browser of its own; what it complains about fails the test."""
    contexts, complaints = [], []

    def opens(path: Path, **options: object) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: complaints.append(r.url) if "file:" not in r.url else None)
        page.on("console", lambda x: complaints.append(x.text) if x.type == "error" else None)
        page.goto(path.as_uri())
        return page

    yield opens
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nights of several kinds, each in a folder."""
    folder = tmp_path_factory.mktemp("reports")
    write(season(), folder / "season")
    for name, each in (
        ("five", house(5)),
        ("words", house(40, policy=Policy())),
        ("partial", house(40, unread=True)),
        ("perfect", house(40, perfect=True)),
        ("nobody", house(0)),
    ):
        write(each.report(), folder / name)
    return folder


@pytest.mark.parametrize("night", ["season", "five", "words", "partial", "perfect", "nobody"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opens: Open, reports: Path, night: str, scheme: str):
    """On each face, in light and in dark, whatever the night was like."""
    for face in FACES:
        path = reports / night / face
        if path.exists():
            page = opens(path, color_scheme=scheme)
            page.locator("details").evaluate_all("all => all.forEach(x => x.open = true)")
            found = Axe().run(page)
            assert found.violations_count == 0, (face, found.generate_report())


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_sticks_out(opens: Open, reports: Path, face: str, size: dict[str, int]):
    """No page is wider than its window."""
    page = opens(reports / "season" / face, viewport=size)

    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_it_is_dark_where_that_is_wished(opens: Open, reports: Path):
    """Text and lines follow the page, in charts too."""
    path, inks = reports / "season" / "promises.html", []
    for scheme in ("light", "dark"):
        page = opens(path, color_scheme=scheme)
        inks.append(
            [
                page.locator(where).first.evaluate(f"x => getComputedStyle(x).{what}")
                for where, what in (
                    ("body", "backgroundColor"),
                    (".lines .axis text", "fill"),
                    (".lines .series .line", "stroke"),
                )
            ]
        )

    assert all(light != dark for light, dark in zip(*inks, strict=True))


def test_the_keyboard_opens_a_table(opens: Open, reports: Path):
    """What is drawn can be unfolded as numbers without a mouse."""
    page = opens(reports / "season" / "promises.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.locator("details[open] table").is_visible()


def test_it_prints_on_a4(opens: Open, reports: Path):
    """On white paper whatever the screen; Promises with charts on two pages."""
    page = opens(reports / "season" / "promises.html", color_scheme="dark")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    page.emulate_media(media="print")

    assert page.locator("body").evaluate("x => getComputedStyle(x).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2


def test_four_thousand_people_are_a_page(opens: Open, tmp_path: Path):
    """A large organisation's Promises read as a small one's, in thousands."""
    known = house(4_000)
    few = House(house(40).snapshot)
    value, _ = nightly(known.snapshot, few.plan, known.policy, NOW, RULES, tmp_path)
    page = opens(tmp_path / "promises.html", viewport=PHONE)

    assert value.promises.metrics[0].n == 4_000
    assert re.search(r"About 3,\d{3} of 4,000 have one", page.locator("main").inner_text())


# --- the demo's report against the sandbox's own truth -------------------------------------------


@dataclass(frozen=True)
class Demo:
    """The sandbox after the story, the folder of its report, and what the story had requested.

    In `june` of the folder is the report of a day in between, told from the same tickets.
    """

    coop: Coop
    folder: Path
    requests: Mapping[str, int]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The whole story, told once."""
    folder = tmp_path_factory.mktemp("demo")
    with stand() as here:
        tell(Console(file=StringIO()), folder, here)
        requests = {"github": here.coop.github.count(), "jira": here.coop.jira.count()}
        house, now = build(here.config, here.clock, environ=here.environ), here.clock.now()
        write_days(house, Days.of(JUNE, None, house, now), folder / "june", ("html",), now)
        return Demo(here.coop, folder, requests)


@dataclass(frozen=True)
class Book:
    """One ticket by the sandbox's own books."""

    owner: str
    objective: bool  # carries the label
    draft: bool
    opened: datetime
    closed: datetime | None
    notes: tuple[datetime, ...]

    @property
    def current(self) -> bool:
        """Whether it is what its owner learns now."""
        return self.objective and not self.draft and self.closed is None

    def was_there(self, at: datetime) -> bool:
        """Whether it was open at an instant."""
        return self.opened <= at and (self.closed is None or self.closed > at)


def books(coop: Coop) -> list[Book]:
    """Every ticket that is somebody's: whose, whether it is their objective, our notes."""
    found = []
    for issue in coop.github.repositories[REPO].issues.values():
        labels = {x.name for x in issue.labels}
        ours = tuple(c.created for c in issue.comments if c.by.login == coop.github.me)
        owners = [x.login for x in issue.assignees]
        owners = [NEWCOMER] if "ilo:onboarding" in labels else owners
        if len(owners) == 1:
            closed = None if issue.state == "open" else issue.closed
            found.append(_book(owners[0], labels, issue.created, closed, ours))
    for each in coop.jira.issues.values():
        look = each.now
        ours = tuple(c.created for c in look.comments if c.author.handle == coop.jira.me)
        if look.assignee is not None:
            labels, owner = set(look.labels), look.assignee.handle
            found.append(_book(owner, labels, look.created, look.resolved, ours))
    return found


def _book(
    account: str,
    labels: set[str],
    opened: datetime,
    closed: datetime | None,
    ours: tuple[datetime, ...],
) -> Book:
    return Book(NAMES[account], "ILO" in labels, "ilo:draft" in labels, opened, closed, ours)


def _owed(page: Page, what: str) -> set[str]:
    """To whom To-do says that this is owed."""
    rows = page.locator("tbody tr").all()
    return {r.locator("th").inner_text() for r in rows if what in r.inner_text()}


def test_the_demo_owes_a_talk_to_whom_it_should(demo: Demo, opens: Open):
    """Whoever has had no objective for some weeks is owed a talk; whoever has one is not."""
    known, now = books(demo.coop), demo.coop.github.clock.now()
    having = {b.owner for b in known if b.current}
    lately = {
        b.owner
        for b in known
        if b.objective and (b.draft or (b.closed and now - b.closed < timedelta(days=16)))
    }
    owed = _owed(opens(demo.folder / "named" / "todo.html"), "a talk about a")

    assert having
    assert set(NAMES.values()) - having - lately <= owed <= set(NAMES.values()) - having


def test_the_demo_tells_what_was_owed_on_a_day_in_june(demo: Demo, opens: Open):
    """Then too: a talk to whom no objective was open for weeks, a session not yet held."""
    then = [b for b in books(demo.coop) if b.objective and b.was_there(JUNE_AT)]
    page = opens(demo.folder / "june" / "named" / "todo.html")
    welcome = next(
        i
        for i in demo.coop.github.repositories[REPO].issues.values()
        if "ilo:onboarding" in {x.name for x in i.labels}
    )
    said = (c for c in welcome.comments if c.by.login == NEWCOMER)
    held = min(c.created for c in said if "/ilo held" in c.body)

    assert _owed(page, "a talk about a") == set(NAMES.values()) - {b.owner for b in then} == {"Mo"}
    assert held > JUNE_AT
    assert _owed(page, "feedback session 1") == {NAMES[NEWCOMER]}


def test_the_demo_counts_what_there_is(demo: Demo, opens: Open):
    """Those with an objective in the sandbox, to the nearest five; of five people nobody less."""
    coop, folder = demo.coop, demo.folder
    kept = len({b.owner for b in books(coop) if b.current})
    rounded = min(5 * round(kept / 5), len(NAMES))
    found = json.loads((folder / "promises.json").read_text(encoding="utf-8"))
    text = opens(folder / "promises.html").locator(".promise").first.inner_text()
    whom = f"the {len(NAMES)}" if found["charter"]["agreed"] else "us"
    says = {0: f"Few or none of {whom}", len(NAMES): f"All or nearly all of {whom}"}

    assert f"{says[rounded]} have one" in text
    if found["charter"]["agreed"]:
        assert (found["metrics"][0]["value"], found["metrics"][0]["n"]) == (rounded, len(NAMES))


def test_the_demo_shows_each_person_their_notes(demo: Demo, opens: Open):
    """As many as the sandbox holds on their tickets; a supervisor comes first on their list."""
    coop, folder = demo.coop, demo.folder
    now = coop.github.clock.now()
    for person in NAMES.values():
        page = opens(folder / "named" / "me" / f"{person.lower()}.html")
        theirs = (b for b in books(coop) if b.owner == person)
        held = sum(len(b.notes) for b in theirs if b.closed is None or now - b.closed < READ_FOR)
        assert page.locator("tbody tr").count() == held, person
    desk = opens(folder / "named" / "people" / "grace.html")

    assert desk.locator("article h2").first.inner_text() == "Grace, you"


def test_the_demo_tells_what_the_tool_did(demo: Demo):
    """Notes of seven days and requests, by the books of the sandbox."""
    coop, folder = demo.coop, demo.folder
    tool = json.loads((folder / "named" / "todo.json").read_text(encoding="utf-8"))["tool"]
    since = coop.github.clock.now() - timedelta(days=7)
    lately = [at for b in books(coop) for at in b.notes if at >= since]

    assert tool["notes"] == len(lately)
    for name, requests in demo.requests.items():
        assert sum(tool["requests"][name].values()) == requests
