"""Tickets of our own on GitHub, closing, and signs: what is sent, and what is taken for done."""

from __future__ import annotations

from typing import Any

import pytest
import responses

from ilosync.core.model import Marker, Ref, RuleId
from ilosync.errors import NotAllowed, Refused, Unproven
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.faults import Fault
from ilosync.trackers.github.tracker import GithubTracker
from tests.trackers.conftest import PLACE, START, TOKEN, Town, account, one

QUARTER = Marker(RuleId("quarter"), "platform.2026Q4", "0a1b2c3d")
ISSUES = f"/repos/{PLACE}/issues"
LABELS = ("ilo:quarter",)
HERE = "http://forge.example:8080"


def opened(tracker: GithubTracker, *owners: str) -> Ref:
    """A team's ticket."""
    accounts = [account(x) for x in owners]
    return Ref("github", tracker.open(PLACE, QUARTER, "Our quarter", "Hello", LABELS, accounts))


def far_away() -> GithubTracker:
    """A tracker whose server the test plays itself."""
    return GithubTracker("github", [PLACE], "token", SimulatedClock(START), url=HERE)


def everywhere(town: Town, home: str = "") -> GithubTracker:
    """A tracker that is told the organisation alone."""
    return GithubTracker(
        "github", [], TOKEN, town.clock, url=town.url, organization="acme", home=home
    )


# --- opening -----------------------------------------------------------------------------


def test_opening_is_one_request(town: Town):
    """Words, marker, labels and owners go along at once."""
    town.world.user("ada-l")
    tracker = town.tracker()
    assert town.requests(lambda: opened(tracker, "ada-l")) == [f"POST {ISSUES}"]
    assert tracker.spent == {"read": 0, "write": 1}


def test_whoever_is_nobody_costs_one_request_more(town: Town):
    """GitHub names one whom it cannot assign, and has opened nothing."""
    town.world.user("ada-l")
    tracker = town.tracker()
    asked = town.requests(lambda: opened(tracker, "zoe-z", "ada-l", "yan-y"))

    assert asked == [f"POST {ISSUES}"] * 3
    assert one(tracker.read()).assignees == ("ada-l",)


def test_no_more_people_than_a_ticket_can_have(town: Town):
    """Ten; the words may name the others."""
    names = [f"p{n}-x" for n in range(12)]
    for name in names:
        town.world.user(name)
    tracker = town.tracker()
    opened(tracker, *names)

    assert one(tracker.read()).assignees == tuple(names[:10])


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("lag", [0, 3_600])
def test_an_organisation_shows_it_at_once(town: Town, lag: float):
    """However far behind its search is; and a new process finds it when the search does."""
    town.world.search_lag = lag
    town.clock.sleep(3_700)
    tracker = everywhere(town)
    town.ilo("bo-b")
    town.clock.sleep(3_700)
    tracker.read()
    ref = opened(tracker)
    assert {t.ref: t.marker for t in tracker.read().tickets}[ref] == QUARTER

    town.clock.sleep(3_700)
    found = everywhere(town).read().tickets
    assert {t.ref: t.marker for t in found}[ref] == QUARTER


@pytest.mark.usefixtures("way")
def test_an_organisations_home_is_read_before_it_has_tickets(town: Town):
    """Else nobody would know whether a ticket of ours may be opened there."""
    town.world.repository("acme/home", ("ILO",))
    town.ilo()
    tracker = everywhere(town, "Acme/Home")
    places = {p.key: p.may_write for p in tracker.read().places}

    assert places == {PLACE: True, "acme/home": True}
    assert {c.about for c in tracker.examine()} >= {"Acme/Home", "acme/home: writing"}


@pytest.mark.parametrize("fault", ["stored_then_502", "stored_then_reset", "502", "reset"])
def test_an_opening_whose_answer_was_lost_is_not_sent_again(town: Town, fault: str):
    """It may be there; who looks again sees whether it is."""
    tracker = town.tracker()
    town.fails(fault)
    with pytest.raises(Unproven):
        opened(tracker)

    assert town.world.count("POST", "/issues") == 1
    stored = fault.startswith("stored")
    assert [t.marker for t in tracker.read().tickets] == ([QUARTER] if stored else [])


def test_a_redirected_opening_is_not_done(town: Town):
    """GitHub answers 307 to a write in a renamed repository, and opens nothing."""
    town.fails("307")
    with pytest.raises(Unproven, match="another address"):
        opened(town.tracker())

    assert town.tracker().read().tickets == ()


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (201, {}, Unproven),
        (201, {"number": 7, "labels": []}, Unproven),
        (422, {"message": "Validation Failed", "errors": [{"field": "title"}]}, Refused),
        (410, {"message": "Issues are disabled for this repo"}, Refused),
        (403, {"message": "Resource not accessible by integration"}, NotAllowed),
    ],
)
def test_an_answer_that_proves_nothing_is_no_ticket(
    status: int, answer: dict[str, Any], error: type[Exception]
):
    """One line says why: no number, a label that was dropped, or a no; and it is sent once."""
    with responses.RequestsMock() as server:
        server.add(responses.POST, f"{HERE}{ISSUES}", status=status, json=answer)
        with pytest.raises(error) as no:
            opened(far_away())
        assert len(server.calls) == 1
    assert "\n" not in str(no.value)


@pytest.mark.parametrize("wrong", [{"field": "assignees"}, {"field": "assignee", "value": "x"}])
def test_a_refusal_that_names_nobody_is_about_everybody(wrong: dict[str, str]):
    """Then the ticket is opened without any of them."""
    refusal = {"message": "Validation Failed", "errors": [{"resource": "Issue", **wrong}]}
    made = {"number": 7, "labels": [{"name": LABELS[0]}]}
    with responses.RequestsMock() as server:
        server.add(responses.POST, f"{HERE}{ISSUES}", status=422, json=refusal)
        server.add(responses.POST, f"{HERE}{ISSUES}", status=201, json=made)
        assert opened(far_away(), "ada-l", "bo-b").key == f"{PLACE}#7"
        assert b'"assignees": []' in server.calls[1].request.body.encode()


# --- closing -----------------------------------------------------------------------------


def test_closing_is_one_request_that_touches_nothing_else(town: Town):
    """Labels and owners that somebody changed meanwhile stay as they are."""
    ref, tracker = town.ilo(), town.tracker()
    tracker.read()
    town.world.label(PLACE, ref.number, "ada-l", "bug")
    town.world.edit_issue(PLACE, ref.number, "ada-l", title="Another", body="Words")
    assert town.requests(lambda: tracker.close(ref, let_go=True)) == [f"PATCH {ISSUES}/1"]
    ticket = one(tracker.read())

    assert (ticket.open, ticket.let_go, ticket.title) == (False, True, "Another")
    assert (ticket.labels, ticket.assignees) == ({"ILO", "bug"}, ("ada-l",))


@pytest.mark.parametrize("fault", ["stored_then_502", "stored_then_reset", "502", "reset"])
def test_a_closing_whose_answer_was_lost_is_not_sent_again(town: Town, fault: str):
    """Closed or not, the next look tells."""
    ref, tracker = town.ilo(), town.tracker()
    town.fails(fault)
    with pytest.raises(Unproven):
        tracker.close(ref, let_go=False)

    assert town.world.count("PATCH") == 1
    assert one(tracker.read()).open is not fault.startswith("stored")


def test_a_redirected_closing_is_not_done(town: Town):
    """Nothing is closed at another address."""
    ref = town.ilo()
    town.fails("307")
    with pytest.raises(Unproven, match="another address"):
        town.tracker().close(ref, let_go=False)

    assert one(town.tracker().read()).open


def test_an_answer_that_shows_it_open_is_no_closing():
    """A 200 alone proves nothing."""
    with responses.RequestsMock() as server:
        server.add(responses.PATCH, f"{HERE}{ISSUES}/7", json={"number": 7, "state": "open"})
        with pytest.raises(Unproven, match="does not say that it is closed"):
            far_away().close(Ref("github", f"{PLACE}#7"), let_go=False)


# --- signs -------------------------------------------------------------------------------


def signs(town: Town, comment: int) -> list[tuple[str, str]]:
    """Who left which sign."""
    return [(x.by.login, x.content) for x in town.world.comment_of(comment)[1].reactions]


@pytest.mark.usefixtures("way")
def test_a_nod_is_one_request_and_a_thumb(town: Town):
    """Twice is once; a puzzled face where it was not understood."""
    ref, tracker = town.ilo(), town.tracker()
    plain = town.world.comment(PLACE, ref.number, "ada-l", "/ilo checkin")
    odd = town.world.comment(PLACE, ref.number, "ada-l", "/ilo dance")
    tracker.read()
    for _ in range(2):
        asked = town.requests(lambda: tracker.nod(ref, str(plain), understood=True))
        assert asked == [f"POST {ISSUES}/comments/{plain}/reactions"]
    tracker.nod(ref, str(odd), understood=False)

    assert (signs(town, plain), signs(town, odd)) == (
        [(town.world.me, "+1")],
        [(town.world.me, "confused")],
    )
    assert [c.seen for c in one(tracker.read()).comments] == [True, True]


def test_a_sign_of_somebody_else_is_not_ours(town: Town):
    """GraphQL tells whose a sign is."""
    ref = town.ilo()
    written = town.world.comment(PLACE, ref.number, "ada-l", "/ilo checkin")
    town.world.react(written, "bo-b", "+1")

    assert [c.seen for c in one(town.tracker().read()).comments] == [False]


def test_by_rest_a_thumb_of_anybody_counts(town: Town):
    """REST counts signs and does not say whose; a heart is none that we leave."""
    town.fails("no_graphql")
    ref = town.ilo()
    liked = town.world.comment(PLACE, ref.number, "ada-l", "/ilo checkin")
    loved = town.world.comment(PLACE, ref.number, "ada-l", "/ilo pause")
    town.world.react(liked, "bo-b", "+1")
    town.world.react(loved, "bo-b", "heart")

    assert [c.seen for c in one(town.tracker().read()).comments] == [True, False]


@pytest.mark.usefixtures("way")
def test_only_what_has_commands_waits_for_a_sign(town: Town):
    """Neither talk nor our own notices are ever nodded at."""
    ref = town.ilo()
    town.world.comment(PLACE, ref.number, "ada-l", "Hello")
    town.world.comment(PLACE, ref.number, town.world.me, "/ilo checkin")

    assert [c.seen for c in one(town.tracker().read()).comments] == [None, None]


def test_a_nod_that_is_not_wanted_says_nothing_of_the_place():
    """Somebody blocked us: this comment alone takes none."""
    path = f"{HERE}{ISSUES}/comments/9/reactions"
    with responses.RequestsMock() as server:
        server.add(responses.POST, path, status=403, json={"message": "User is blocked"})
        with pytest.raises(Refused, match="User is blocked") as no:
            far_away().nod(Ref("github", f"{PLACE}#7"), "9", understood=True)
    assert not isinstance(no.value, NotAllowed)


def test_a_nod_whose_answer_was_lost_may_be_sent_again(town: Town):
    """It is the same sign."""
    ref, tracker = town.ilo(), town.tracker()
    written = town.world.comment(PLACE, ref.number, "ada-l", "/ilo checkin")
    town.world.faults.append(Fault("stored_then_502"))
    with pytest.raises(Unproven):
        tracker.nod(ref, str(written), understood=True)
    tracker.nod(ref, str(written), understood=True)

    assert signs(town, written) == [(town.world.me, "+1")]


# --- webhooks ----------------------------------------------------------------------------


def test_webhooks_tell_of_what_we_do_as_ours(town: Town):
    """Opened, labelled and closed by our account; signs are told to nobody."""
    town.world.deliveries.hook("http://localhost:1/webhooks/github", "s3cret")
    town.world.deliveries.take()
    tracker = town.tracker()
    ref = opened(tracker)
    written = town.world.comment(PLACE, ref.number, "ada-l", "/ilo checkin")
    tracker.nod(ref, str(written), understood=True)
    tracker.close(ref, let_go=False)
    told = [
        (x.headers["X-GitHub-Event"], x.payload["action"], x.payload["sender"]["login"])
        for x in town.world.deliveries.take()
    ]

    me = town.world.me
    assert told == [
        ("issues", "opened", me),
        ("issues", "labeled", me),
        ("issue_comment", "created", "ada-l"),
        ("issues", "closed", me),
    ]
