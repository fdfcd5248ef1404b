"""The report's two faces: what is owed by name, and the promises in which nobody is named."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.core.model import Person, PersonId
from ilosync.core.policy import Policy
from ilosync.core.report import Report, report
from ilosync.reports.write import render, write
from tests.worlds import ADA, BO, GRACE, World, person, worlds


def told(world: World) -> Report:
    return report(world.snapshot(), world.plan(), world.policy, world.now)


def crowd(n: int, with_one: int, policy: Policy) -> World:
    people = tuple(person(f"P{i}", supervisor=PersonId("p0") if i else None) for i in range(n))
    world = World.new(policy, people)
    for each in people[:with_one]:
        who = each.accounts["memory"]
        world.tracker.opens(who, labels=("ILO",), assignees=(who,))
    return world


CHARTER = Policy(narrow=False)


@pytest.mark.parametrize(
    ("n", "with_one", "words"),
    [
        (46, 41, "41 of 46"),
        (46, 46, "46 of 46"),
        (46, 45, "most of us; talks are on offer for the rest"),
        (46, 2, "some of us; there are talks to offer"),
        (4, 4, "all of us"),
        (4, 1, "some of us; there are talks to offer"),
        (0, 0, "nobody to count yet"),
    ],
)
def test_small_numbers_are_held_back(n: int, with_one: int, words: str):
    """A small part points at somebody, and so does a small rest."""
    line = told(crowd(n, with_one, CHARTER)).promises[0]

    assert line.words == words
    assert (line.value is None) == (not words[0].isdigit())


def test_without_a_charter_there_are_no_numbers():
    """The narrow mode says it in words."""
    for line in told(crowd(46, 41, Policy())).promises:
        assert not any(c.isdigit() for c in line.words), line
        assert (line.value, line.of) == (None, None)


@given(worlds())
def test_promises_name_nobody_and_no_ticket(world: World):
    """Whatever happened, the face for everybody has no name, no account and no ticket."""
    for form in ("html", "md"):
        text = render(told(world), "promises", form)
        body = text.split("</style>")[-1]
        for each in world.people:
            assert f">{each.name}<" not in body
            assert each.accounts["memory"] not in body
        assert "acme/learning" not in body


def test_duties_say_who_owes_what_to_whom_dated_ones_first():
    """A planned feedback session comes before a talk without a date; the supervisor owes both."""
    world = World.new(Policy(), (replace(ADA, start=date(2026, 1, 12)), BO, GRACE))
    world.tracker.passes(86_400 * 40)
    found = [(d.rule, d.to, d.by) for d in told(world).duties]

    assert found == [
        ("feedback_due", "Ada", "Grace"),
        ("one_ilo", "Ada", "Grace"),
        ("one_ilo", "Bo", "Grace"),
        ("one_ilo", "Grace", ""),
    ]


def test_who_has_no_account_is_the_organisers_to_find():
    """Nobody is guessed from a name; the organisers are told."""
    world = World.new(Policy(), (Person(PersonId("kim"), "Kim"),))
    (duty,) = told(world).duties

    assert (duty.rule, duty.to) == ("unmapped", "Kim")


def test_what_could_not_be_read_is_said_and_concludes_nothing():
    """A half read tracker: a banner, and nobody is owed anything for lack of data."""
    world = crowd(3, 0, Policy())
    world.tracker.whole = False
    found = told(world)

    assert found.duties == ()
    assert "could not be read in full" in render(found, "promises", "html")
    assert "could not be read in full" in render(found, "todo", "md")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.tags.append(tag)


@given(st.text(min_size=1, max_size=40).filter(str.strip))
def test_a_name_is_only_text(name: str):
    """Names in any script, with anything in them, add no tag and no table cell."""
    world = World.new(Policy(), (replace(GRACE, name=name),))
    plain = World.new(Policy(), (GRACE,))
    page, cells = _Tags(), render(told(world), "todo", "md").count("\n| ")
    page.feed(render(told(world), "todo", "html"))
    other = _Tags()
    other.feed(render(told(plain), "todo", "html"))

    assert page.tags == other.tags
    assert cells == render(told(plain), "todo", "md").count("\n| ")


def test_the_named_face_is_for_its_owner_alone(tmp_path: Path):
    """Files by name have mode 0600 and lie in a folder of their own, also over old ones."""
    for _ in range(2):
        paths = write(told(crowd(3, 1, Policy())), tmp_path / "reports")
    named = tmp_path / "reports" / "named"

    assert [p.name for p in paths] == ["promises.html", "promises.md", "todo.html", "todo.md"]
    assert stat.S_IMODE(named.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in named.iterdir()} == {0o600}


@given(worlds())
def test_the_same_night_gives_the_same_bytes(world: World):
    """Same snapshot, policy and instant: the same report, byte for byte."""
    again = world.copy()
    for face in ("promises", "todo"):
        for form in ("html", "md"):
            assert render(told(world), face, form) == render(told(again), face, form)
