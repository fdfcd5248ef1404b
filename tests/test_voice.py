"""How ilosync sounds: each rule's words in every shape they can take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import textstat

from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule
from ilosync.errors import BadConfig
from ilosync.rules import RULES
from ilosync.voice import HARSH, harsh
from ilosync.wording import SOMEBODY, Wording, check_overrides, examples

WORDING = Wording({SOMEBODY.id: SOMEBODY}, Policy(not_for_review=True), "https://example.org/ilo")
SPEAKING = [r for r in RULES if r.speaks]
EASY = 8.0  # US school grade (Flesch-Kincaid)


def shapes(rule: Rule) -> list[tuple[Finding, str]]:
    """Every notice of a rule, and every letter unless it opens a ticket, with example facts."""
    found = [(f, WORDING.say(f)) for f in examples(rule)]
    if any(text.startswith("# ") for _, text in found):
        return found
    return found + [(f, WORDING.letter([f], SOMEBODY.id)[1]) for f in examples(rule)]


def spoken(text: str) -> str:
    """A notice as one would read it aloud: no markup, no commands, no addresses."""
    bare = re.sub(r"`[^`]*`", "so", re.sub(r"</?sub>", "", text))
    bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", bare)
    bare = re.sub(r"https?://\S+|^- \[ \].*$|^#.*$", "", bare, flags=re.MULTILINE)
    return " ".join(bare.replace("**", "").split())


@pytest.mark.parametrize("rule", SPEAKING, ids=lambda r: r.id)
def test_no_words_of_blame(rule: Rule):
    """Nothing that threatens, ranks or blames, in any notice or letter."""
    assert [x for _, text in shapes(rule) for x in harsh(text)] == []


@pytest.mark.parametrize("rule", SPEAKING, ids=lambda r: r.id)
def test_easy_to_read(rule: Rule):
    """US grade 8 or below, so that nobody reads a note twice."""
    grades = {text: textstat.flesch_kincaid_grade(spoken(text)) for _, text in shapes(rule)}

    assert {t: g for t, g in grades.items() if g > EASY} == {}


@pytest.mark.parametrize("rule", SPEAKING, ids=lambda r: r.id)
def test_short(rule: Rule):
    """At most a hundred and sixty words, footer and all; a new ticket may have an agenda too."""
    opens = {text for f, text in shapes(rule) if text.startswith("# ")}
    long = [t for _, t in shapes(rule) if t not in opens and len(spoken(t).split()) > 160]

    assert long == []
    assert all(len(spoken(t).split()) <= 320 for t in opens)


@pytest.mark.parametrize("rule", SPEAKING, ids=lambda r: r.id)
def test_it_says_how_to_be_left_alone(rule: Rule):
    """On a ticket by a snooze, in a letter by a day without."""
    for finding in examples(rule):
        assert "/ilo snooze" in WORDING.say(finding)
        assert "quiet_until" in WORDING.letter([finding], SOMEBODY.id)[1]


@pytest.mark.parametrize("rule", SPEAKING, ids=lambda r: r.id)
def test_exclamation_marks_are_for_welcomes_and_thanks(rule: Rule):
    """Nobody is shouted at."""
    for _, text in shapes(rule):
        for sentence in re.findall(r"[^.!?]*!", text):
            assert re.search(r"welcome|thank", sentence, re.IGNORECASE), sentence


@pytest.mark.parametrize("word", HARSH)
def test_each_refused_word_is_found(word: str):
    """Alone, in capitals, and with a curly apostrophe."""
    said = f"This is {word.upper()}, you know."

    assert harsh(said)
    assert harsh(said.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"))


@pytest.mark.parametrize("text", ["later", "translate", "mustard", "shipping", "plate", "pipe"])
def test_words_that_only_contain_one_are_fine(text: str):
    """`later` is not `late`."""
    assert harsh(f"See you {text}.") == ()


def test_an_organisations_own_words_are_held_to_it(tmp_path: Path):
    """A template of their own with such a word is refused, with the file and the word."""
    (tmp_path / "owned.md").write_text("Hi {{ dear }}, this is overdue.", encoding="utf-8")
    with pytest.raises(BadConfig, match=r"owned\.md: `overdue`"):
        check_overrides(tmp_path, RULES, Policy())
