"""The marker in a link's fragment: found again whatever Jira does to it, and never forged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.core.model import Marker, RuleId
from ilosync.trackers.jira.marker import find, first, hide
from tests.trackers.jira.conftest import MARK, Town, one

HERE = "https://acme.atlassian.net/browse/GROW-12"
VALUE = st.from_regex(r"(?:[A-Za-z0-9_.]|-(?!-))+", fullmatch=True)
MARKERS = st.builds(Marker, VALUE.map(RuleId), VALUE, VALUE, st.booleans(), st.booleans())
ADDRESSES = st.sampled_from([HERE, "https://x.org/a b?c=[d]|e#f", "http://localhost:8080/é{x}!"])


@given(MARKERS, st.text(), ADDRESSES)
def test_a_marker_comes_back_as_it_was_hidden(marker: Marker, words: str, address: str):
    """Behind whatever words, in whatever address."""
    found, before = find(hide(marker, words, address))
    assert found == marker
    assert before.split() == words.split()


@given(MARKERS, st.text(), st.text(), MARKERS)
def test_in_a_ticket_the_first_marker_counts(marker: Marker, words: str, more: str, other: Marker):
    """Whatever people write above it and below, another marker included."""
    text = f"{hide(marker, words, HERE)}{hide(other, more, HERE)} [ilosync|{HERE}#no] {more}"
    assert first(text) == (first(words) or marker)
    assert first(f"[ilosync|{HERE}#no]\n{more}") is None


@given(MARKERS, st.sampled_from(["", "\r\n", " \n\n", "\n\u00a0", "\t\u200b"]))
def test_a_marker_survives_what_jira_does_to_text(marker: Marker, tail: str):
    """Other line ends, blanks behind it, and how its editor writes a link."""
    text = hide(marker, "Hello\n\nthere", HERE).replace("\n", "\r\n") + tail
    assert find(text)[0] == marker
    assert find(text.replace("]", "|smart-link]"))[0] == marker
    assert find(text.replace(":1;", "%3A1%3B"))[0] == marker


@pytest.mark.parametrize("value", ["", "a b", "a--b", "a;b", "a]b", "ä", "a\nb"])
def test_what_could_not_be_read_back_is_refused(value: str):
    """A value that the marker cannot hold is our mistake, and told at once."""
    with pytest.raises(ValueError, match="no marker"):
        hide(Marker(RuleId("r"), value, "d"), "Hello", HERE)


@given(st.text())
def test_any_text_can_be_read(text: str):
    """Whatever people write."""
    find(text)


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x + "\n\nThanks!",
        lambda x: x + " Thanks",
        lambda x: "> " + x.rpartition("\n")[2],
        lambda x: x.replace("ilosync:1", "ilosync:2"),
        lambda x: x.replace("https:", "javascript:"),
        lambda x: x.replace("[ilosync|", "[ilosync |"),
        lambda x: x.replace(";standing", ";standing;more"),
        lambda x: x.replace("]", "]]"),
        lambda x: x.replace("\n[", "\n{code}["),
    ],
    ids=[
        *("words behind", "words beside", "quoted", "another version", "no address"),
        *("another name", "something more", "another bracket", "in code"),
    ],
)
def test_half_a_marker_is_none(change):
    """Quoted, cut, or somebody's idea of one: all of it is words."""
    text = change(hide(MARK, "Hello", HERE))
    assert find(text) == (None, text)


def test_a_marker_of_somebody_else_never_counts(town: Town):
    """Pasted on another ticket, or edited into a comment of theirs: known as foreign."""
    ref, other = town.ilo(), town.ilo("bo-b")
    new = town.tracker.say(ref, MARK, "Hello")
    pasted = town.world.comment(other.key, "bo-b", "Ha!\n\n" + town.seen(new))
    ticket = next(t for t in town.tracker.read().tickets if t.ref == other)

    assert [(c.id, c.marker, c.foreign) for c in ticket.comments] == [(pasted, None, MARK)]


def test_a_notice_whose_marker_somebody_cut_off_is_no_notice(town: Town):
    """Edited by hand: what is left is not ours to revise by mistake."""
    ref = town.ilo()
    new = town.tracker.say(ref, MARK, "Hello")
    town.world.edit_comment(new, "ada-l", "Hello, I took the rest off")
    assert one(town.tracker.read()).comments[0].marker is None
