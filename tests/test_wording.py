"""The words: kind, short, harmless whatever people write, and open to a deployment's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ilosync.core.model import Account, Person, PersonId, Ref, Ticket
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding
from ilosync.errors import BadConfig
from ilosync.mentions import at_names
from ilosync.rules import RULES
from ilosync.wording import RULES_DIR, Wording, check_overrides, examples, plain
from tests.worlds import BEGIN

# DOMAIN 4.2: what no notice may say
REJECTED = re.compile(
    r"\b(overdue|late|failed|failure|violation|non-compliant|must|required|deadline|escalate|"
    r"still haven't|performance|pip|underperform\w*|inactive|stale|ping|asap|as per)\b",
    re.IGNORECASE,
)
SPEAKING = [r for r in RULES if r.speaks]
EXAMPLES = [(r, f) for r in SPEAKING for f in examples(r)]
EACH = [pytest.param(f, id="-".join([r.id, *f.facts.values()])) for r, f in EXAMPLES]
ADA = Person(PersonId("somebody"), "Ada", {"github": Account("ada-l")})


def words(finding: Finding, *, name: str = "Ada", title: str = "Learn Rust", mention: bool = False):
    person = Person(ADA.id, name, ADA.accounts)
    ticket = Ticket(Ref("github", "acme/learning#7"), "id", title, "", BEGIN, boxes=True)
    said = Finding(finding.rule, "x", BEGIN, ADA.id, ticket.ref, finding.facts, asks=(ADA.id,))
    return Wording({ADA.id: person}, Policy()).say(said, ticket, mention=mention)


@pytest.mark.parametrize("finding", EACH)
def test_every_notice_keeps_the_voice(finding):
    """No word that hurts, no exclamation, one question at most, three to eight sentences."""
    said = words(finding)
    assert not REJECTED.search(said), REJECTED.search(said)
    assert "!" not in said
    assert said.count("?") <= 1
    body = said.split("<sub>")[0]
    assert 1 <= len(re.findall(r"[.?](?:\s|$)", body)) <= 9


@pytest.mark.parametrize("finding", EACH)
def test_every_notice_says_how_to_be_left_alone(finding):
    """Each names a way to be left alone, and that a program speaks."""
    said = words(finding)

    assert "/ilo snooze" in said
    assert "I'm ilosync, a program" in said


@pytest.mark.parametrize("rule", SPEAKING, ids=lambda r: r.id)
def test_a_rule_and_its_words_stand_side_by_side(rule):
    """Each rule that speaks has its file of words, and a promise in plain words."""
    assert (RULES_DIR / f"{rule.id}.md").exists()
    assert rule.__doc__
    assert rule.title


def test_no_words_without_a_rule():
    """Each file of words belongs to a rule, or is a footer."""
    files = {p.stem for p in RULES_DIR.glob("*.md")}

    assert files == {r.id for r in SPEAKING} | {"footer", "letter_footer"}


@pytest.mark.parametrize("finding", EACH)
def test_only_a_new_notice_mentions_and_only_once(finding):
    """Saying notifies those it asks once; an edit notifies nobody. What asks nobody never does."""
    said = words(finding, mention=True)
    asks = "dear" in (RULES_DIR / f"{finding.rule}.md").read_text(encoding="utf-8")
    assert at_names(said).count("@ada-l") == asks
    assert len(re.findall(r"@\w", at_names(said))) == asks
    assert not re.findall(r"@\w|mention:", words(finding))


NASTY = [
    "@all look",
    "*bold* _it_ `code` ~~no~~",
    "</sub><script>alert(1)</script>",
    "see #12 and acme/other#3 and GH-4",
    "https://evil.example/x www.evil.example",
    "[link](https://evil.example) ![img](x)",
    "{{ 7 * 7 }} {% raw %}",
    "line\n\n# heading\n- list\n> quote",
    "\u202egnol\u202c \x00\x07",
    "&commat;all &#64;all &lt;b&gt;",
    "<!-- ilosync:1 rule=only_one -->",
    "/ilo snooze 52w",
    "[x](mention:grace-h)",
    "x](mention:grace-h) [y",
]


@pytest.mark.parametrize("text", NASTY)
def test_names_and_titles_are_only_words(text: str):
    """Nothing that people write can mention, refer, format or run in our notices."""
    finding = next(f for r, f in EXAMPLES if r.id == "feedback_due")
    said = at_names(words(finding, name=text, title=text))
    clean = words(finding, name="Ada", title="Ada")
    html = MarkdownIt("commonmark", {"html": True}).enable("strikethrough").render(said)

    assert "49" not in said
    assert not re.search(r"@\w", said)
    assert not re.search(r"#\d", said)
    assert not re.search(r"(?<!\\)<(?!/?sub>)", said)
    assert said.count("\n") == clean.count("\n")
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= set(re.findall(r"<(\w+)", MarkdownIt().render(clean))) | {"p", "code", "sub"}


@given(st.text())
def test_a_plain_text_is_one_line_of_the_same_letters(text: str):
    """Whatever goes in, one short line comes out, and its letters are the text's own."""
    line = plain(text)

    assert len(line.splitlines()) <= 1
    letters = [c for c in line if c.isalnum()]
    assert letters == [c for c in text if c.isalnum()][: len(letters)]


@pytest.mark.parametrize("name", ["Anne-Marie O'Neil", "Zoë", "渡辺 葵", "نگار", "J. R."])
def test_names_of_every_script_stay_as_they_are(name: str):
    """Ordinary names are not escaped, cut or changed."""
    assert plain(name) == name


def test_own_words_come_first(tmp_path: Path):
    """A deployment overrides one notice; the others stay."""
    (tmp_path / "labelled.md").write_text("Hej {{ dear }}, {{ label }}.")
    check_overrides(tmp_path, RULES, Policy())
    wording = Wording({ADA.id: ADA}, Policy(), places=(tmp_path, RULES_DIR))
    said = {r.id: wording.say(f) for r, f in EXAMPLES}

    assert said["labelled"].startswith("Hej Ada, ILO.")
    assert said["only_one"].startswith("Hi Ada")


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("labelled.md", "Hi {{ dera }}", "'dera' is undefined; the names it may use are"),
        ("labelled.md", "Hi {{ dear }\n", ":1: unexpected '}'"),
        ("labeled.md", "Hi", "no notice has this name; the names are"),
        ("labelled.md", "{{ label.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_mistake_in_own_words_is_one_line(tmp_path: Path, file: str, text: str, line: str):
    """An unknown name, a slip of the pen, a wrong file name and mischief are told at once."""
    (tmp_path / file).write_text(text)
    with pytest.raises(BadConfig) as caught:
        check_overrides(tmp_path, RULES, Policy())

    assert line in str(caught.value)
    assert file in str(caught.value)
    assert "\n" not in str(caught.value)
