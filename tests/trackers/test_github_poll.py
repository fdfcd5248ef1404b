"""What a poll of GitHub names: everything that changed, once, and nothing where nothing did."""

from __future__ import annotations

import json

import pytest

from ilosync.core.model import Account
from ilosync.errors import Refused
from ilosync.ports import Hint
from ilosync.trackers.github.credentials import App
from ilosync.trackers.github.cursor import read
from tests.trackers.conftest import PLACE, Town

OTHER = "acme/other"
EVERYONE = Hint(everyone=True)
NOTHING = Hint()


def of(owner: str, *numbers: int, place: str = PLACE) -> Hint:
    """A hint at tickets of one person."""
    return Hint(frozenset({Account(owner)}), frozenset(f"{place}#{n}" for n in numbers))


class Poller:
    """Polls as the daemon does, a minute apart."""

    def __init__(self, town: Town, *places: str, **more: object) -> None:
        self.town = town
        self.tracker = town.tracker(*places, **more)
        town.clock.sleep(60)
        _, self.cursor = self.tracker.poll("")

    def __call__(self, after: float = 60) -> Hint:
        self.town.clock.sleep(after)
        hint, self.cursor = self.tracker.poll(self.cursor)
        return hint


def test_a_first_poll_is_one_request_however_much_changed(town: Town):
    """It begins now: what changed before is no news."""
    for n in range(120):
        town.ilo(f"person-{n}")
    town.clock.sleep(60)
    tracker = town.tracker()
    asked, (hint, _) = town.watch(lambda: tracker.poll(""))
    assert (asked, hint) == ([f"GET /repos/{PLACE}/issues"], NOTHING)


def test_pull_requests_are_left_out(town: Town):
    """However many of them changed, and wherever they stand in the list."""
    ref = town.ilo()
    poll = Poller(town)
    town.world.comment(PLACE, ref.number, "bo-b", "Hello")
    town.clock.sleep(1)
    for n in range(60):
        town.world.pull_request(PLACE, "bo-b", f"Patch {n}")
    assert poll() == of("ada-l", ref.number)
    assert poll() == NOTHING


def test_a_change_in_the_second_of_a_poll_is_named_by_the_next(town: Town):
    """GitHub counts whole seconds: a second change in the same one would look like the first."""
    ref = town.ilo()
    poll = Poller(town)
    first = town.world.comment(PLACE, ref.number, "bo-b", "Hello")
    assert poll(after=0) == NOTHING
    town.world.edit_comment(first, "bo-b", "Hello!")
    assert poll() == of("ada-l", ref.number)
    assert poll() == NOTHING


def test_what_was_named_late_is_not_named_again(town: Town):
    """When another ticket changes and the whole list comes once more."""
    late, other = town.ilo(), town.ilo("bo-b")
    poll = Poller(town)
    town.world.comment(PLACE, late.number, "bo-b", "Hello")
    assert poll(after=0) == NOTHING
    assert poll() == of("ada-l", late.number)
    town.world.comment(PLACE, other.number, "ada-l", "Hello")
    assert poll() == of("bo-b", other.number)


def test_a_label_that_was_taken_off_is_a_change(town: Town):
    """The poll filters by no label, or this would stay unseen for ever."""
    ref = town.ilo()
    poll = Poller(town)
    town.world.unlabel(PLACE, ref.number, "ada-l", "ILO")
    assert poll() == of("ada-l", ref.number)


def test_all_owners_are_named_in_lower_case(town: Town):
    """A hint's accounts are looked up in the people file."""
    poll = Poller(town)
    town.world.open(PLACE, "Ada-L", "Learn", "", ["ILO"], ["Ada-L", "Bo-B"])
    assert poll().accounts == {"ada-l", "bo-b"}


def test_each_repository_has_its_own_news(town: Town):
    """One that is new in the configuration begins now, and disturbs none of the others."""
    ref = town.ilo()
    town.world.repository(OTHER, ("ILO",))
    number = town.world.open(OTHER, "bo-b", "Learn", "", ["ILO"], ["bo-b"])
    poll = Poller(town)
    poll.tracker = town.tracker(PLACE, OTHER)
    town.world.comment(PLACE, ref.number, "bo-b", "Hello")
    assert poll() == of("ada-l", ref.number)
    town.world.comment(OTHER, number, "ada-l", "Hello")
    assert poll() == of("bo-b", number, place=OTHER)


def test_a_renamed_repository_is_polled_on(town: Town):
    """Its tickets are named by its new name."""
    ref = town.ilo()
    poll = Poller(town)
    town.world.rename(PLACE, "growth")
    town.world.comment("acme/growth", ref.number, "bo-b", "Hello")
    assert poll() == of("ada-l", ref.number, place="acme/growth")
    assert poll() == NOTHING


def test_an_app_loses_its_etags_with_its_token_and_nothing_else(town: Town, app: App):
    """Each hour one paid read, in which there is no news."""
    ref = town.ilo()
    poll = Poller(town, auth=app)
    assert poll() == NOTHING
    assert town.world.asked[-1].status == 304
    assert poll(after=3_600) == NOTHING
    assert town.world.asked[-1].status == 200
    town.world.comment(PLACE, ref.number, "bo-b", "Hello")
    assert poll() == of("ada-l", ref.number)


@pytest.mark.parametrize(
    "cursor",
    ["1", "{}", "null", "[]", "[0, {}]", "[1, {}", '[1, {"acme/learning": 5}]', "\x00", "[" * 9_999,
     '[1, {"acme/learning": {"etag": 1, "low": "", "asked": "", "seen": {}, "late": {}}}]',
     '[1, {"acme/learning": {"etag": "", "low": "", "asked": "", "seen": [], "late": {}}}]',
     '[1, {"acme/learning": {"etag": "", "low": "", "asked": "", "seen": {}, "late": {"a": []}}}]'],
)  # fmt: skip
def test_a_damaged_cursor_begins_anew_with_everyone(town: Town, cursor: str):
    """Or one of an older version: what it knew is lost, and nothing else."""
    ref, tracker = town.ilo(), town.tracker()
    town.clock.sleep(60)
    hint, cursor = tracker.poll(cursor)
    assert hint == EVERYONE
    town.clock.sleep(60)
    hint, cursor = tracker.poll(cursor)
    assert hint == NOTHING
    town.world.comment(PLACE, ref.number, "bo-b", "Hello")
    town.clock.sleep(60)
    assert tracker.poll(cursor)[0] == of("ada-l", ref.number)


def test_several_hundred_changes_are_everyone(town: Town):
    """A full reading is cheaper then; and afterwards only what is new is named again."""
    poll = Poller(town)
    for n in range(400):
        town.ilo(f"person-{n}")
        town.clock.sleep(n % 4 == 3)
    assert poll() == EVERYONE
    town.world.comment(PLACE, 7, "bo-b", "Hello")
    assert poll() == of("person-6", 7)
    assert poll() == NOTHING


def test_switched_off_issues_are_no_news(town: Town):
    """And no error: switched on again, the poll goes on."""
    ref = town.ilo()
    poll = Poller(town)
    town.world.repo(PLACE).has_issues = False
    assert poll() == NOTHING
    town.world.repo(PLACE).has_issues = True
    town.world.comment(PLACE, ref.number, "bo-b", "Hello")
    assert poll() == of("ada-l", ref.number)


def test_a_repository_that_is_hidden_is_refused_with_the_mend(town: Town):
    """As a reading refuses it; the cursor stays what it was."""
    poll = Poller(town)
    town.world.repo(PLACE).may_read = False
    with pytest.raises(Refused, match="`repositories`"):
        poll()


def test_a_poll_that_failed_loses_nothing(town: Town):
    """The next one, with the old cursor, names what changed meanwhile."""
    ref = town.ilo()
    poll = Poller(town)
    town.world.comment(PLACE, ref.number, "bo-b", "Hello")
    town.fails("502")
    assert poll() == of("ada-l", ref.number)


def test_a_cursor_holds_no_words(town: Town):
    """Names, accounts, instants and ETags; it is kept in a database."""
    poll = Poller(town)
    town.world.open(PLACE, "ada-l", "Secret title", "Secret text", ["ILO"], ["ada-l"])
    poll(after=0)
    assert "ada-l" in poll.cursor
    assert "Secret" not in poll.cursor
    assert read(poll.cursor)
    assert json.loads(poll.cursor)
