"""A newcomer's sessions, as the ticket tells: what was held, and what was on offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.core.feedback import UPWARD, Part, Session, Way, feedback
from ilosync.core.model import PersonId
from ilosync.core.policy import Policy
from ilosync.core.view import views
from tests.worlds import World, person

GRACE = person("Grace", start=date(2020, 1, 1))
LINUS = person("Linus", start=date(2021, 1, 1))
MO = person("Mo", start=date(2021, 1, 1))
ADA = person("Ada", supervisor=PersonId("grace"), buddy=PersonId("linus"), start=date(2026, 3, 16))
POLICY = Policy()


def world(ada=ADA) -> World:
    w = World.new(POLICY, (ada, GRACE, LINUS, MO))
    w.tracker.now = datetime(2026, 6, 16, 11, tzinfo=UTC)
    w.tracker.opens("grace-x", labels=("ilo:onboarding",), assignees=("ada-x",))
    return w


def says(w: World, who: str, text: str) -> None:
    w.tracker.passes(60)
    w.tracker.writes(f"{who}-x", next(iter(w.tracker.tickets)), text)


def sessions(w: World) -> tuple[Session, ...]:
    view = next(v for v in views(w.snapshot(), w.policy, w.now) if v.person.id == "ada")
    return feedback(view, w.policy)


def first(*words: tuple[str, str]) -> Session:
    w = world()
    for who, text in words:
        says(w, who, text)
    return sessions(w)[0]


def test_nothing_said_is_nothing_offered():
    """Four directions, each open, and three planned days."""
    found = sessions(world())

    assert [str(s.planned) for s in found] == ["2026-06-16", "2026-09-16", "2026-12-16"]
    assert all(set(s.ways) == set(Way) for s in found)
    assert {p for s in found for p in s.ways.values()} == {Part.NOT_OFFERED}
    assert not any(s.complete for s in found)


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ([], UPWARD),
        ([("grace", "/ilo offered")], ()),
        ([("linus", "/ilo offered")], (Way.TO_SUPERVISOR,)),
        ([("grace", "/ilo offered supervisor")], (Way.TO_BUDDY,)),
        ([("grace", "/ilo offered buddy"), ("ada", "/ilo pass supervisor")], ()),
        ([("ada", "/ilo pass")], ()),
        ([("grace", "/ilo pass")], UPWARD),
        ([("mo", "/ilo offered"), ("zed", "/ilo offered")], UPWARD),
        ([("grace", "/ilo offered 2")], UPWARD),
        ([("grace", "> /ilo offered")], UPWARD),
    ],
)
def test_complete_means_held_and_both_ways_on_offer(words: list, missing: tuple):
    """Passing counts as offered; nobody else's word, nor another session's, counts."""
    found = first(("ada", "/ilo held"), *words)

    assert found.held == date(2026, 6, 16)
    assert found.missing == missing
    assert found.complete is not bool(missing)


def test_offered_is_not_held():
    """An offer alone completes nothing."""
    assert not first(("grace", "/ilo offered")).complete


@pytest.mark.parametrize("who", ["grace", "linus"])
def test_a_helper_may_pass_on_their_own_part(who: str):
    """And on nobody else's."""
    found = first((who, "/ilo pass"), ("ada", "/ilo held"))
    own = {"grace": Way.SUPERVISOR, "linus": Way.BUDDY}[who]

    assert [w for w, p in found.ways.items() if p is Part.PASSED] == [own]


def test_what_a_former_helper_said_stays_said():
    """A session that was held stays held when buddy and supervisor change."""
    w = world()
    ref = next(iter(w.tracker.tickets))
    says(w, "linus", "/ilo held")
    says(w, "mo", "/ilo buddy @mo-x")
    assert sessions(w)[0].held is not None

    w = world()
    w.tracker.assigns("grace-x", ref, "grace-x")
    says(w, "grace", "/ilo held")
    w.people = (replace(ADA, supervisor=PersonId("mo")), *w.people[1:])
    assert sessions(w)[0].held is not None


def test_others_on_the_ticket_may_say_that_they_met_and_no_more():
    """Somebody who is on the onboarding ticket, and none of the three, makes no offer."""
    w = world()
    w.tracker.assigns("grace-x", next(iter(w.tracker.tickets)), "mo-x")
    for text in ("/ilo held", "/ilo offered", "/ilo pass"):
        says(w, "mo", text)

    assert sessions(w)[0].held is not None
    assert sessions(w)[0].missing == UPWARD


def test_without_a_buddy_there_is_less_to_offer():
    """What nobody can give is not missing."""
    w = world(replace(ADA, buddy=None))
    says(w, "ada", "/ilo held")
    assert sessions(w)[0].missing == (Way.TO_SUPERVISOR,)

    says(w, "grace", "/ilo offered")
    assert sessions(w)[0].complete


def test_a_word_belongs_to_the_session_whose_time_it_is():
    """From four weeks before a session on, unless it names a number."""
    w = world()
    w.tracker.now = datetime(2026, 8, 20, 11, tzinfo=UTC)
    says(w, "ada", "/ilo held")
    says(w, "ada", "/ilo held 1")

    assert [s.held is not None for s in sessions(w)] == [True, True, False]


TEXTS = ("/ilo held", "/ilo offered", "/ilo pass", "/ilo pass buddy", "/ilo offered 2", "Hm")


@given(
    st.lists(st.tuples(st.sampled_from(["ada", "grace", "linus", "zed"]), st.sampled_from(TEXTS)))
)
def test_words_only_ever_add(words: list):
    """Whatever the three write, what was held or offered stays so; strangers change nothing."""
    w = world()
    before = sessions(w)
    for who, text in words:
        says(w, who, text)
        after = sessions(w)
        for old, new in zip(before, after, strict=True):
            assert old.held is None or new.held is not None
            assert set(new.missing) <= set(old.missing)
        if who == "zed":
            assert after == before
        before = after
