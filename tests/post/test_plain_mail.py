"""Markdown as it reads in a mail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.plain_mail import WIDTH, plain_mail
from ilosync.wording import plain


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Hi.\n\nTwo *words*, `code` and\none line.", "Hi.\n\nTwo words, code and one line.\n"),
        ("See [here](https://example.org).", "See here (https://example.org).\n"),
        ("<https://example.org>", "https://example.org\n"),
        ("Say:\n\n- a\n- b\n\nEnd.", "Say:\n\n- a\n- b\n\nEnd.\n"),
        ("1. a\n2. b", "1. a\n2. b\n"),
        ("    kept  as it is\n", "kept  as it is\n"),
    ],
)
def test_what_becomes_of_markdown(markdown: str, text: str):
    """Signs go, words stay, a link shows where it leads."""
    assert plain_mail(markdown) == text


@given(st.text(st.characters(codec="utf-8"), max_size=100))
def test_what_people_wrote_stays_as_they_wrote_it(name: str):
    """Names are made harmless for trackers; in a mail nothing of that shows."""
    shown = plain(name)
    if "\N{WORD JOINER}" not in name and "…" not in shown:
        said = plain_mail(f"It is {shown} here.").replace("\N{WORD JOINER}", "")
        kept = "".join(c for c in name if c.isprintable())
        assert set("".join(kept.split())) <= set("".join(said.split()))


def test_lines_are_short_and_addresses_whole():
    """Wrapped at blanks alone."""
    address = "https://example.org/" + "a-long-way/" * 9
    lines = plain_mail(f"{'word ' * 60}{address} {'word ' * 20}").splitlines()
    assert address in lines
    assert all(len(x) <= WIDTH for x in lines if x != address)
