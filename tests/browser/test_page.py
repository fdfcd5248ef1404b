"""What visitors of the demo do on its page, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.sandbox.page.coop import EVIL, MAPS, PROJECT, REPO, RUST, Coop

NOTE = "Hi @linus-t, nice to see another thing.\n\n- [ ] We have talked\n\n<!-- mark -->"
SIZES = {"phone": (390, 844), "narrow phone": (320, 640), "desktop": (1280, 900)}
SOON = 2_000  # milliseconds: one second, and one more for a busy machine


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_open_comment_label_and_close(visit: Visit, coop: Coop, scripts: bool):
    """All of it by forms that need no script."""
    page = visit(coop.url, java_script_enabled=scripts)
    page.get_by_role("link", name="Fill in the form").first.click()
    page.get_by_label("Title").fill("Read Rust without fear")
    page.get_by_role("button", name="Open it as Linus").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Read Rust without fear #2")
    page.get_by_label("Say something as Linus").fill("Both are fun")
    page.get_by_role("button", name="Comment").click()
    expect(page.get_by_role("article")).to_contain_text("Both are fun")
    for label, pressed in (("ilo:next", "true"), ("ILO", "false")):
        button = page.get_by_role("button", name=label, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", pressed)
    page.get_by_role("button", name="Let go").click()
    expect(page.get_by_role("heading", name="It is let go")).to_be_visible()
    issue = coop.github.issue(REPO, 2)
    assert [x.name for x in issue.labels] == ["ilo:next"]
    assert (issue.reason, issue.comments[0].body) == ("not_planned", "Both are fun")


def test_a_box_in_a_notice_is_ticked(visit: Visit, coop: Coop):
    """It is a checkbox to everybody, with its words for a name."""
    number = coop.github.comment(REPO, 1, coop.github.me, NOTE)
    page = visit(coop.url + RUST)
    box = page.get_by_role("checkbox", name="We have talked")
    expect(box).not_to_be_checked()
    box.click()
    expect(box).to_be_checked()
    assert "- [x] We have talked" in coop.github.comment_of(number)[1].body


def test_what_others_write_appears_by_itself(visit: Visit, coop: Coop):
    """Within a second, without touching what one is typing."""
    page = visit(coop.url + RUST)
    mine = page.get_by_label("Say something as Linus")
    mine.fill("I was just about to")
    coop.github.comment(REPO, 1, coop.github.me, NOTE)
    expect(page.get_by_role("article")).to_contain_text("another thing", timeout=SOON)
    coop.github.label(REPO, 1, coop.github.me, "ilo:next")
    expect(page.locator("#head .label")).to_have_text(["ILO", "ilo:next"], timeout=SOON)
    expect(mine).to_have_value("I was just about to")
    expect(mine).to_be_focused()


def test_the_board_follows_both_trackers(visitor: Page, coop: Coop):
    """New tickets and new states, in place; the form keeps what is in it."""
    visitor.get_by_label("Title").fill("Half a thought")
    coop.jira.open(PROJECT, "mo-k", "Draw maps", assignee="mo-k")
    expect(visitor.locator("#jira-open li")).to_have_count(2, timeout=SOON)
    coop.github.close(REPO, 1, "linus-t")
    expect(visitor.locator("#github-closed")).to_contain_text("done", timeout=SOON)
    coop.github.delete_issue(REPO, 1)
    expect(visitor.locator("#github-side li")).to_have_count(0, timeout=SOON)
    expect(visitor.get_by_label("Title")).to_have_value("Half a thought")


def test_the_focus_stays_where_it_is(visit: Visit, coop: Coop):
    """Also on a button that is drawn anew."""
    page = visit(coop.url + RUST)
    page.get_by_role("button", name="ilo:paused").focus()
    coop.github.label(REPO, 1, "linus-t", "ilo:paused")
    button = page.get_by_role("button", name="ilo:paused")
    expect(button).to_have_attribute("aria-pressed", "true", timeout=SOON)
    expect(button).to_be_focused()


def test_what_people_wrote_never_runs(visit: Visit, coop: Coop):
    """Shown as it was typed, on the board, on the ticket, and where it arrives by script."""
    page = visit(coop.url)
    number = coop.github.open(REPO, "linus-t", EVIL, EVIL, labels=["ILO"])
    expect(page.get_by_role("link", name=EVIL)).to_be_visible(timeout=SOON)
    page.goto(f"{coop.url}/github/{REPO}/{number}")
    coop.github.comment(REPO, number, "linus-t", EVIL)
    expect(page.get_by_role("article")).to_contain_text("<script>alert(1)</script>")
    expect(page.get_by_role("heading", level=1)).to_contain_text(EVIL)
    key = coop.jira.open(PROJECT, "mo-k", EVIL, EVIL)
    coop.jira.comment(key, "mo-k", EVIL)
    page.goto(f"{coop.url}/jira/{key}")
    expect(page.get_by_role("article")).to_contain_text("<script>alert(1)</script>")


@pytest.mark.parametrize("path", ["/", RUST, MAPS])
def test_nothing_is_wider_than_the_screen(visit: Visit, coop: Coop, path: str):
    """Also long words, code and addresses; on phones and on desktops."""
    long = "w" * 200
    coop.github.edit_issue(REPO, 1, "linus-t", title=long, body=f"{long}\n\n```\n{long}\n```")
    coop.github.comment(REPO, 1, "linus-t", f"https://{long}.example `{long}`")
    coop.github.label(REPO, 1, "linus-t", long[:50])
    coop.jira.comment("GROW-1", "mo-k", f"{{noformat}}{long}{{noformat}} [{long}|http://{long}]")
    coop.jira.edit("GROW-1", "mo-k", summary=long)
    page = visit(coop.url + path)
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/", RUST])
def test_the_keyboard_reaches_everything(visit: Visit, coop: Coop, path: str):
    """Tab by tab, in the order of the page, with an outline that shows where one is."""
    coop.github.comment(REPO, 1, coop.github.me, NOTE)
    page = visit(coop.url + path)
    controls = page.locator("a, button, select, textarea, input:not([type=hidden])")
    wanted = controls.evaluate_all(
        "(all) => all.map((x, n) => { x.dataset.n = n; return [n, x.type === 'radio']; })"
    )
    reached: list[int] = []
    while True:
        page.keyboard.press("Tab")
        at, outlined = page.evaluate(FOCUSED)
        if at is None:
            break
        assert outlined, at
        reached.append(at)
    radios = {n for n, radio in wanted if radio}
    assert {n for n, _ in wanted} - set(reached) <= radios - {min(radios, default=0)}
    assert reached == sorted(set(reached))


FOCUSED = """() => {
  const x = document.activeElement;
  if (x === document.body) return [null, false];
  const styles = [getComputedStyle(x), getComputedStyle(x, '::after')];
  return [Number(x.dataset.n), styles.some((y) => y.outlineStyle !== 'none')];
}"""

CONTRAST = """() => {
  const luminance = (c) => {
    const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map((x) => {
      const v = x / 255;
      return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (x) => {
    for (; x; x = x.parentElement) {
      const c = getComputedStyle(x).backgroundColor;
      if (!c.endsWith(', 0)')) return c;
    }
    return 'rgb(255, 255, 255)';
  };
  const words = [...document.querySelectorAll('body *')].filter((x) =>
    [...x.childNodes].some((y) => y.nodeType === 3 && y.textContent.trim()) &&
    !['SCRIPT', 'OPTION'].includes(x.tagName) && !x.closest('.skip, .unseen'));
  return words.map((x) => {
    const [a, b] = [getComputedStyle(x).color, ground(x)].map(luminance);
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), x.outerHTML.slice(0, 80)];
  }).filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", RUST])
def test_all_words_can_be_read(visit: Visit, coop: Coop, path: str, scheme: str):
    """In both colour schemes at least 4.5 to 1 against what is behind them (WCAG 2.2, AA)."""
    coop.github.comment(REPO, 1, coop.github.me, NOTE)
    page = visit(coop.url + path, color_scheme=scheme)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(20, 28, 31)" if scheme == "dark" else "rgb(246, 244, 238)"
    )
    assert page.evaluate(CONTRAST) == []


def test_everything_has_a_name(visit: Visit, coop: Coop):
    """Nothing that can be used is nameless to a screen reader; one heading leads each page."""
    coop.github.comment(REPO, 1, coop.github.me, NOTE)
    page = visit(coop.url)
    for path in ("/", RUST, MAPS):
        page.goto(coop.url + path)
        tree = page.locator("body").aria_snapshot()
        nameless = re.findall(
            r"^\s*- (?:button|link|textbox|combobox|checkbox|radio)\s*:?$", tree, re.MULTILINE
        )
        assert nameless == [], tree
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.get_by_role("main")).to_have_count(1)


def test_nothing_comes_from_elsewhere(visit: Visit, coop: Coop):
    """Every request of the page goes to the page itself."""
    coop.github.comment(
        REPO, 1, "linus-t", "![](http://127.0.0.1:1/x.png) <img src=http://127.0.0.1:1/>"
    )
    page = visit(coop.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(coop.url + RUST)
    coop.github.comment(REPO, 1, "linus-t", "One more")
    expect(page.get_by_role("article")).to_have_count(2, timeout=SOON)
    assert asked
    assert all(x.startswith((coop.url, "data:")) for x in asked)
