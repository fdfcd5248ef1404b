"""A whole organisation: candidates by search, and everything that matters read directly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ilosync.errors import BadConfig, Refused, TryLater
from ilosync.ports import Hint
from ilosync.trackers.github.tracker import GithubTracker
from tests.trackers.conftest import MARK, PLACE, Town, one

DAY = 86_400
GRAPHQL = "POST /graphql"


def everywhere(town: Town, **more: object) -> GithubTracker:
    """A tracker that is told the organisation alone."""
    return GithubTracker(
        "github", [], "sandbox-token", town.clock, url=town.url, organization="acme", **more
    )


@pytest.mark.usefixtures("way")
def test_all_repositories_are_looked_through(town: Town):
    """Labelled, of the family, misspelt or merely alike, open or closed lately; and no others."""
    world, wanted = town.world, set[str]()
    for place in ("acme/one", "acme/two", "acme/three"):
        world.repository(place, ("ILO",))
    world.repository("others/team", ("ILO",))
    world.open("others/team", "ada-l", "ILO: learn", "", ["ILO"], ["ada-l"])
    world.open("acme/one", "ada-l", "Fix it", "", ["bug"])
    for n, (title, label) in enumerate(
        [("Learn", "ilo"), ("Learn", "ilo:paused"), ("Learn", "I.L.O."), ("ILO: learn", "bug")]
    ):
        place = ("acme/one", "acme/two")[n % 2]
        wanted.add(f"{place}#{world.open(place, 'ada-l', title, '', [label], ['ada-l'])}")
    wanted.add(f"acme/two#{world.open('acme/two', 'bo-b', 'Rust', '', [], ['bo-b'], 'ILO')}")
    closed = world.open("acme/three", "ada-l", "Learn", "", ["ILO"], ["ada-l"])
    world.close("acme/three", closed, "ada-l")
    wanted.add(f"acme/three#{closed}")

    reading = everywhere(town).read()
    assert {t.ref.key for t in reading.tickets} == wanted
    assert {p.key for p in reading.places} == {"acme/one", "acme/two", "acme/three"}
    assert all("ILO" in p.labels for p in reading.places)
    assert (reading.whole, [x for x in reading.remarks if "REST" not in x]) == (True, [])

    town.clock.sleep(61 * DAY)
    left = {t.ref.key for t in everywhere(town).read().tickets}
    assert left == wanted - {f"acme/three#{closed}"}


@pytest.mark.usefixtures("way")
def test_a_search_that_lags_is_only_a_hint(town: Town):
    """What is found is read as it is now, in its repository of now."""
    tracker = everywhere(town)
    gone, unlabelled, kept = town.ilo("ada-l"), town.ilo("bo-b"), town.ilo("cy-c")
    town.world.search_lag = 3_600
    town.clock.sleep(3_700)
    town.world.delete_issue(PLACE, gone.number)
    town.world.unlabel(PLACE, unlabelled.number, "bo-b", "ILO")
    town.world.label(PLACE, kept.number, "cy-c", "ilo:paused")
    ticket = one(tracker.read())
    assert (ticket.ref, ticket.labels) == (kept, {"ILO", "ilo:paused"})


@pytest.mark.usefixtures("way")
def test_what_the_search_does_not_know_is_looked_at(town: Town):
    """A hint names it; and what we wrote to is read whether or not it is found."""
    town.world.search_lag = 3_600
    town.ilo("bo-b")
    town.clock.sleep(3_700)
    ref, tracker = town.ilo(), everywhere(town)
    assert one(tracker.look([ref.key])).ref == ref
    assert ref not in {t.ref for t in tracker.read().tickets}

    tracker.say(ref, MARK, "Hello")
    found = {t.ref: t for t in tracker.read().tickets}
    assert len(found) == 2
    assert [c.marker for c in found[ref].comments] == [MARK]
    town.world.delete_issue(PLACE, ref.number)
    before, reading = town.watch(tracker.read)
    assert ref not in {t.ref for t in reading.tickets}
    assert len(town.requests(tracker.read)) < len(before)


def test_a_thousand_ilos_cost_twelve_requests(town: Town):
    """The search goes ahead of the reading, in the same requests."""
    for n in range(1_000):
        town.ilo(f"person-{n}")
    tracker = everywhere(town)
    asked, reading = town.watch(tracker.read)
    assert len(reading.tickets) == 1_000
    assert asked == [GRAPHQL] * 12


def crowd(town: Town) -> None:
    """More tickets than a search tells of, two a second."""
    for n in range(1_130):
        town.ilo(f"person-{n}")
        town.clock.sleep(n % 2)


def test_a_search_ends_after_a_thousand_hits_and_goes_on(town: Town):
    """From the moment at which its last hit was created; none is lost, none comes twice."""
    crowd(town)
    reading = everywhere(town).read()
    assert len({t.ref for t in reading.tickets}) == len(reading.tickets) == 1_130
    assert reading.whole


@pytest.mark.slow
def test_by_rest_a_search_goes_on_as_well(town: Town):
    """With two requests a ticket it takes its time."""
    town.world.limits |= {"search": 1_000, "core": 10_000}
    town.fails("no_graphql")
    crowd(town)
    assert len({t.ref for t in everywhere(town).read().tickets}) == 1_130


def test_more_than_a_thousand_of_one_second_are_not_a_whole_reading(town: Town):
    """The search cannot tell them apart, and says so."""
    for n in range(1_010):
        town.ilo(f"person-{n}")
    reading = everywhere(town).read()
    assert not reading.whole
    assert any("one second" in x for x in reading.remarks)


@pytest.mark.usefixtures("way")
def test_an_organisation_that_cannot_be_seen_is_refused_with_the_mend(town: Town):
    """Else a slip of the pen would mean that nobody has an ILO."""
    with pytest.raises(Refused, match=r"organization .*`organization`"):
        GithubTracker("github", [], "sandbox-token", town.clock, url=town.url,
                      organization="acmee").read()  # fmt: skip
    with pytest.raises(Refused, match="`organization`"):
        GithubTracker("github", [], "sandbox-token", town.clock, url=town.url,
                      organization="acmee").poll("")  # fmt: skip
    assert everywhere(town).read().tickets == ()
    town.world.repo(PLACE).may_read = False
    with pytest.raises(Refused, match="`organization`"):
        everywhere(town).read()


@pytest.mark.usefixtures("way")
def test_only_the_organisation_is_looked_at(town: Town):
    """A ticket elsewhere is gone without being asked for."""
    tracker = everywhere(town)
    asked, reading = town.watch(lambda: tracker.look(["others/team#1"]))
    assert (asked, reading.gone) == ([], {"others/team#1"})
    assert one(tracker.look([town.ilo().key])).open


def test_a_poll_is_one_search(town: Town):
    """However many repositories there are; what the index learns late is named all the same."""
    town.world.search_lag = 300
    refs = [town.ilo("ada-l"), town.ilo("bo-b")]
    tracker = everywhere(town)
    town.clock.sleep(3_600)
    asked, (hint, cursor) = town.watch(lambda: tracker.poll(""))
    assert (asked, bool(hint)) == (["GET /search/issues"], False)

    town.world.comment(PLACE, refs[0].number, "bo-b", "Hello")
    town.clock.sleep(60)
    town.world.comment(PLACE, refs[1].number, "bo-b", "Hello")
    named: list[Hint] = []
    for _ in range(12):
        town.clock.sleep(60)
        asked, (hint, cursor) = town.watch(lambda at=cursor: tracker.poll(at))
        named += [hint] if hint else []
        assert asked == ["GET /search/issues"]
    assert [x.tickets for x in named] == [{refs[0].key}, {refs[1].key}]
    assert [x.accounts for x in named] == [{"ada-l"}, {"bo-b"}]


def test_a_poll_names_everyone_where_very_much_changed(town: Town):
    """And goes on from there, although the index lags."""
    town.world.search_lag = 300
    tracker = everywhere(town)
    town.clock.sleep(3_600)
    _, cursor = tracker.poll("")
    for n in range(320):
        town.ilo(f"person-{n}")
    hints: list[Hint] = []
    for _ in range(10):
        town.clock.sleep(60)
        hint, cursor = tracker.poll(cursor)
        hints += [hint] if hint else []
    assert hints == [Hint(everyone=True)]


def test_a_search_that_ran_out_of_time_is_no_list(town: Town):
    """GitHub says `incomplete_results`; the poll is tried again with the cursor it had."""
    town.ilo()
    town.fails("no_graphql")
    town.fails("partial", times=99)
    with pytest.raises(TryLater):
        everywhere(town).poll("")
    with pytest.raises(TryLater):
        everywhere(town).read()


def test_half_a_search_is_not_a_whole_reading(town: Town):
    """Nobody is said to have none on the ground of it."""
    town.ilo()
    town.fails("partial", times=99)
    reading = everywhere(town).read()
    assert not reading.whole
    assert any("acme" in x for x in reading.remarks)


def test_without_a_search_there_is_no_organisation(town: Town):
    """A server that cannot search has to be told the repositories."""
    town.fails("no_graphql")
    town.fails("no_search")
    town.ilo()
    with pytest.raises(Refused, match="`organization`"):
        everywhere(town).read()


def test_it_is_repositories_or_an_organisation(town: Town):
    """Not both, and not neither."""
    for places, organization in (([PLACE], "acme"), ([], "")):
        with pytest.raises(BadConfig, match="repositories or an organization"):
            GithubTracker("github", places, "x", town.clock, organization=organization)


def test_time_zones_do_not_shift_the_sixty_days(town: Town):
    """What was closed fifty-nine days ago is found wherever the clock stands."""
    ref = town.ilo()
    town.world.close(PLACE, ref.number, "ada-l")
    town.clock.set_to(town.clock.now() + timedelta(days=59, hours=23))
    assert one(everywhere(town).read()).ref == ref
