"""What the issue form answers, and how little of it is kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ilosync.core import form
from ilosync.core.form import ANSWERS
from ilosync.trackers.form import FORM_HEADINGS, NET, PICTURE, PLAN_B, says

SHIPPED = Path(__file__).parents[2] / ".github/ISSUE_TEMPLATE/ilo.yml"
FULL = """### What I want to learn

Rust

### Why it matters to me

Joy

### Kind

Something the team needs

### How I’d like to step out of my comfort zone, or not just now

Not just now

### What I need

- an afternoon each week
- a book

### Mentor

looking

### Is this a stretch?

Yes

### Safety net

What it would look like if it didn't work out: we keep the old one
Who steps in, with what: Linus, with a rollback

### At hand

Bo

### Share with the team?

Yes, list it with what we're learning
"""


def fields() -> dict[str, Any]:
    """The form that we ship: what GitHub makes of each field, by its heading."""
    found = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))["body"]
    return {x["attributes"]["label"]: x["attributes"] for x in found if x["type"] != "markdown"}


def body(**answers: str) -> str:
    """A body as GitHub writes it of the form: what was left empty has its own words for it."""
    written = []
    for n, heading in enumerate(FORM_HEADINGS):
        answer = answers.get(f"a{n}", "_No response_")
        written.append(f"### {heading}\n\n{answer}\n")
    return "\n".join(written)


def only(heading: str, answer: str) -> frozenset[str]:
    """What a form says in which one answer was given."""
    return says(body(**{f"a{FORM_HEADINGS.index(heading)}": answer}))


def test_a_full_form_says_all():
    """Every answer that there is, at most one of a kind."""
    assert says(FULL) == {
        form.TEAM_NEED,
        form.COMFORT,
        form.NEED,
        form.MENTOR_LOOKING,
        form.STRETCH,
        form.NET_PICTURE,
        form.NET_PLAN_B,
        form.AT_HAND,
        form.SHARE,
    }
    assert says(FULL.replace("\n", "\r\n")) == says(FULL)


@pytest.mark.parametrize("text", [None, "", body(), "### \n\n###\n", "Just a ticket\n"])
def test_an_empty_form_says_nothing(text: str | None):
    """What was left empty is no answer."""
    assert says(text) == frozenset()


def test_the_form_that_we_ship_says_nothing_by_itself():
    """The lines that stand in the safety net, and first options, decide nothing for anybody."""
    filled = {k: x.get("value", x.get("options", [""])[0]) for k, x in fields().items()}
    text = "\n\n".join(f"### {heading}\n\n{answer}" for heading, answer in filled.items())

    assert says(text) == {form.TEAM_NEED}, "the kind's first option is a kind"
    assert [x.rstrip(":") for x in filled[NET].strip().splitlines()] == [PICTURE, PLAN_B]


@pytest.mark.parametrize(
    ("heading", "option", "meaning"),
    [
        ("Kind", "Something the team needs", {form.TEAM_NEED}),
        ("Kind", "My own curiosity", {form.PERSONAL}),
        ("Is this a stretch?", "Not that I know", set()),
        ("Is this a stretch?", "Yes", {form.STRETCH}),
        ("Share with the team?", "Not now", set()),
        ("Share with the team?", "Yes, list it with what we're learning", {form.SHARE}),
    ],
)
def test_every_option_says_what_it_means(heading: str, option: str, meaning: set[str]):
    """The dropdowns of the form that we ship."""
    assert option in fields()[heading]["options"]
    assert only(heading, option) == meaning


def test_every_option_is_tried():
    """None is left out of the rows above."""
    (rows,) = (
        x.args[1]
        for x in test_every_option_says_what_it_means.pytestmark
        if x.name == "parametrize"
    )
    offered = {(k, o) for k, x in fields().items() for o in x.get("options", ())}

    assert offered == {(heading, option) for heading, option, _ in rows}


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("looking", form.MENTOR_LOOKING),
        ('"Looking", perhaps elsewhere', form.MENTOR_LOOKING),
        ("not wanted", form.MENTOR_NONE),
        ("Not wanted just now.", form.MENTOR_NONE),
        ("none", form.MENTOR_NONE),
        ("No, thanks", form.MENTOR_NONE),
        ("outside", form.MENTOR_OUTSIDE),
        ("Somebody elsewhere", form.MENTOR_OUTSIDE),
        ("Ada", form.MENTOR_NAMED),
        ("No Yamada", form.MENTOR_NAMED),
        ("@ada-l", form.MENTOR_NAMED),
        ("沢田", form.MENTOR_NAMED),
        ("not yet", None),
        ("-", None),
        ("?", None),
    ],
)
def test_a_mentor_in_anybodys_words(answer: str, meaning: str | None):
    """Looking, not wanted, outside; whatever else stands there is somebody's name."""
    assert only("Mentor", answer) == ({meaning} if meaning else set())


@pytest.mark.parametrize("answer", ["Growing away", "growing-away", "My own curiosity: to leave"])
def test_an_aim_beyond_this_job_leaves_no_trace(answer: str):
    """A kind that is none of the form's two is nothing, in whatever words."""
    assert only("Kind", answer) == set()


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("What it would look like if it didn't work out: old tool", {form.NET_PICTURE}),
        ("What it would look like if it didn’t work out:\nold tool\n", {form.NET_PICTURE}),
        ("- **Who steps in, with what:** Linus", {form.NET_PLAN_B}),
        ("Who steps in, with what: nobody", set()),
        ("Who steps in, with what: > \n> Linus", set()),
        ("It will be fine", set()),
    ],
)
def test_each_line_of_the_net_counts_by_itself(written: str, meaning: set[str]):
    """Behind its question or below it; without the questions nobody can say."""
    assert only("Safety net", written) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "```\n### Mentor\n\nAda\n```\n",
        "    ### Mentor\n\n    Ada\n",
        "> ### Mentor\n>\n> Ada\n",
        "<!--\n### Mentor\n\nAda\n-->\n",
        "- ### Mentor\n\n  Ada\n",
        "### Mentor\n\n> Ada\n",
        "### Mentor\n\n```\nAda\n```\n",
        "### Mentor\n\n<!-- Ada -->\n",
        "### Mentor\n\n## Other\n\nAda\n",
        "### Mentorship\n\nAda\n",
        "#### Mentor\n\nAda\n",
    ],
)
def test_code_quotes_and_comments_do_not_count(text: str):
    """Neither as a heading nor as an answer, nor what stands under another heading."""
    assert says(text) == frozenset()


def test_the_first_of_two_answers_counts():
    """Somebody who pastes a second form below does not answer twice."""
    assert says("### Mentor\n\nlooking\n\n### Mentor\n\nAda\n") == {form.MENTOR_LOOKING}
    assert says("### What I need\n\nnothing\n\n### What I need\n\nmoney\n") == set()


def test_a_heading_may_have_more_behind_it():
    """Smaller headings stand inside an answer."""
    text = "### What I need (time, money, people)\n\n#### Time\n"

    assert says(text) == {form.NEED}


words = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [*FORM_HEADINGS, PICTURE, PLAN_B, "### ", "> ", "```", "\n", "yes", "looking", "- ", "<!--"]
    ),
)


@given(st.lists(words, max_size=40).map("".join))
def test_no_word_of_anybody_comes_through(text: str):
    """Whatever a body holds: words of ours and nothing else, and one mentor and kind at most."""
    found = says(text)

    assert found <= ANSWERS
    assert sum(x.startswith("mentor:") for x in found) <= 1
    assert sum(x.startswith("kind:") for x in found) <= 1


@given(st.dictionaries(st.sampled_from(FORM_HEADINGS), words, max_size=10))
def test_forms_with_anything_in_them_say_words_of_ours(given_answers: dict[str, str]):
    """The form's own shape with random answers, which is where somebody's words would slip out."""
    text = "\n\n".join(f"### {k}\n\n{v}" for k, v in given_answers.items())

    assert says(text) <= ANSWERS
    assert not re.search(r"away|leav", " ".join(says(text)))
