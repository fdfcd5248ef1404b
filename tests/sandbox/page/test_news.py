"""Word of what happens, for the script that waits for it."""

from __future__ import annotations

from threading import Thread
from time import monotonic

import pytest
import requests

from ilosync.sandbox.page import app, page
from tests.sandbox.page.coop import REPO, Coop


def test_news_come_when_something_happens(coop: Coop):
    """By whoever: the answer waits for it, and comes at once where it is old already."""
    before = coop.get("/changes")
    worlds = (
        lambda: coop.github.comment(REPO, 1, coop.github.me, "Hello"),
        lambda: coop.jira.comment("GROW-1", coop.jira.me, "Hello"),
    )
    for act in worlds:
        heard: list[tuple[str, float]] = []

        def listen(since: str = before, heard: list[tuple[str, float]] = heard) -> None:
            answer = requests.get(f"{coop.url}/changes?since={since}", timeout=10)
            heard.append((answer.text, monotonic()))

        waiting = Thread(target=listen)
        waiting.start()
        waiting.join(0.2)
        assert heard == []
        acted = monotonic()
        act()
        waiting.join(5)
        ((number, at),) = heard
        assert at - acted < 1
        assert number != before
        assert coop.get(f"/changes?since={before}") == number
        before = number


def test_no_news_end_too(coop: Coop, monkeypatch: pytest.MonkeyPatch):
    """After a while the answer is the number that was asked with; nonsense waits for nothing."""
    monkeypatch.setattr(app, "PATIENCE", 0.1)
    number = coop.get("/changes")
    assert coop.get(f"/changes?since={number}") == number
    for nonsense in ("", "x", "-1", "9" * 50, "٣"):
        assert coop.get(f"/changes?since={nonsense}") == number


def test_a_page_needs_somebody_to_be(coop: Coop):
    """Nobody could do anything there."""
    with pytest.raises(ValueError, match="name at least one person"):
        page(coop.github, coop.jira, ())
