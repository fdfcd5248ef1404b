"""Marking, claiming and finishing, as the tests of the attention set do it again and again."""

from __future__ import annotations

from ilosync.daemon.attention import NEAR, Attention, Claim, Mark

ADA, BO = "person:ada", "person:bo"
ONE, TWO = ("github", "acme/learning#1"), ("jira", "GROW-2")


def mark(attention: Attention, *keys: str, lane: str = NEAR) -> None:
    """Mark these keys."""
    attention.mark([Mark(key, lane=lane) for key in keys])


def claim(attention: Attention, key: str | None = None, *, by: str = "w") -> Claim:
    """Take what is due; something must be."""
    taken = attention.claim(by, key=key)
    assert taken is not None
    return taken


def drained(attention: Attention) -> list[str]:
    """Look at all that is due, one after the other."""
    keys = []
    while (taken := attention.claim("w")) is not None:
        keys.append(taken.key)
        attention.done(taken)
    return keys
