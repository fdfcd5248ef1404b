"""Promises as they stand on a ticket, where they stay for a week or longer."""

from __future__ import annotations

from pathlib import Path


def pinned(folder: Path, about_url: str = "") -> str:
    """The issue that `promises.md` in this folder holds, as Markdown; nothing, if there is none.

    Without what is of one night alone, so that it stays as it is until the next issue: which
    trackers were read when, and that one could not be. And without the trends of a year.
    """
    try:
        text = (folder / "promises.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    blocks = [b.strip() for b in text.split("\n\n") if b.strip()]
    counted = next((n for n, b in enumerate(blocks) if b.startswith("Counted on ")), None)
    if counted is None:
        return ""
    blocks[counted] = blocks[counted].partition(" Read: ")[0]
    trends = [n for n, b in enumerate(blocks) if b.startswith("## ")]
    last = max(n for n, b in enumerate(blocks) if n == counted or b.startswith("|"))
    if trends:
        del blocks[trends[0] : last + 1]
    said = [b for b in blocks if not b.startswith("> ")]
    if about_url:
        said.append(f"[What ilosync keeps, and whom to ask]({about_url})")
    return "\n\n".join(said)
