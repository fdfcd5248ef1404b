"""What a description in Jira's markup answers of the form: words of ours, never somebody's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.core import form
from ilosync.trackers.form import FORM_HEADINGS, says
from ilosync.trackers.jira.from_wiki import markdown
from tests.trackers.jira.conftest import Town, one

FULL = """h3. What I want to learn
Rust, for the *maps*
h3. Why it matters to me
Joy
h3. Kind
My own curiosity
h3. How I'd like to step out of my comfort zone, or not just now
Not just now
h3. What I need
* two hours a week
** on Fridays
# a book
h3. Mentor
[~accountid:5b10ac8d82e05b22cc7d4ef5]
h3. Is this a stretch?
Yes
h3. Safety net
* What it would look like if it didn't work out: we keep the old one
* Who steps in, with what: Linus
h3. At hand
Bo
h3. Share with the team?
{color:#172b4d}Yes{color}, list it with what we're learning
"""
ALL = {
    form.PERSONAL, form.COMFORT, form.NEED, form.MENTOR_NAMED, form.STRETCH, form.NET_PICTURE,
    form.NET_PLAN_B, form.AT_HAND, form.SHARE,
}  # fmt: skip


def answered(text: str) -> frozenset[str]:
    """What a description in Jira's markup says."""
    return says(markdown(text))


def test_a_ticket_tells_what_its_form_says(town: Town):
    """In a reading and in a look; a description without the form says nothing."""
    ref = town.ilo(description=FULL)
    assert one(town.tracker.read()).says == ALL
    assert one(town.tracker.look([ref.key])).says == ALL
    town.world.edit(ref.key, "ada-l", description="Rust. Kind: my own curiosity")
    assert one(town.tracker.look([ref.key])).says == frozenset()


@pytest.mark.parametrize(
    "heading",
    [
        "h3. {0}",
        "h1. {0}",
        "h6. {0}",
        "h3. *{0}*",
        "h3.{0}:",
        "*{0}*",
        "*{0}*:",
        "*{0}:*",
        "### {0}",
    ],
)
def test_a_heading_may_be_drawn_in_many_ways(heading: str):
    """Of any size, in bold, with a colon, or as people write it elsewhere."""
    text = FULL
    for known in FORM_HEADINGS:
        text = text.replace(f"h3. {known}\n", heading.format(known) + "\n")
    assert answered(text) == ALL
    assert (
        answered(text.replace("\n", "\r\n").replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")) == ALL
    )


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("looking", form.MENTOR_LOOKING),
        ("_looking_", form.MENTOR_LOOKING),
        ("*not wanted*", form.MENTOR_NONE),
        ("somebody [outside|https://example.test/meetup]", form.MENTOR_OUTSIDE),
        ("[~ada-l]", form.MENTOR_NAMED),
        (r"Ada \\ or Bo", form.MENTOR_NAMED),
        ("{{looking}}", form.MENTOR_LOOKING),
        ("----", None),
        ("", None),
        ("{quote}looking{quote}", None),
        ("bq. looking", None),
        ("{code:java}\nlooking\n{code}", None),
        ("{noformat}looking", None),
        ("h3. Mentors of old\nlooking", None),
        ("# looking", form.MENTOR_LOOKING),
        ("## looking", form.MENTOR_LOOKING),
        (r"somebody out\-side", form.MENTOR_NAMED),
        ("    looking", form.MENTOR_LOOKING),
        (r"\\ looking", form.MENTOR_LOOKING),
    ],
)
def test_an_answer_is_read_as_jira_shows_it(answer: str, found: str | None):
    """Without its markup; code and quotes, and what stands under another heading, do not count."""
    assert answered(f"h3. Mentor\n{answer}\n") == ({found} if found else set())


def test_signs_that_jira_escapes_are_read_as_they_look():
    """Its editor puts a backslash before what might mean something; two break the line."""
    assert answered("h3. Is this a stretch\\?\nYes\\!\n") == {form.STRETCH}
    picture, plan = "What it would look like if it didn't work out", "Who steps in, with what"
    net = f"h3. Safety net\n{picture}: we keep it \\\\ {plan}: Linus\n"
    assert answered(net) == {form.NET_PICTURE, form.NET_PLAN_B}
    assert answered(net.replace(" Linus", "")) == {form.NET_PICTURE}


def test_a_smaller_heading_stands_within_an_answer():
    """What is below it belongs to the answer; below one as large it does not."""
    text = "h3. What I need\n{0}. Time\nTwo hours\n"
    assert answered(text.format("h4")) == {form.NEED}
    assert answered(text.format("h2")) == set()


def test_words_in_bold_are_only_words():
    """A line of them is no heading, unless it is one of the form's."""
    assert answered("h3. What I need\n*Two hours*\n") == {form.NEED}
    assert answered("h3. Mentor\n*Mentoring*\n") == {form.MENTOR_NAMED}


@given(
    st.lists(
        st.sampled_from([*FORM_HEADINGS, "h3. ", "h1.", "*", "#", "\n", "{quote}", "{code}", "|"])
        | st.sampled_from(["[", "]", "\\", "yes", "looking", "growing away", "bq.", "----", "### "])
        | st.text(max_size=8)
    ).map("".join)
)
def test_no_description_says_more_than_we_have_words_for(text: str):
    """Whatever people write."""
    assert answered(text) <= form.ANSWERS
