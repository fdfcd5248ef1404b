"""What a plan says about itself, a line an action."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ilosync.core.actions import Action, Close, Nod, Open
from ilosync.core.model import PersonId, Ref, RuleId, Snapshot
from ilosync.core.plan import Plan
from ilosync.core.rule import Finding, Opening
from ilosync.telling import as_data, what, where, why

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
REF = Ref("github", "acme/learning#12")
WELCOME = Finding(
    RuleId("welcome"), "20261123T100000Z", NOW, PersonId("ada"), why="Ada begins on 1 Dec",
    opens=Opening("github", "acme/learning", ("ilo:onboarding",), (PersonId("ada"),)),
)  # fmt: skip


def opening() -> Open:
    """The action that opens Ada's ticket."""
    assert WELCOME.opens is not None
    return Open(WELCOME, WELCOME.opens, WELCOME.marker(nudge=False), WELCOME.person)


def told(action: Action) -> tuple[str, str, str]:
    """Where, what, and why."""
    return where(action), what(action), why(action)


def test_an_opening_names_its_place_and_its_rule():
    """There is no ticket yet, so the place stands for it; the reason is the finding's."""
    assert told(opening()) == ("acme/learning", "open a ticket for welcome", "Ada begins on 1 Dec")


def test_a_closing_says_how_it_ends():
    """Done and let go are told apart, and both are the owner's."""
    assert told(Close(REF, let_go=False)) == (
        "acme/learning#12",
        "close it as done",
        "its owner asked for it there",
    )
    assert what(Close(REF, let_go=True)) == "close it as let go"


def test_a_sign_says_whether_a_command_was_understood():
    """In words, on the ticket."""
    assert told(Nod(REF, "7", understood=True))[:2] == ("acme/learning#12", "nod at a command")
    assert "unknown" in what(Nod(REF, "7", understood=False))


def test_programs_read_the_same():
    """Place, tracker and person of each, at a request each."""
    plan = Plan(actions=(opening(), Close(REF, let_go=True, person=PersonId("ada"))))
    rows = as_data(Snapshot(()), plan, NOW, {})["actions"]

    assert [(x["action"], x["ticket"], x["tracker"], x["person"], x["requests"]) for x in rows] == [
        ("Open", "acme/learning", "github", "ada", 1),
        ("Close", "acme/learning#12", "github", "ada", 1),
    ]


@pytest.mark.parametrize("rule", ["heads_up", "growing_away"])
def test_what_is_two_peoples_own_is_not_told_to_whoever_runs_it(rule: str):
    """Neither that a talk about notice is due, nor that somebody may grow away."""
    private = Finding(RuleId(rule), "1", NOW, PersonId("ada"), why="x")
    data = as_data(Snapshot(()), Plan((private, WELCOME)), NOW, {})

    assert [f["rule"] for f in data["findings"]] == ["welcome"]
