"""A look at some tickets of GitHub's: where they are now, and what is gone or cannot be seen."""

from __future__ import annotations

import pytest

from ilosync.core.model import Turn
from ilosync.errors import Refused, TryLater
from tests.trackers.conftest import PLACE, Town, one

OTHER = "acme/other"


def name(number: int, place: str = PLACE) -> str:
    """What a hint calls a ticket."""
    return f"{place}#{number}"


@pytest.mark.usefixtures("way")
def test_a_transferred_ticket_is_seen_where_it_is(town: Town):
    """It comes back under its new address, whole; the old name leads nowhere any more."""
    town.world.repository(OTHER, ("ILO",))
    ref = town.ilo()
    number = town.world.transfer(PLACE, ref.number, "bo-b", OTHER)
    reading = town.tracker(PLACE, OTHER).look([ref.key])

    assert one(reading).ref.key == name(number, OTHER)
    assert any(e.turn is Turn.TRANSFERRED for e in one(reading).events)
    assert (reading.gone, reading.unseen) == ({ref.key}, frozenset())
    assert OTHER in {p.key for p in reading.places}


@pytest.mark.usefixtures("way")
def test_a_ticket_that_was_transferred_away_is_gone(town: Town):
    """To a repository that is none of ours: nobody follows it there."""
    town.world.repository("elsewhere/far", ("ILO",))
    ref = town.ilo()
    town.world.transfer(PLACE, ref.number, "bo-b", "elsewhere/far")
    reading = town.tracker().look([ref.key])
    assert (reading.tickets, reading.gone, reading.unseen) == ((), {ref.key}, frozenset())


@pytest.mark.usefixtures("way")
def test_a_renamed_repository_is_known_by_both_names(town: Town):
    """Hints use the new name and memories the old one; a fresh process knows both for one."""
    ref = town.ilo()
    town.world.rename(PLACE, "growth")
    now = name(ref.number, "acme/growth")

    by_new = town.tracker().look([now])
    assert (one(by_new).ref.key, by_new.gone) == (now, frozenset())
    by_old = town.tracker().look([ref.key])
    assert (one(by_old).ref.key, by_old.gone, by_old.unseen) == (now, {ref.key}, frozenset())


@pytest.mark.usefixtures("way")
def test_what_is_none_of_ours_is_gone_without_being_asked_for(town: Town):
    """Tickets of other repositories, and names that are none, whatever they are."""
    town.world.repository("acme/secret", ("ILO",))
    number = town.world.open("acme/secret", "ada-l", "Learn", "", ["ILO"], ["ada-l"])
    names = {name(number, "acme/secret"), "GROW-1", "acme/learning", "#1", f"{PLACE}#0", "a/b#1\n"}
    tracker = town.tracker()
    tracker.read()
    asked, reading = town.watch(lambda: tracker.look(names))
    assert (asked, reading.tickets, reading.gone) == ([], (), names)


@pytest.mark.usefixtures("way")
def test_one_hidden_repository_hides_no_renamed_one(town: Town):
    """What the others are called now is learned all the same."""
    town.world.repository("acme/hidden", may_read=False)
    ref = town.ilo()
    town.world.rename(PLACE, "growth")
    now = name(ref.number, "acme/growth")
    assert one(town.tracker("acme/hidden", PLACE).look([now])).ref.key == now


def test_names_that_cannot_be_learned_stop_no_look(town: Town):
    """Then a repository is called what the configuration says."""
    ref, stranger = town.ilo(), name(1, "acme/growth")
    town.fails("partial", times=3)
    reading = town.tracker(PLACE, OTHER).look([ref.key, stranger])
    assert (one(reading).ref, reading.gone) == (ref, {stranger})


@pytest.mark.parametrize("full", [False, True])
def test_labels_that_cannot_be_read_are_for_later(town: Town, full: bool):
    """A repository with more of them than a page, of which the second never comes whole."""
    for n in range(150):
        town.world.make_label(town.world.repo(PLACE), f"label-{n}")
    ref, tracker = town.ilo(), town.tracker()
    town.fails("partial", when=lambda _m, _p, n: n > 1, times=99)
    with pytest.raises(TryLater):
        tracker.read() if full else tracker.look([ref.key])


@pytest.mark.usefixtures("way")
def test_a_pull_request_is_no_ticket(town: Town):
    """Its number is among those of the issues; it is gone to us."""
    number = town.world.pull_request(PLACE, "bo-b", "ILO: a patch", labels=["ILO"])
    reading = town.tracker().look([name(number)])
    assert (reading.tickets, reading.gone) == ((), {name(number)})


@pytest.mark.usefixtures("way")
def test_a_deleted_ticket_and_one_that_never_was_are_gone(town: Town):
    """Beside one that is there."""
    deleted, kept = town.ilo(), town.ilo("bo-b")
    town.world.delete_issue(PLACE, deleted.number)
    reading = town.tracker().look([deleted.key, kept.key, name(99)])
    assert one(reading).ref == kept
    assert (reading.gone, reading.unseen) == ({deleted.key, name(99)}, frozenset())


@pytest.mark.usefixtures("way")
def test_a_repository_that_is_hidden_leaves_its_tickets_unseen(town: Town):
    """Access that was lost is no deletion, and stops no look at other tickets."""
    town.world.repository(OTHER, ("ILO",))
    ref = town.ilo()
    other = name(town.world.open(OTHER, "ada-l", "Learn", "", ["ILO"], ["ada-l"]), OTHER)
    town.world.repo(OTHER).may_read = False
    reading = town.tracker(PLACE, OTHER).look([ref.key, other])
    assert one(reading).ref == ref
    assert (reading.gone, reading.unseen) == (frozenset(), {other})
    assert any(OTHER in x for x in reading.remarks)


@pytest.mark.parametrize("kind", ["partial", "502"])
def test_half_an_answer_is_asked_for_again(town: Town, kind: str):
    """What came with errors was not seen, and nothing follows from it."""
    refs = [town.ilo(f"person-{n}") for n in range(9)]
    town.fails(kind)
    reading = town.tracker().look([x.key for x in refs])
    assert (len(reading.tickets), reading.whole, reading.gone) == (9, True, frozenset())


def test_half_answers_for_good_leave_tickets_unseen(town: Town):
    """They are neither there nor gone, and the look is not whole."""
    ref = town.ilo()
    town.fails("partial", times=99)
    reading = town.tracker().look([ref.key])
    assert (reading.tickets, reading.gone, reading.unseen) == ((), frozenset(), {ref.key})
    assert not reading.whole


@pytest.mark.parametrize("long", [False, True])
def test_a_ticket_that_could_not_be_seen_to_the_end_is_unseen(town: Town, long: bool):
    """Where it went cannot be read, or its talk not be read back: neither is it gone."""
    town.world.repository(OTHER, ("ILO",))
    ref = town.ilo()
    if long:
        town.world.unlabel(PLACE, ref.number, "ada-l", "ILO")
        for n in range(60):
            town.world.comment(PLACE, ref.number, "bo-b", f"Note {n}")
    else:
        town.world.transfer(PLACE, ref.number, "bo-b", OTHER)
    town.fails("partial", when=lambda _m, _p, n: n > 1, times=99)
    reading = town.tracker(PLACE, OTHER).look([ref.key])
    assert (reading.tickets, reading.gone, reading.whole) == ((), frozenset(), False)
    assert ref.key in reading.unseen


def test_a_token_that_is_taken_away_hides_nothing(town: Town):
    """By REST as by GraphQL: the look is refused, and no ticket is said to be unseen."""
    town.fails("no_graphql")
    ref, tracker = town.ilo(), town.tracker()
    tracker.read()
    town.world.tokens.clear()
    with pytest.raises(Refused, match="ILOSYNC_TRACKERS__GITHUB__TOKEN"):
        tracker.look([ref.key])
