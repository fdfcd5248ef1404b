"""What a reading of GitHub shows, by GraphQL and by REST alike."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
import structlog
from structlog.testing import capture_logs

from ilosync.core.model import Readers, Reading, Ref, Ticket, Turn
from tests.trackers.conftest import MARK, PLACE, Town, one

DAY = 86_400


def plain(reading: Reading) -> list[Ticket]:
    """The tickets without what only GraphQL tells: who edited what."""
    bare = (
        replace(
            t, boxes=False, edited_at=None, edited_by=None,
            comments=tuple(replace(c, ticked_by=None) for c in t.comments),
        )
        for t in reading.tickets
    )  # fmt: skip
    return sorted(bare, key=lambda t: t.ref)


def test_both_ways_read_the_same(town: Town):
    """Tickets, owners, histories, markers and commands do not depend on the way."""
    world, tracker = town.world, town.tracker()
    world.user("helper[bot]")
    for n in range(3):
        ref = town.ilo(f"person-{n}")
        town.clock.sleep(60)
        comment = tracker.say(ref, MARK, "Talked?\n\n- [ ] Yes")
        world.comment(PLACE, ref.number, "helper[bot]", "/ilo pause\n\n@person-1 look")
        town.clock.sleep(60)
        world.edit_comment(int(comment), "bo-b", world.comment_of(int(comment))[1].body + " ")
        world.label(PLACE, ref.number, "helper[bot]", "ilo:paused")
        world.unassign(PLACE, ref.number, "bo-b", f"person-{n}")
        world.noise(PLACE, ref.number, "bo-b")
    world.close(PLACE, 1, "bo-b", "not_planned")
    world.pull_request(PLACE, "bo-b", "ILO: a pull request", labels=["ILO"])
    world.open(PLACE, "bo-b", "ILO: unlabelled")
    world.delete_user("person-2")

    by_graphql = town.tracker().read()
    town.fails("no_graphql")
    by_rest = town.tracker().read()
    assert len(by_graphql.tickets) == 4
    assert plain(by_graphql) == plain(by_rest)
    assert by_graphql.places == by_rest.places


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("label", ["ilos", "I.L.O.", "1L0"])
def test_a_misspelt_label_is_found(town: Town, label: str):
    """A label that means ours is as good as a hint, while the ticket is open."""
    number = town.world.open(PLACE, "ada-l", "Learn", "", [label], ["ada-l"])
    assert one(town.tracker().read()).labels == {label}
    town.world.close(PLACE, number, "ada-l")
    assert town.tracker().read().tickets == ()


@pytest.mark.usefixtures("way")
def test_the_issue_type_is_known(town: Town):
    """A ticket of type ILO looks like one; other types do not."""
    town.world.open(PLACE, "ada-l", "Learn Rust", "", [], ["ada-l"], "ILO")
    town.world.open(PLACE, "ada-l", "Fix it", "", [], ["ada-l"], "Task")
    ticket = one(town.tracker().read())
    assert (ticket.title, ticket.looks_like_ilo) == ("Learn Rust", True)


@pytest.mark.usefixtures("way")
def test_a_search_that_lags_is_only_a_hint(town: Town):
    """What the index still believes is read directly before it counts."""
    tracker = town.tracker()
    closed = town.world.open(PLACE, "ada-l", "ILO: closed", "", [], ["ada-l"])
    labelled = town.world.open(PLACE, "ada-l", "ILO: labelled", "", [], ["ada-l"])
    town.world.search_lag = 3_600
    town.clock.sleep(3_700)
    town.world.close(PLACE, closed, "ada-l")
    town.world.label(PLACE, labelled, "ada-l", "ILO")
    ticket = one(tracker.read())
    assert ticket.ref.number == labelled
    assert ticket.has("ILO")


@pytest.mark.usefixtures("way")
def test_what_we_wrote_is_seen_at_once(town: Town):
    """A search that lags an hour hides nothing of our own."""
    town.world.search_lag = 3_600
    ref, tracker = town.ilo(), town.tracker()
    tracker.read()
    tracker.say(ref, MARK, "Hello")
    tracker.add_label(ref, "ilo:paused")
    ticket = one(tracker.read())
    assert [c.marker for c in ticket.comments] == [MARK]
    assert ticket.has("ilo:paused")


@pytest.mark.usefixtures("way")
def test_closed_long_ago_and_touched_lately_is_left_alone(town: Town):
    """The sixty days count from the closing, not from the last comment."""
    ref = town.ilo()
    town.world.close(PLACE, ref.number, "ada-l")
    town.clock.sleep(61 * DAY)
    town.world.comment(PLACE, ref.number, "bo-b", "By the way")
    assert town.tracker().read().tickets == ()


@pytest.mark.usefixtures("way")
def test_a_renamed_repository_is_read_under_its_name(town: Town):
    """The old address leads to the new one, all pages of it; a remark says what to correct."""
    ref = town.ilo()
    town.world.rename(PLACE, "growth")
    tracker = town.tracker()
    reading = tracker.read()
    new = Ref("github", f"acme/growth#{ref.number}")
    assert one(reading).ref == new
    assert [p.key for p in reading.places] == ["acme/growth"]
    assert any("acme/growth" in x and "`repositories`" in x for x in reading.remarks)
    tracker.say(new, MARK, "Hello")


@pytest.mark.usefixtures("way")
def test_a_moved_ticket_tells_of_it(town: Town):
    """A transfer is a turn in its history; the ticket is in its new place alone."""
    town.world.repository("acme/other", ("ILO",))
    ref = town.ilo()
    town.world.transfer(PLACE, ref.number, "bo-b", "acme/other")
    ticket = one(town.tracker(PLACE, "acme/other").read())
    assert ticket.ref.place == "acme/other"
    assert [e.by for e in ticket.events if e.turn is Turn.TRANSFERRED] == ["bo-b"]


@pytest.mark.usefixtures("way")
def test_readers_are_told(town: Town):
    """A public repository is wider than the team it was declared for."""
    town.world.repository("acme/open", ("ILO",), private=False)
    places = town.tracker(PLACE, "acme/open", readers=Readers.TEAM).read().places
    assert [(p.readers, p.too_wide, p.may_write) for p in places] == [
        (Readers.TEAM, False, True),
        (Readers.PUBLIC, True, True),
    ]


@pytest.mark.usefixtures("way")
def test_switched_off_issues_are_a_remark(town: Town):
    """Not an error, and not silence."""
    town.world.repo(PLACE).has_issues = False
    assert any("switched off" in x for x in town.tracker().read().remarks)


@pytest.mark.usefixtures("way")
def test_many_labels(town: Town):
    """All labels of a repository and of a ticket, beyond a page of them."""
    names = [f"label-{n:03}" for n in range(150)]
    for name in names:
        town.world.make_label(town.world.repo(PLACE), name)
    ref = town.ilo()
    for name in names[:40]:
        town.world.label(PLACE, ref.number, "bo-b", name)
    reading = town.tracker().read()
    assert set(names) <= reading.places[0].labels
    assert one(reading).labels == {"ILO", *names[:40]}
    assert len(one(reading).events) == 42


@pytest.mark.usefixtures("way")
def test_a_ticket_with_two_labels_is_one_ticket(town: Town):
    """Found in two lists, counted once; also where a repository is named twice."""
    ref = town.ilo()
    town.world.label(PLACE, ref.number, "bo-b", "ilo:paused")
    assert one(town.tracker(PLACE, PLACE.upper()).read()).ref == ref


@pytest.fixture
def talkative() -> Iterator[None]:
    """Log everything; the tests are quiet otherwise."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("way", "talkative")
def test_logs_hold_no_words(town: Town, caplog: pytest.LogCaptureFixture):
    """What people and we write on tickets is in no log line, PyGithub's own included."""
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        ref, tracker = town.ilo(title="Secret title"), town.tracker()
        town.world.comment(PLACE, ref.number, "bo-b", "Secret words")
        tracker.read()
        tracker.revise(ref, tracker.say(ref, MARK, "Secret notice"), MARK, "Secret notice")
        tracker.add_label(ref, "bug")
    assert lines
    assert "Secret" not in str(lines) + caplog.text
    assert "sandbox-token" not in str(lines) + caplog.text


def test_a_transfer_between_two_pages_leaves_no_half_ticket(town: Town):
    """A ticket that is gone when its past is read on is left out."""
    stays, goes = town.ilo("ada-l"), town.ilo("bo-b")
    for ref in (stays, goes):
        for n in range(50):
            town.world.comment(PLACE, ref.number, "bo-b", f"Note {n}")

    def between(_method: str, _path: str, n: int) -> bool:
        if n == 3 and goes.number in town.world.repo(PLACE).issues:
            town.world.delete_issue(PLACE, goes.number)
        return False

    town.fails("502", when=between)
    reading = town.tracker().read()
    assert one(reading).ref == stays
    assert reading.whole
