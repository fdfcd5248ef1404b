"""The hidden line that says which notice a comment is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.core.model import Marker, RuleId
from ilosync.trackers.marker import find, first, hide

VALUES = st.from_regex(r"\A[A-Za-z0-9_.]([A-Za-z0-9_.]|-(?!-))*\Z")
MARKERS = st.builds(
    Marker, VALUES.map(RuleId), VALUES, VALUES, standing=st.booleans(), nudge=st.booleans()
)
MARK = Marker(RuleId("one_ilo"), "20261116T090000Z.1", "0a1b2c3d", nudge=True)


@given(MARKERS, st.text())
def test_what_is_hidden_is_found(marker: Marker, body: str):
    """Whatever the words, the marker comes back, and so do they, but for blanks at the end."""
    assert find(hide(marker, body)) == (marker, body.rstrip())


@given(MARKERS, st.text())
def test_browsers_line_ends_change_nothing(marker: Marker, body: str):
    """CRLF and blanks after the marker, as an edit in the browser leaves them."""
    text = hide(marker, body).replace("\r", "").replace("\n", "\r\n") + " \r\n\r\n"
    assert find(text)[0] == marker


@given(MARKERS, st.text().filter(str.strip))
def test_words_after_a_marker_make_it_a_quotation(marker: Marker, words: str):
    """A paste with anything behind it carries no marker."""
    text = f"{hide(marker, 'Hello')}\n{words}"
    assert find(text)[0] is None or find(words)[0] is not None


@given(MARKERS, st.text(), st.text(), MARKERS)
def test_in_a_ticket_the_first_marker_counts(marker: Marker, body: str, more: str, other: Marker):
    """Whatever people write below it, another marker included."""
    assert first(f"{hide(marker, body)}{hide(other, more)}") == (first(body) or marker)
    assert first(more) is None


@given(st.text())
def test_no_text_is_too_odd(text: str):
    """Any text is read; one without a marker comes back as it was."""
    marker, words = find(text)
    assert marker is not None or words == text


@pytest.mark.parametrize(
    "line",
    [
        "> <!-- ilosync:1 rule=a period=b digest=c standing -->",
        "    <!-- ilosync:1 rule=a period=b digest=c standing -->",
        "<!-- ilosync:2 rule=a period=b digest=c standing -->",
        "<!-- ilosync:1 rule=a period=b--x digest=c standing -->",
        "<!-- ilosync:1 rule=a period=b digest=c -->",
        "<!-- ilosync:1 rule=a period=b digest=c standing --> and",
        "<!-- ilosync: -->",
        "",
    ],
)
def test_what_is_no_marker(line: str):
    """Quoted, indented, of another version, broken or half a marker: none of them counts."""
    assert find(f"Hello\n\n{line}")[0] is None


@pytest.mark.parametrize("value", ["", "a b", "a--b", "-->", "ü", "a\nb"])
def test_a_value_that_could_not_be_read_back_is_not_written(value: str):
    """A marker is refused before it is written in a form that nobody can read."""
    with pytest.raises(ValueError, match="marker"):
        hide(Marker(RuleId("a"), value, "c"), "Hello")


def test_no_text_at_all():
    """A server may say null where there are no words."""
    assert find(None) == (None, "")


def test_the_marker_is_an_html_comment_of_its_own():
    """It stands behind a blank line, so that it never shows."""
    assert hide(MARK, "Hello\n") == (
        "Hello\n\n<!-- ilosync:1 rule=one_ilo period=20261116T090000Z.1 "
        "digest=0a1b2c3d standing nudge -->"
    )
