"""What says that two tickets are one: lines, links between issues, links to the web."""

from __future__ import annotations

import pytest

from ilosync.core.model import Ref
from ilosync.errors import TryLater
from tests.trackers.jira.conftest import Town, one, town_of

THERE = "https://github.example/acme/learning/issues/12"


def asked(town: Town, *refs: Ref) -> list[str]:
    """What it takes to know where tickets lead."""
    return town.requests(lambda: town.tracker.links(refs))


def test_links_cost_only_where_there_are_some(town: Town):
    """A reading asks for none; one request for each ticket that has one, once for each change."""
    plain, led = town.ilo(), town.ilo()
    town.world.link_to(led.key, "ada-l", THERE, "The other one")
    reading = town.requests(town.tracker.read)
    assert not [x for x in reading if "remotelink" in x]

    number = town.world.issue(led.key).id
    assert asked(town, plain, led) == [f"GET /issue/{number}/remotelink"]
    assert asked(town, plain, led) == []
    town.tracker.read()
    assert asked(town, plain, led) == []
    town.world.link_to(led.key, "ada-l", THERE + "3", "And another")
    town.tracker.look([led.key])
    assert asked(town, led) == [f"GET /issue/{number}/remotelink"]


def test_only_addresses_of_tickets_are_kept(town: Town):
    """Where else people link to is nobody's business."""
    ref = town.ilo()
    for url in ("https://wiki.example/secret-page", f"{THERE}/?x=1#comment", "mailto:ada@x.test"):
        town.world.link_to(ref.key, "ada-l", url, "A page")
    town.tracker.read()

    assert town.tracker.links([ref]) == {ref: {THERE}}


def test_a_link_in_a_long_history_is_found(cloud: Town):
    """Older than what comes with a search."""
    ref = cloud.ilo()
    cloud.world.link_to(ref.key, "ada-l", THERE, "The other one")
    for n in range(40):
        cloud.world.label(ref.key, "bo-b", f"busy-{n}")
    cloud.clock.sleep(3_600)
    for _ in range(2):
        cloud.tracker.read()
    assert cloud.tracker.links([ref]) == {ref: {THERE}}


def test_a_ticket_that_was_never_read_leads_nowhere(town: Town):
    """Nothing is asked."""
    ref = town.ilo()
    town.world.link_to(ref.key, "ada-l", THERE, "The other one")
    assert asked(town, ref) == []


def test_links_that_cannot_be_had_now_are_told(town: Town):
    """Rather than counted as none."""
    ref = town.ilo()
    town.world.link_to(ref.key, "ada-l", THERE, "The other one")
    town.tracker.read()
    town.fails("502", times=10)
    with pytest.raises(TryLater):
        town.tracker.links([ref])


def test_a_server_that_lists_no_links_has_none():
    """Data Center's v2 and nothing more."""
    for town in town_of(cloud=False, minimal=True):
        ref = town.ilo()
        town.world.link_to(ref.key, "ada-l", THERE, "The other one")
        town.tracker.read()
        assert town.tracker.links([ref]) == {ref: set()}


def test_duplicates_of_each_other_are_the_same(town: Town):
    """Both ends say so, with the search; tickets that only relate are two."""
    one_, two, three = town.ilo(), town.ilo(), town.ilo()
    town.world.link(one_.key, "ada-l", two.key, "Duplicate")
    town.world.link(one_.key, "ada-l", three.key, "Relates")
    said = {t.ref: t.same_as for t in town.tracker.read().tickets}

    assert said == {one_: {two.key.lower()}, two: {one_.key.lower()}, three: set()}


@pytest.mark.parametrize(
    "line",
    [
        "Same ILO: {}",
        "* Same ILO: [{0}|{0}|smart-link]",
        "Same ILO: [{}]",
        "same ilo : [over there|{}#comment-1]",
    ],
)
def test_a_description_may_say_what_is_the_same(town: Town, line: str):
    """As people type it, and as Jira's editor draws it."""
    town.ilo(description=f"My goal\n\n{line.format(THERE)}\n")
    assert one(town.tracker.read()).same_as == {THERE}


def test_a_quotation_says_nothing(town: Town):
    """Nor does a line with more on it."""
    town.ilo(description=f"bq. Same ILO: {THERE}\nSame ILO: {THERE} I think")
    assert one(town.tracker.read()).same_as == set()
