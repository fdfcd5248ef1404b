"""What a reading makes of Jira's issues."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ilosync.core.model import Marker, Ref, RuleId, Turn
from tests.trackers.jira.conftest import MARK, START, Town, one, town_of


def test_an_issue_of_the_type_ilo_counts_as_labelled(town: Town):
    """From its beginning on; parked it does not count, and back again it does."""
    ref = town.ilo(labels=(), type="ILO")
    assert one(town.tracker.read()).labels == {"ILO"}
    town.tracker.add_label(ref, "ilo:next")
    assert one(town.tracker.read()).labels == {"ilo:next"}
    town.tracker.remove_label(ref, "ilo:next")
    assert one(town.tracker.read()).labels == {"ILO"}


def test_a_label_taken_off_an_issue_of_that_type_stays_off(town: Town):
    """Somebody who says that it is none is believed."""
    ref = town.ilo(type="ILO")
    town.world.unlabel(ref.key, "ada-l", "ILO")
    assert not one(town.tracker.read()).has("ILO")


@pytest.mark.parametrize("label", ["ILOs", "IL0", "ilo"])
def test_misspelt_labels_are_found(town: Town, label: str):
    """Jira tells cases apart; we do not."""
    town.ilo(labels=(label,))
    assert one(town.tracker.read()).labels == {label}


def test_every_spelling_of_a_label_comes_off(town: Town):
    """`ilo` is taken off where `ILO` is meant."""
    ref = town.ilo(labels=("ilo", "bug"))
    town.tracker.read()
    town.tracker.remove_label(ref, "ILO")
    assert town.world.issue(ref.key).now.labels == ("bug",)


def test_let_go_is_a_resolution(town: Town):
    """Which ones mean that is configured."""
    ref = town.ilo()
    town.world.let_go(ref.key, "ada-l", "Duplicate")
    assert one(town.tracker.read()).let_go
    assert not one(town.another(let_go=("Won't Do",)).read()).let_go


def test_closing_is_the_category_of_the_status(town: Town):
    """A workflow of one's own that never sets a resolution closes and reopens all the same."""
    town.world.status("GROW", "Celebrated", "Done")
    town.world.status("GROW", "Thought about", "In Progress")
    ref = town.ilo()
    for minute, status in enumerate(["Thought about", "Celebrated", "Done", "To Do", "Celebrated"]):
        town.clock.sleep(60)
        town.world.transition(ref.key, "bo-b", status, None)
        assert minute < 5
    ticket = one(town.tracker.read())

    assert not ticket.open
    turns = [(e.turn, (e.at - START) / timedelta(minutes=1)) for e in ticket.events]
    assert turns == [(Turn.CLOSED, 2), (Turn.REOPENED, 4), (Turn.CLOSED, 5)]


def test_a_closing_that_the_history_lacks_is_told(town: Town):
    """An administrator moved the status to another category: the ticket is closed, by nobody."""
    ref = town.ilo()
    issue = town.world.issue(ref.key)
    done = next(s for s in issue.now.project.statuses if s.category == "Done")
    town.world.become(issue, replace(issue.now, status=done))
    ticket = one(town.tracker.read())

    assert [(e.turn, e.by) for e in ticket.events] == [(Turn.CLOSED, None)]


def test_owners_are_named_by_their_accounts(town: Town):
    """Data Center's history calls people by a key that is not their user name."""
    ref = town.ilo("ada-l")
    town.world.assign(ref.key, "grace-h", "bo-b")
    town.world.assign(ref.key, "grace-h", "ada-l")
    events = [(e.turn, e.what) for e in one(town.tracker.read()).events]

    assert events == [
        (Turn.UNASSIGNED, "ada-l"),
        (Turn.ASSIGNED, "bo-b"),
        (Turn.UNASSIGNED, "bo-b"),
        (Turn.ASSIGNED, "ada-l"),
    ]


def test_account_ids_of_cloud_are_in_lower_case():
    """Owner, author and events; the same account everywhere."""
    for town in town_of(cloud=True, plain_ids=False):
        town.ilo("ada-l")
        ticket = one(town.tracker.read())
        wanted = town.world.user("ada-l").id
        assert ticket.assignees == (wanted,)


@pytest.mark.parametrize("name", ["duedate", "Due date"])
def test_the_day_of_the_next_check_in_is_read(town: Town, name: str):
    """Set and cleared, by the field's id or its name."""
    ref = town.ilo()
    town.world.edit(ref.key, "ada-l", due="2026-12-01")
    town.world.edit(ref.key, "ada-l", due=None)
    events = one(town.another(date_field=name).read()).events

    assert [(e.turn, e.by, e.what) for e in events] == [
        (Turn.DATE_SET, "ada-l", "2026-12-01"),
        (Turn.DATE_SET, "ada-l", ""),
    ]
    assert one(town.tracker.read()).events == ()


def test_a_field_of_ones_own_is_read(town: Town):
    """By its name, which is all that Data Center's history tells."""
    key = town.world.custom_field("Next check-in", "date")
    ref = town.ilo()
    town.world.edit(ref.key, "ada-l", custom={key: "2026-12-01"})
    (event,) = one(town.another(date_field="next check-in").read()).events

    assert (event.turn, event.what) == (Turn.DATE_SET, "2026-12-01")


def test_who_last_changed_title_or_words_is_known(town: Town):
    """A sign of life: when and by whom, never what."""
    ref = town.ilo()
    town.clock.sleep(60)
    town.world.edit(ref.key, "ada-l", description="More")
    ticket = one(town.tracker.read())
    assert (ticket.edited_by, ticket.edited_at) == ("ada-l", town.clock.now())


def test_a_moved_ticket_is_the_same_ticket(town: Town):
    """Into another of our projects: a new key, the same number, one transfer."""
    town.world.project("OPS", types=("Task",))
    ref = town.ilo()
    tracker = town.another("GROW", "OPS")
    before = one(tracker.read())
    town.world.move(ref.key, "bo-b", "OPS")
    after = one(tracker.read())

    assert (after.id, after.ref) == (before.id, Ref("jira", "OPS-1"))
    assert [e.turn for e in after.events] == [Turn.TRANSFERRED]


def test_a_ticket_moved_out_of_our_projects_is_gone_and_said_so(town: Town):
    """It is not closed, and nothing is written there."""
    town.world.project("OPS", types=("Task",))
    ref = town.ilo()
    town.tracker.read()
    town.world.move(ref.key, "bo-b", "OPS")
    reading = town.tracker.read()

    assert reading.tickets == ()
    assert reading.remarks == ("GROW-1 is now OPS-1, which is not among `projects`.",)
    assert town.tracker.read().remarks == ()


def test_a_hidden_ticket_is_unknown_and_not_closed(town: Town):
    """A security level that we are not on: what it was stays, marked as not fully read."""
    town.world.level("GROW", "private", "ada-l")
    hidden, other = town.ilo(), town.ilo("bo-b")
    town.tracker.read()
    level = town.world.projects["GROW"].levels["private"]
    town.world.edit(hidden.key, "ada-l", level=level)
    for _ in range(2):
        reading = town.tracker.read()
        found = {t.ref: t for t in reading.tickets}
        assert (found[hidden].open, found[hidden].whole) == (True, False)
        assert "can no longer be seen" in reading.remarks[0]
    assert next(t for t in town.tracker.read().tickets if t.ref == other).whole

    town.world.edit(hidden.key, "ada-l", level=None)
    assert all(t.whole for t in town.tracker.read().tickets)


def test_a_deleted_ticket_is_not_unknown_for_ever(town: Town):
    """Hidden and deleted look alike; after sixty days nobody waits any more."""
    ref = town.ilo()
    town.tracker.read()
    town.world.delete(ref.key)
    assert not one(town.tracker.read()).whole
    town.clock.sleep(61 * 86_400)
    assert town.tracker.read().tickets == ()


def test_a_notice_that_somebody_deleted_stays_deleted(town: Town):
    """Jira keeps no event; we remember that it was there, and since when it was missed."""
    ref = town.ilo()
    new = town.tracker.say(ref, MARK, "Hello")
    town.tracker.read()
    town.world.delete_comment(new, "ada-l")
    town.clock.sleep(60)
    first = one(town.tracker.read()).events
    town.clock.sleep(60)

    assert [(e.turn, e.by, e.ours) for e in first] == [(Turn.NOTICE_DELETED, None, False)]
    assert one(town.tracker.read()).events == first


def test_a_history_that_logs_deletions_needs_no_memory():
    """Where Jira keeps them, a new process knows who deleted our notice."""
    for town in town_of(cloud=False, logs_deletions=True):
        ref = town.ilo()
        new = town.tracker.say(ref, MARK, "Hello")
        town.world.delete_comment(new, "ada-l")
        (event,) = one(town.another().read()).events
        assert (event.turn, event.by) == (Turn.NOTICE_DELETED, "ada-l")


def test_earlier_accounts_of_ours_still_speak_for_us(town: Town):
    """Comments, and what they did to labels."""
    ref = town.ilo()
    new = town.tracker.say(ref, MARK, "Hello")
    town.world.comment(ref.key, "old-bot", town.seen(new))
    town.world.label(ref.key, "old-bot", "ilo:next")
    ticket = one(town.another(formerly=("Old-Bot",)).read())

    assert [c.marker for c in ticket.comments] == [MARK, MARK]
    assert ticket.events[0].ours
    assert one(town.another().read()).comments[1].foreign == MARK


def test_comments_may_be_for_a_group_alone(town: Town):
    """Configured visibility is sent with each notice, and kept when it is revised."""
    town.world.group("people-team", "ilosync", "grace-h")
    ref = town.ilo()
    tracker = town.another(visibility=("group", "people-team"))
    new = tracker.say(ref, MARK, "Hello")
    tracker.revise(ref, new, Marker(RuleId("x"), "p", "d"), "Good day")

    assert town.world.comment_of(new)[1].visibility == ("group", "people-team")


def test_the_markers_link_leads_where_it_is_told(town: Town):
    """To the page about ilosync where there is one, else to the ticket itself."""
    ref = town.ilo()
    here = town.tracker.say(ref, MARK, "Hello")
    there = town.another(about_url="https://example.org/ilo?a=b#c").say(
        ref, Marker(MARK.rule, "other", "d"), "Hello"
    )
    assert f"[ilosync|{town.url}/browse/{ref.key}#ilosync:1;" in town.seen(here)
    assert "[ilosync|https://example.org/ilo?a=b#ilosync:1;" in town.seen(there)


def test_words_that_nobody_remembers_are_read_before_they_are_kept(town: Town):
    """A new process that settles a notice leaves its words as they are."""
    ref = town.ilo()
    new = town.tracker.say(ref, MARK, "Hello **Ada**")
    settled = Marker(MARK.rule, MARK.period, MARK.digest, standing=False)
    reborn = town.another()
    reborn.revise(ref, new, settled, None)

    assert town.seen(new).startswith("Hello *Ada*\n\n[ilosync|")
    assert one(reborn.read()).comments[0].marker == settled


def test_pages_that_shift_are_read_again(server: Town):
    """Data Center numbers its pages: what is closed meanwhile must not hide another ticket."""
    refs = [server.ilo(f"p{n}") for n in range(150)]
    tracker, world, ask = server.tracker, server.world, server.tracker._on.client.read

    def read(path, query=None):
        if path == "/search" and query["startAt"] and refs:
            world.delete(refs.pop(0).key)
            refs.clear()
        return ask(path, query)

    tracker._on.client.read = read
    assert len(tracker.read().tickets) == 149
