"""Who is who on GitHub: ourselves, our earlier accounts, bots, and those who are gone."""

from __future__ import annotations

import pytest

from ilosync.core.model import Command
from ilosync.sandbox.state import User
from tests.trackers.conftest import MARK, PLACE, Town, one


@pytest.mark.usefixtures("way")
def test_we_are_known_by_our_number(town: Town):
    """A new login of ours is still us; whoever takes the old one is not."""
    ref = town.ilo()
    comment = town.tracker().say(ref, MARK, "Hello")
    town.world.rename_user("ilosync[bot]", "growth[bot]")
    town.world.tokens["sandbox-token"] = "growth[bot]"
    town.world.enrol(User("ilosync[bot]", 99, "B_99", "Bot"))
    town.world.comment(PLACE, ref.number, "ilosync[bot]", town.seen(comment))
    ours, theirs = one(town.tracker().read()).comments
    assert (ours.marker, ours.by) == (MARK, "growth[bot]")
    assert (theirs.marker, theirs.foreign) == (None, MARK)


@pytest.mark.usefixtures("way")
def test_our_earlier_accounts_count_as_ours(town: Town):
    """`formerly` lists their numbers; without it their markers are foreign."""
    ref = town.ilo()
    comment = town.tracker().say(ref, MARK, "Hello")
    earlier = town.world.user("ilosync[bot]").id
    town.world.tokens["sandbox-token"] = "growth[bot]"
    town.world.user("growth[bot]")
    assert one(town.tracker().read()).comments[0].foreign == MARK
    (ours,) = one(town.tracker(formerly=[earlier]).read()).comments
    assert (ours.id, ours.marker, ours.foreign) == (comment, MARK, None)


@pytest.mark.usefixtures("way")
def test_our_own_words_give_no_commands(town: Town):
    """A notice may explain a command without giving it."""
    ref, tracker = town.ilo(), town.tracker()
    tracker.say(ref, MARK, "Write\n\n/ilo pause")
    town.world.comment(PLACE, ref.number, "ada-l", "/ilo pause")
    ours, theirs = one(tracker.read()).comments
    assert (ours.commands, theirs.commands) == ((), (Command("pause"),))


@pytest.mark.usefixtures("way")
def test_a_deleted_account_is_nobody(town: Town):
    """What it wrote stays, by nobody in particular."""
    ref = town.ilo("gone-g")
    town.world.comment(PLACE, ref.number, "gone-g", "Bye")
    town.world.delete_user("gone-g")
    ticket = one(town.tracker().read())
    assert (ticket.author, ticket.assignees, ticket.comments[0].by) == (None, (), None)


@pytest.mark.usefixtures("way")
def test_a_bot_has_one_name(town: Town):
    """GraphQL calls it `helper`, REST `helper[bot]`; it is `helper[bot]` here."""
    ref = town.ilo()
    town.world.label(PLACE, ref.number, "Helper[bot]", "bug")
    assert one(town.tracker().read()).events[-1].by == "helper[bot]"
