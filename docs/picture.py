"""The picture of the README: two tickets of the demo with what ilosync said on them.

`python -m docs.picture` writes docs/ticket.html out of a run of the demo, and docs/ticket.png
where a chromium is found. The words are what the demo's people read, not typed in here.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt
from rich.console import Console

from ilosync.bootstrap import configure_logs
from ilosync.demo import story as demo
from ilosync.sandbox.state import Comment, Issue

HERE = Path(__file__).parent
SHOWN, FIRST = (3, 2), 2  # tickets, and how many comments of each
STYLE = """
body { margin: 0; padding: 28px; background: #fff; font: 15px/1.5 "DejaVu Sans", sans-serif; width: 860px; color: #1f2328; }
article { margin-bottom: 30px; } h2 { font-size: 21px; font-weight: 600; margin: 0 0 6px; }
h2 span { color: #59636e; font-weight: 400; } .label { display: inline-block; border-radius: 1em; padding: 0 10px;
background: #d6ebe9; color: #1d4f4b; font-size: 13px; margin-right: 6px; } .meta { color: #59636e; font-size: 13px; margin-bottom: 12px; }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; margin-bottom: 12px; } .comment header { background: #f2f7f6; padding: 7px 14px; font-size: 13px;
color: #59636e; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; } .comment div { padding: 2px 14px 4px; }
li.box { list-style: none; margin-left: -22px; } sub { color: #59636e; vertical-align: baseline; font-size: 12px; } a { color: #1d6f68; }
code { background: #eff1f3; border-radius: 4px; padding: 1px 5px; font-size: 13px; }
"""


def page(issues: list[Issue]) -> str:
    """The tickets as a page."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Two tickets</title>'
        f"<style>{STYLE}</style>{''.join(map(_ticket, issues))}</html>\n"
    )


def _ticket(issue: Issue) -> str:
    labels = "".join(f'<span class="label">{html.escape(x.name)}</span>' for x in issue.labels)
    owner = ", ".join(x.login for x in issue.assignees)
    return (
        f"<article><h2>{html.escape(issue.title)} <span>#{issue.number}</span></h2>"
        f'<div class="meta">{labels} assigned to {owner}</div>'
        f"{''.join(map(_comment, issue.comments[:FIRST]))}</article>"
    )


def _comment(comment: Comment) -> str:
    body = MarkdownIt("commonmark", {"html": True}).render(comment.body)
    for mark, checked in ((r"\[ \]", ""), (r"\[x\]", " checked")):
        box = f'<li class="box"><input type="checkbox" disabled{checked}> '
        body = re.sub(f"<li>{mark} ", box, body)
    edited = f" · edited by {comment.editor.login}" if comment.editor else ""
    day = f"{comment.created.day} {comment.created:%B %Y}"
    return (
        f'<section class="comment"><header><b>{comment.by.login}</b> commented on {day}{edited}'
        f"</header><div>{body}</div></section>"
    )


def main() -> None:
    """Write the page, and the picture if it can be drawn."""
    configure_logs()
    with tempfile.TemporaryDirectory() as folder:
        coop = demo.run(Console(quiet=True), Path(folder))
    path = HERE / "ticket.html"
    path.write_text(page([coop.github.issue(demo.REPO, n) for n in SHOWN]), encoding="utf-8")
    if chromium := shutil.which("chromium"):
        with tempfile.TemporaryDirectory() as profile:
            subprocess.run(  # noqa: S603  the browser that was found
                [
                    chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    "--disable-background-networking", f"--user-data-dir={profile}",
                    "--force-device-scale-factor=1.5", "--window-size=916,830",
                    f"--screenshot={HERE / 'ticket.png'}", path.as_uri(),
                ],
                check=True, capture_output=True, timeout=60,
            )  # fmt: skip


if __name__ == "__main__":
    main()
