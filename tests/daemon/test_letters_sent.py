"""Private messages in simulated weeks: a real mail server, real databases, real kills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread

import pytest

from ilosync.core.model import PersonId, Span
from ilosync.core.policy import Policy
from ilosync.daemon.attention import NEAR, WIDE, Mark
from ilosync.daemon.keys import LETTERS
from ilosync.daemon.letter_round import Round
from ilosync.daemon.metrics import Metrics
from ilosync.post_apprise import ApprisePost
from tests.post.mailbox import Mailbox, mailbox
from tests.worlds import World

from .databases import START, Time
from .deeds import process
from .letterly import (
    BO,
    DAY,
    GRACE,
    HOUR,
    PEOPLE,
    Letterly,
    anew,
    gaps,
    letterly,
    nudge,
    world_of,
    writes_letters,
)

WEEK = timedelta(days=7)


@pytest.fixture
def world() -> World:
    return world_of(Policy())


@pytest.fixture
def box(world: World) -> Iterator[Mailbox]:
    """A mail server that notes the world's time."""
    with mailbox(now=lambda: world.now) as made:
        yield made


@pytest.fixture
def here(world: World, time: Time, box: Mailbox) -> Letterly:
    return letterly(world, time, ApprisePost(box.address(), {}))


# --- what goes -------------------------------------------------------------------------------


def test_weeks_of_letters(here: Letterly, box: Mailbox):
    """Grace hears of Ada and Bo in one letter, three Mondays at ten; then it is enough. Nobody
    else is written to."""
    here.at(START - 8 * HOUR)
    here.begin()
    here.days(37)
    assert [m.at - START for m in box.to("grace")] == [timedelta(0), WEEK, 2 * WEEK]
    assert len(box.mails) == 3
    for mail in box.mails:
        assert "Ada" in mail.text
        assert "Bo" in mail.text
        assert "Mo" not in mail.text
        assert not any(x in mail.message["Subject"] for x in ("Ada", "Bo", "Grace"))


def test_what_no_longer_stands_is_not_told(here: Letterly, box: Mailbox):
    """Between two letters Bo finds an objective; the next is about Ada alone."""
    here.begin()
    here.days(3)
    here.world.tracker.opens("bo-x", labels=("ILO",), assignees=("bo-x",))
    here.days(5)
    assert ["Bo" in m.text for m in box.to("grace")] == [True, False]


def test_who_is_away_hears_when_they_are_back(time: Time, box: Mailbox, world: World):
    """At ten on their first day back after some days off."""
    away = replace(GRACE, away=(Span((START - DAY).date(), (START + DAY).date()),))
    world.people = tuple(away if p.id == "grace" else p for p in PEOPLE)
    here = letterly(world, time, ApprisePost(box.address(), {}))
    here.begin()
    here.days(4)
    assert [m.at for m in box.to("grace")] == [START + 2 * DAY]


def test_without_speak_nothing_is_sent(time: Time, box: Mailbox, world: World):
    """It looks, and that is all; nothing is noted either."""
    here = letterly(world, time, ApprisePost(box.address(), {}), speak=False)
    here.begin()
    here.shelf.attention.wake(LETTERS, world.now.timestamp(), WIDE)
    here.days(2)
    assert box.mails == []
    assert here.shelf.outbox.told().last == {}


# --- budgets ---------------------------------------------------------------------------------


def test_the_budget_holds_over_both_channels(here: Letterly, box: Mailbox, world: World):
    """Months of letters to Grace and of nudges on her ticket: seven days between any two."""
    here.begin()
    for _ in range(2):
        here.days(25)
        ref = world.tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))
        here.days(2)
        world.tracker.closes("ada-x", ref)  # two weeks later Grace hears of her again
        here.days(19)
    times = sorted([*(m.at for m in box.to("grace")), *here.nudges("grace")])
    assert len(box.to("grace")) > 3
    assert here.nudges("grace")
    assert all(b - a >= WEEK for a, b in pairwise(times))


def test_a_letter_waits_for_a_week_after_a_nudge(here: Letterly, box: Mailbox, world: World):
    """Known from her ticket, whoever nudged her."""
    nudge(world, "grace")
    here.at(START + HOUR)
    here.begin()
    here.days(8)
    assert [m.at for m in box.to("grace")] == [START + WEEK]


def test_a_nudge_waits_for_a_week_after_a_letter(here: Letterly, box: Mailbox):
    """A pass over one person knows what was sent to them, of which her tickets say nothing."""
    here.at(START + 84 * DAY)  # her check-in is due in some days, which is a nudge on her ticket
    here.begin()
    here.days(12)
    ((letter, *_), (first, *_)) = [m.at for m in box.to("grace")], here.nudges("grace")
    assert letter == START + 84 * DAY
    assert first == letter + WEEK


def hinted(here: Letterly, who: str) -> list[timedelta]:
    """Somebody touches a ticket of theirs: after how many days they have been nudged by then."""
    here.shelf.attention.mark([Mark(f"person:{who}")])
    here.passes.clear()
    here.settle()
    assert [o.after for key, o in here.passes if key == f"person:{who}"] == [None]
    return [at - START for at in here.nudges(who)]


def test_a_hint_brings_no_nudge_in_the_week_of_a_letter(here: Letterly, box: Mailbox):
    """Her pass asks what was sent to her; a week later it is her ticket's turn."""
    here.at(START + 84 * DAY)
    here.begin()
    here.at(START + 86 * DAY)  # her check-in is due in a week: that is a nudge
    assert hinted(here, "grace") == []
    assert len(box.to("grace")) == 1
    here.at(START + 91 * DAY)
    assert hinted(here, "grace") == [91 * DAY]


def test_a_hint_brings_no_nudge_where_nobody_knows_of_letters(
    world: World, time: Time, box: Mailbox
):
    """The memory is of yesterday. Who sends no letters need not wait."""
    for post, nudges in ((ApprisePost(box.address(), {}), []), (None, [86 * DAY])):
        here = Letterly(world.copy(), time.database, post=post, time=time)
        here.at(START + 84 * DAY)
        here.remembers_since(START + 85 * DAY)
        here.begin()
        here.at(START + 86 * DAY)
        assert hinted(here, "grace") == nudges
        anew(here)


def test_who_was_nudged_since_the_reading_is_not_written_to(
    here: Letterly, box: Mailbox, world: World
):
    """A reading takes minutes: her ticket is looked at once more before the letter goes."""
    parts = here.parts()
    letters = Round(parts.sync, parts.wide, here.shelf, parts.post, here)  # type: ignore[arg-type]
    snapshot = parts.sync.read()
    plan = parts.sync.plan(snapshot, world.now)
    assert letters.outlook(snapshot, plan, world.now)[0] == START
    nudge(world, "grace")
    went = letters.go(snapshot, plan, lambda: None)
    assert (went.sent, went.again, box.mails) == ([], [START + WEEK], [])


def test_who_is_being_looked_at_is_written_to_later(here: Letterly, box: Mailbox):
    """Their pass may nudge them: the letter waits until it ended."""
    here.shelf.attention.mark([Mark("person:grace")])
    claim = here.shelf.attention.claim("slow", (NEAR,))
    assert claim is not None
    here.begin()
    assert box.mails == []
    here.shelf.attention.done(claim)
    here.goes_by(HOUR / 4, HOUR / 4)
    assert len(box.to("grace")) == 1


def test_no_more_letters_in_an_hour_than_changes(time: Time, box: Mailbox):
    """Many letters at ten are as likely a mistake as many changes: the rest goes later."""
    people = tuple(
        replace(
            BO,
            id=PersonId(f"p{n}"),
            supervisor=PersonId(f"p{(n + 1) % 5}"),
            accounts={"memory": f"p{n}-x"},
        )
        for n in range(5)
    )
    world = World(world_of(Policy()).tracker, Policy(max_changes=2), people)
    here = letterly(world, time, ApprisePost(box.address(), {}))
    here.begin()
    counts = [len(box.mails)]
    for _ in range(3):
        here.goes_by(HOUR + timedelta(minutes=1), HOUR + timedelta(minutes=1))
        counts.append(len(box.mails))
    assert counts == [2, 4, 5, 5]


# --- what fails ------------------------------------------------------------------------------


def test_a_mail_server_that_is_away_loses_no_letter(here: Letterly, box: Mailbox):
    """It is back at noon, and so the letter goes within minutes."""
    box.stop()
    here.begin()
    here.goes_by(2 * HOUR, HOUR / 4)
    assert here.shelf.outbox.told().last == {}
    box.start()
    here.goes_by(HOUR / 2, HOUR / 4)
    assert len(box.to("grace")) == 1


@pytest.mark.parametrize("fails", ["cut"])
def test_a_letter_that_may_have_gone_is_not_sent_again(here: Letterly, box: Mailbox, fails: str):
    """It came, and nobody knows: the next is next week's."""
    box.fails = fails
    here.begin()
    here.days(3)
    box.fails = ""
    here.days(5)
    assert gaps(box, "grace") == [WEEK]


def test_who_cannot_be_reached_keeps_nobody_waiting(time: Time, box: Mailbox):
    """Mo's address is refused, and is tried once a day; Grace, whose turn is next, hears at ten."""
    people = tuple(replace(p, time_zone=UTC) for p in PEOPLE)
    world = world_of(Policy(), people)
    world.tracker.closes("grace-x", next(iter(world.tickets)))
    box.now = lambda: world.now
    here = letterly(world, time, ApprisePost(box.address(), {}))
    here.at(START + 21 * DAY)
    box.replies["mo"] = "550 no such person"
    here.begin()
    here.days(2)
    assert (len(box.to("grace")), len(box.to("mo"))) == (1, 0)
    counts = [o.letters for _, o in here.passes if o.letters]
    assert max(c.held_back for c in counts) == 1
    assert here.shelf.outbox.told(PersonId("mo")).last == {}
    assert sum(key == LETTERS for key, _ in here.passes) <= 4
    box.replies.clear()
    here.days(1)
    assert len(box.to("mo")) == 1


def test_who_has_no_address_is_counted(time: Time, box: Mailbox, world: World):
    """What they are owed to hear stands in the report; how much that is, is counted."""
    here = letterly(world, time, ApprisePost(None, {BO.id: box.address().replace("{id}", "bo")}))
    here.begin()
    count = next(o.letters for key, o in here.passes if key == "everyone")
    assert count is not None
    assert (count.sent, count.waiting, count.held_back) == (0, 0, 2)
    metrics = Metrics()
    metrics.lettered(replace(count, sent=3))
    said = metrics.text()[0].decode()
    for line in ("letters_total 3.0", "letters_waiting 0.0", "letters_held_back 2.0"):
        assert f"ilosync_{line}" in said
    assert "grace" not in said


def test_a_lease_that_was_lost_ends_the_round(here: Letterly, box: Mailbox, time: Time):
    """Somebody else writes the letters by now."""
    here.shelf.attention.wake(LETTERS, START.timestamp(), WIDE)
    claim = here.shelf.attention.claim("slow", (WIDE,), LETTERS)
    assert claim is not None
    time.passes(121)
    here.workers.do(claim)
    assert box.mails == []
    assert here.shelf.outbox.told().last == {}
    here.begin()
    assert len(box.to("grace")) == 1


# --- memory ----------------------------------------------------------------------------------


def test_a_lost_memory_is_silent_for_a_week(world: World, box: Mailbox, tmp_path: Path):
    """Nobody knows what was sent: each time the database is lost, seven days go by first."""
    post = ApprisePost(box.address(), {})
    for n in range(3):  # on three mornings, each with a new database
        time = Time(f"sqlite:///{tmp_path}/{n}.db")
        here = Letterly(world, time.database, post=post, time=time)
        here.at(START + n * 5 * DAY)
        here.remembers_since(world.now)
        here.begin()
        here.days(5)
        assert box.mails == []
    here.days(2)
    assert [m.at for m in box.to("grace")] == [START + 17 * DAY]


def test_nudges_wait_with_the_letters_where_the_memory_was_lost(
    world: World, time: Time, box: Mailbox
):
    """A letter may have gone yesterday; without letters there is nothing to wait for."""
    for post, first in ((ApprisePost(box.address(), {}), WEEK), (None, timedelta(0))):
        here = Letterly(world.copy(), time.database, post=post, time=time)
        here.world.people = (GRACE,)
        here.at(START + 88 * DAY)
        here.remembers_since(here.world.now)
        here.begin()
        here.days(9)
        assert here.nudges("grace")[0] == START + 88 * DAY + first
        anew(here)


def test_who_is_no_longer_in_the_people_file_is_forgotten(
    here: Letterly, box: Mailbox, world: World
):
    """A week after their last letter; what others were told about them too."""
    here.begin()
    assert box.to("grace")
    world.people = tuple(p for p in PEOPLE if p.id not in ("grace", "bo"))
    here.daemon.reload(here.parts())
    here.days(2)
    assert here.shelf.outbox.told().last
    here.days(7)
    told = here.shelf.outbox.told()
    assert (told.last, told.counts) == ({}, {})


# --- crashes, and two at once ------------------------------------------------------------------


def killed_at(every: int, here: Letterly, box: Mailbox, folder: Path) -> tuple[int, int]:
    """Kill a process at each so manieth step of writing letters, until it survives, and go on
    without it for a week: how often that was, and how often the week's letter was lost."""
    done, kills, lost = folder / "done", 0, 0
    while not done.exists():
        anew(here)
        box.mails.clear()
        here.at(START)
        where = here.database.url.render_as_string(hide_password=False)
        step = 1 + kills * every
        words = (where, box.address(), START.timestamp(), step, str(done))
        with process(writes_letters, *words) as killed:
            killed.join(60)
        early = len(box.to("grace"))
        for after in (HOUR / 6, HOUR, DAY, WEEK - HOUR, WEEK, WEEK + HOUR):
            here.at(START + after)  # the leases of the dead have run out
            here.settle()
        assert early <= 1
        assert all(gap >= WEEK for gap in gaps(box, "grace")), step
        assert len(box.to("grace")) >= 1, step
        assert {m.to for m in box.mails} == {"grace@example.org"}
        lost += len(box.to("grace")) < 2
        kills += not done.exists()
        assert kills < 60, "it never survives"
    return kills, lost


def test_killed_at_some_steps_no_letter_goes_twice(here: Letterly, box: Mailbox, tmp_path: Path):
    """`kill -9` while letters are written: never two in seven days."""
    kills, _ = killed_at(5, here, box, tmp_path)
    assert kills > 2


@pytest.mark.slow
def test_killed_at_every_step_no_letter_goes_twice(here: Letterly, box: Mailbox, tmp_path: Path):
    """At each one; and only who dies between the note and the letter loses that week's."""
    kills, lost = killed_at(1, here, box, tmp_path)
    assert kills > 10
    assert 1 <= lost < 4


def test_two_at_once_send_one(here: Letterly, box: Mailbox, world: World):
    """However many rounds run at the same time, on whatever machine."""
    parts = here.parts()
    snapshot = parts.sync.read()
    plan = parts.sync.plan(snapshot, world.now)
    together = Barrier(4)

    def runs() -> None:
        letters = Round(parts.sync, parts.wide, here.shelf, parts.post, here)  # type: ignore[arg-type]
        together.wait(10)
        letters.go(snapshot, plan, lambda: None)

    threads = [Thread(target=runs) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert len(box.to("grace")) == 1
