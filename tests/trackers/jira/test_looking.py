"""A look at some tickets by their names: keys, old keys, numbers."""

from __future__ import annotations

import pytest

from ilosync.core.model import Ref
from tests.trackers.jira.conftest import MARK, Town, one, town_of


def number(town: Town, ref: Ref) -> str:
    """Jira's own number of a ticket."""
    return str(town.world.issue(ref.key).id)


def test_a_number_is_as_good_as_a_key(town: Town):
    """Deliveries of webhooks name numbers; both names of one ticket are one ticket."""
    ref = town.ilo()
    by_key = one(town.tracker.look([ref.key]))
    looked = town.another().look([number(town, ref), ref.key])

    assert one(looked) == by_key
    assert not looked.gone | looked.unseen


def test_a_moved_ticket_comes_under_its_new_key(town: Town):
    """The old key is gone, whether anybody knew the ticket before or not."""
    town.world.project("OPS", types=("Task",))
    refs = [town.ilo(f"p{n}") for n in range(3)]
    known = town.another("GROW", "OPS")
    known.read()
    for ref in refs[:2]:
        town.world.move(ref.key, "bo-b", "OPS")
    for tracker in (known, town.another("GROW", "OPS")):
        looked = tracker.look([x.key for x in refs])
        assert {t.ref.key for t in looked.tickets} == {"OPS-1", "OPS-2", "GROW-3"}
        assert (looked.gone, looked.unseen) == ({"GROW-1", "GROW-2"}, set())


def test_a_ticket_that_moved_often_is_found_by_its_first_key(cloud: Town):
    """Its history is longer than what comes with it: then it is asked for by itself."""
    cloud.world.project("OPS", types=("Task",))
    ref = cloud.ilo()
    cloud.world.move(ref.key, "bo-b", "OPS")
    for n in range(30):
        cloud.world.label("OPS-1", "bo-b", f"busy-{n}")
    looked = cloud.another("GROW", "OPS").look([ref.key])

    assert [t.ref.key for t in looked.tickets] == ["OPS-1"]
    assert looked.gone == {ref.key}


def test_a_ticket_that_moved_out_of_our_projects_is_gone(town: Town):
    """Nothing is written there, and nobody waits for it; not even for a notice of ours."""
    town.world.project("OPS", types=("Task",))
    ref = town.ilo()
    town.tracker.say(ref, MARK, "Hello")
    town.world.move(ref.key, "bo-b", "OPS")
    looked = town.tracker.look([ref.key])

    assert (looked.tickets, looked.gone, looked.unseen) == ((), {ref.key}, set())


def test_a_hidden_ticket_is_unseen(town: Town):
    """It looks like one that was deleted: neither is closed. Seen again it is as it was."""
    town.world.level("GROW", "private", "ada-l")
    hidden, deleted, there = town.ilo(), town.ilo(), town.ilo()
    town.tracker.read()
    level = town.world.projects["GROW"].levels["private"]
    town.world.edit(hidden.key, "ada-l", level=level)
    town.world.delete(deleted.key)
    looked = town.tracker.look([hidden.key, deleted.key, there.key])

    assert [t.ref for t in looked.tickets] == [there]
    assert (looked.gone, looked.unseen) == (set(), {hidden.key, deleted.key})
    town.world.edit(hidden.key, "ada-l", level=None)
    assert one(town.tracker.look([hidden.key])).whole


@pytest.mark.parametrize("name", ["OPS-1", "acme/learning#1", "../myself", "GROW-", "9" * 30, ""])
def test_what_cannot_be_ours_is_gone_unasked(town: Town, name: str):
    """Names of other projects and trackers, and what is no name."""
    town.tracker.read()
    asked, looked = town.watch(lambda: town.tracker.look([name]))

    assert asked == []
    assert looked.gone == {name}


def test_a_long_history_is_read_on(town: Town):
    """As in a full reading; and once."""
    ref = town.ilo()
    for n in range(130):
        town.world.comment(ref.key, "bo-b", "Nice")
        town.world.label(ref.key, "bo-b", f"busy-{n}")
    town.clock.sleep(3_600)
    ticket = one(town.tracker.look([ref.key]))

    assert (ticket.whole, len(ticket.comments), len(ticket.events)) == (True, 130, 130)
    assert len(town.requests(lambda: town.tracker.look([ref.key]))) == 1
    assert one(town.tracker.look([ref.key])) == ticket


def test_a_notice_among_many_comments_is_remembered(cloud: Town):
    """The label is gone, the notice stands where only a longer reading finds it."""
    ref = cloud.ilo()
    new = cloud.tracker.say(ref, MARK, "Hello")
    for _ in range(40):
        cloud.world.comment(ref.key, "bo-b", "Nice")
    cloud.tracker.read()
    cloud.world.unlabel(ref.key, "ada-l", "ILO")

    assert one(cloud.tracker.look([ref.key])).comments[0].id == new


def test_what_was_looked_at_is_surely_known(town: Town):
    """A pass after a hint speaks without a second look, also in a process's first minutes."""
    ref = town.ilo()
    town.tracker.look([ref.key])

    assert town.requests(lambda: town.tracker.say(ref, MARK, "Hello")) == [
        f"POST /issue/{ref.key}/comment"
    ]


def test_a_cloud_without_a_bulk_fetch_is_asked_one_by_one(cloud: Town):
    """Found out once."""
    refs = [cloud.ilo(), cloud.ilo()]
    names = [x.key for x in refs]
    ask = cloud.tracker._on.client._send

    def send(verb, path, query, body=None, **how):
        return ask(verb, path.replace("bulkfetch", "bulkfetch/x/y"), query, body, **how)

    cloud.tracker._on.client._send = send
    assert {t.ref for t in cloud.tracker.look(names).tickets} == set(refs)
    assert cloud.requests(lambda: cloud.tracker.look(names)) == [
        f"GET /issue/{number(cloud, x)}" for x in refs
    ]


def test_a_server_with_the_core_alone_is_looked_at():
    """Data Center's v2 and nothing more."""
    for town in town_of(cloud=False, minimal=True):
        ref = town.ilo()
        town.world.assign(ref.key, "bo-b", "bo-b")
        assert one(town.tracker.look([ref.key])).assignees == ("bo-b",)
