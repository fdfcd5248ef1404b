"""Whose word each command is: the table of it is what is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ilosync.core.feedback import feedback
from ilosync.core.model import PersonId, Ref
from ilosync.core.orders import PERMITTED, Speaker, orders
from ilosync.core.permitted import WORDS
from ilosync.core.said import snoozed_until
from ilosync.core.support import asked, buddy, ideas_open, mentoring, net, retro, shared
from ilosync.core.view import PersonView, views
from tests.worlds import ADA, BO, GRACE, World, person

TEN = datetime(2026, 6, 15, 11, tzinfo=UTC)
KIM = person("Kim")
NEW = replace(ADA, start=datetime(2026, 3, 2, tzinfo=UTC).date(), away=())
SPEAKERS = {
    Speaker.OWNER: "ada-x",
    Speaker.NEWCOMER: "ada-x",
    Speaker.SUPERVISOR: "grace-x",
    Speaker.BUDDY: "bo-x",
}
OTHERS = ("ada-x", "grace-x", "bo-x", "kim-x", "zed-z")
Probe = Callable[[PersonView], object]


def world(*labels: str) -> tuple[World, Ref]:
    w = World.new(people=(NEW, BO, GRACE, KIM))
    w.at(TEN)
    ref = w.tracker.opens("ada-x", labels=labels, assignees=("ada-x",))
    return w, ref


def view(w: World) -> PersonView:
    return views(w.snapshot(), w.policy, w.now)[0]


def told(v: PersonView) -> object:
    return tuple(orders(v))


def ilo(probe: Callable[..., object]) -> Probe:
    return lambda v: probe(v.ilos[0])


ACTIVE = ("ILO",)
PROBES: dict[str, tuple[tuple[str, ...], str, Probe]] = {
    "start": (("ilo:next",), "start", told),
    "next": (ACTIVE, "next", told),
    "swap": (ACTIVE, "swap #2", told),
    "done": (ACTIVE, "done", told),
    "letgo": (ACTIVE, "letgo", told),
    "pause": (ACTIVE, "pause", ilo(lambda i: i.state)),
    "resume": (("ILO", "ilo:paused"), "resume", ilo(lambda i: i.state)),
    "same": (ACTIVE, "same #2", lambda v: len(v.current)),
    "checkin": (ACTIVE, "checkin", ilo(lambda i: i.held)),
    "move": (ACTIVE, "move 2026-07-01", ilo(lambda i: i.moved)),
    "snooze": (ACTIVE, "snooze 2w", lambda v: snoozed_until(v.tickets[0], v.person)),
    "quiet": (ACTIVE, "quiet", lambda v: snoozed_until(v.tickets[0], v.person)),
    "mentor": (ACTIVE, "mentor looking", lambda v: mentoring(v.ilos[0], v.policy).state),
    "retro": (ACTIVE, "retro held", ilo(lambda i: retro(i).outcome)),
    "idea": (ACTIVE, "idea a bigger table", lambda v: ideas_open(v.ilos[0], v.people)),
    "ask": (ACTIVE, 'ask "my talk" by 2026-07-01', ilo(lambda i: len(asked(i)))),
    "share": (ACTIVE, "share on", lambda v: shared(v.ilos[0], v.policy)),
    "net": (ACTIVE, "net picture", lambda v: net(v.ilos[0], v.people)),
    "net assured": (ACTIVE, "net assured", lambda v: net(v.ilos[0], v.people)),
    "offered": (("ilo:onboarding",), "offered", lambda v: feedback(v, v.policy)),
    "pass": (("ilo:onboarding",), "pass", lambda v: feedback(v, v.policy)),
}
ELSEWHERE = {"held", "buddy", "me", "forget"}  # see below, or read outside of tickets


@pytest.mark.parametrize("command", PROBES)
@pytest.mark.parametrize("who", OTHERS)
def test_a_command_counts_from_those_whose_word_it_is(command: str, who: str):
    """And from nobody else: the table says who may, and the ticket reads the same."""
    labels, text, probe = PROBES[command]
    w, ref = world(*labels)
    w.tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))
    w.passes(60)
    before = probe(view(w))
    w.tracker.writes(who, ref, f"/ilo {text}")
    may = who in {SPEAKERS[role] for role in PERMITTED[command]}

    assert (probe(view(w)) != before) is may


@pytest.mark.parametrize(
    ("who", "name", "found"),
    [
        ("ada-x", "@kim-x", "bo"),
        ("grace-x", "kim", "bo"),
        ("bo-x", "kim", "bo"),
        ("kim-x", "kim", "kim"),
        ("zed-z", "kim", "bo"),
    ],
)
def test_a_buddy_says_yes_for_themselves(who: str, name: str, found: str):
    """Newcomer and supervisor may name somebody; it holds when that person says so."""
    w, ref = world("ilo:onboarding")
    w.tracker.writes(who, ref, f"/ilo buddy {name}")
    v = view(w)
    assert buddy(v.person, v.tickets, v.people) == found

    w.tracker.writes("kim-x", ref, "/ilo buddy yes")
    named = who in {SPEAKERS[r] for r in PERMITTED["buddy"] if r in SPEAKERS} | {"kim-x"}
    v = view(w)
    assert buddy(v.person, v.tickets, v.people) == (PersonId("kim") if named else "bo")


def test_every_command_is_in_the_table_and_tried_here():
    """What is understood is permitted to somebody, and nothing is permitted untried."""
    assert set(PROBES) | ELSEWHERE == set(PERMITTED)
    assert {x.split()[0] for x in PERMITTED} == WORDS
    assert all(PERMITTED.values())


@pytest.mark.parametrize("last", ["on", "off"])
def test_the_last_word_on_sharing_counts(last: str):
    """Also within one comment; form and label are words too."""
    w, ref = world("ILO")
    first = {"on": "off", "off": "on"}[last]
    w.tracker.writes("ada-x", ref, f"/ilo share {first}\n/ilo share {last}")

    assert shared(view(w).ilos[0], w.policy) is (last == "on")


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ('/ilo ask "my talk by night" by 2026-07-01', "2026-07-01"),
        ("/ilo ask how it reads", "None"),
        ("/ilo ask how it reads by Friday", "None"),
    ],
)
def test_of_a_question_nothing_is_kept_but_when(text: str, by: str):
    """That somebody asked, and the day they named; not a word of it."""
    w, ref = world("ILO")
    w.tracker.writes("ada-x", ref, text)
    (found,) = asked(view(w).ilos[0])

    assert (found.at, str(found.by)) == (TEN, by)
