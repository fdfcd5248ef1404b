"""What people wrote is text on the page, whatever it looks like."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ilosync.sandbox.page import markdown, wiki
from tests.sandbox.page.coop import EVIL, PROJECT, REPO, Coop, Seen


def test_nothing_that_people_wrote_runs(coop: Coop):
    """Titles, texts, comments and labels of either tracker, and what a form sends back."""
    number = coop.github.open(REPO, "linus-t", EVIL, EVIL, labels=[EVIL])
    coop.github.comment(REPO, number, "linus-t", EVIL)
    key = coop.jira.open(PROJECT, "linus-t", EVIL, EVIL, labels=["<b>"])
    coop.jira.comment(key, "linus-t", f"{EVIL} [{EVIL}|http://x/{EVIL}] {{{{{EVIL}}}}}")
    sent = coop.post("/tickets", title=EVIL, text="</textarea>" + EVIL)
    for html in (
        coop.get("/"), coop.get(f"/github/{REPO}/{number}"), coop.get(f"/jira/{key}"), sent.text,
    ):  # fmt: skip
        seen = Seen(html)
        assert sum(tag == "script" for tag, _ in seen.tags) == 1
        assert not any(tag in {"img", "b"} for tag, _ in seen.tags)
        assert not any(x.startswith("on") for _, attrs in seen.tags for x in attrs)
        assert "<script>alert(1)</script>" in seen.text or "&lt;script" in html


ALLOWED = {
    "p", "br", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "sub", "s",
    "button", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
KNOWN = {"href", "rel", "title", "start", "class"}
BOX = {"type", "name", "value", "id", "form", "role", "aria-checked", "aria-label", "disabled"}
BITS = st.sampled_from(
    ["<script>", "</p>", "<sub>", "</sub>", "<!--", "-->", '"', "'", "[x](", "](", ")", "](data:",
     "javascript:", "&lt;", "*", "_", "`", "{{", "}}", "[~", "|", "]", "\\", "http://x/", "- [ ] ",
     "\n", "\r", "\r\n", "\n\n", "#1", "@a", " ", "![", "> ", "{code}", "{noformat}", "h1. ",
     "<a href=", "onclick=",
     "<http://x/", ">", "\t", "[a]: ", "~~",
     "![x](http://x/)", "[<b>|http://x/]", "[x|javascript:x]", "[x](javascript:x)"]
)  # fmt: skip
TEXTS = st.lists(BITS | st.text(max_size=3), max_size=25).map("".join)


@given(TEXTS)
def test_no_markup_makes_more_than_words(text: str):
    """Of any text only plain elements come, with links that lead to the web or to tickets."""
    shown = [
        markdown.html(text, lambda _: "/github/a/b/1", "tick-1", may_tick=True),
        wiki.html(text, lambda _: "/jira/A-1", lambda x: x),
    ]
    for html in shown:
        for tag, attrs in Seen(html).tags:
            assert tag in ALLOWED, html
            assert set(attrs) <= (BOX | {"class"} if tag == "button" else KNOWN), html
            href = attrs.get("href") or "/"
            scheme = href.partition(":")[0].lower() if ":" in href.partition("/")[0] else ""
            assert scheme not in {"javascript", "vbscript", "data", "file"}, html


@given(TEXTS, st.integers(0, 4))
def test_the_box_that_is_shown_is_the_one_that_is_ticked(text: str, number: int):
    """Ticking changes one mark of one line, and that box shows it."""

    def boxes(text: str) -> list[str | None]:
        tags = Seen(markdown.html(text, lambda _: None, "t")).tags
        return [x["aria-checked"] for tag, x in tags if tag == "button"]

    before = boxes(text)
    if number >= len(before):
        return
    after = markdown.toggled(text, number)
    changed = [n for n, (x, y) in enumerate(zip(before, boxes(after), strict=True)) if x != y]
    assert changed == [number]
    assert sum(x != y for x, y in zip(text, after, strict=True)) == 1
