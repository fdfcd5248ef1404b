"""What was sent in private is remembered before it goes, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from ilosync.core.letters import Letter, obligation
from ilosync.core.model import PersonId, Ref, RuleId
from ilosync.core.rule import Finding
from ilosync.daemon.alone import alone
from ilosync.daemon.attention import NEAR, Attention, Mark
from ilosync.daemon.database import Database
from ilosync.daemon.outbox import Outbox

from .databases import START, Time

WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
ADA, BO, GRACE = map(PersonId, ("ada", "bo", "grace"))


def finding(about: PersonId | None = BO, period: str = "20261101T090000Z.1") -> Finding:
    return Finding(RuleId("one_ilo"), period, START, about, Ref("memory", "acme/learning#7"))


def letter(to: PersonId = GRACE, week: str = "2026-W45", *findings: Finding) -> Letter:
    return Letter(to, week, findings or (finding(),))


@pytest.fixture
def outbox(time: Time) -> Outbox:
    """Over either database, in time that is told."""
    return Outbox(time.database)


def rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        return [tuple(r) for r in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608


def times(outbox: Outbox, about: Finding | None = None) -> int:
    return outbox.told().counts.get((GRACE, obligation(about or finding())), 0)


def test_a_letter_is_noted_once_a_week(outbox: Outbox, time: Time):
    """Whoever comes second, in that week or within seven days, is told not to send."""
    assert outbox.note(letter(), START, WEEK)
    assert not outbox.note(letter(), START + WEEK, WEEK)  # the same week, by whatever clock
    assert not outbox.note(letter(week="2026-W46"), START + WEEK - HOUR, WEEK)
    assert outbox.note(letter(ADA), START, WEEK)
    assert outbox.note(letter(week="2026-W46"), START + WEEK, WEEK)
    assert times(outbox) == 2
    assert outbox.told().last == {GRACE: START + WEEK, ADA: START}
    assert outbox.told(ADA).last == {ADA: START}
    del time


def test_what_was_found_sending_counts_as_sent(outbox: Outbox):
    """A crash between the note and its end leaves a letter that nobody sends again."""
    outbox.note(letter(), START, WEEK)
    assert not outbox.note(letter(), START + HOUR, WEEK)
    assert outbox.messaged([GRACE, ADA], doubting=False) == {GRACE: START}


def test_what_certainly_did_not_go_is_as_if_never_noted(outbox: Outbox, time: Time):
    """Taken back, it may be noted again, and counts nowhere."""
    outbox.note(letter(), START, WEEK)
    outbox.take_back(letter())
    assert outbox.told().last == {}
    assert rows(time.database, "obligations") == []
    assert outbox.note(letter(), START + HOUR, WEEK)
    assert times(outbox) == 1


def test_what_went_cannot_be_taken_back(outbox: Outbox):
    """Nor does it count twice when it is said twice that it went."""
    outbox.note(letter(), START, WEEK)
    outbox.sent(letter())
    outbox.sent(letter())
    outbox.take_back(letter())
    assert outbox.told().last == {GRACE: START}
    assert times(outbox) == 1


def test_a_memory_knows_since_when_it_is(outbox: Outbox, time: Time):
    """Since its tables were made; where that was lost, too, from now on, and then it stays."""
    with time.database.writing() as connection:
        connection.execute(text("DELETE FROM remembered"))
    time.passes(3_600)
    assert outbox.told().since == START + HOUR
    time.passes(3_600)
    assert outbox.told().since == START + HOUR
    assert outbox.messaged([ADA], doubting=True) == {ADA: START + HOUR}
    assert outbox.messaged([ADA], doubting=False) == {}
    assert outbox.messaged([ADA, BO], doubting=True) == dict.fromkeys((ADA, BO), START + HOUR)


def test_a_new_database_remembers_from_now_on(database: Database):
    """The step that makes the tables writes down when that was."""
    since = Outbox(database).told().since
    assert since is not None
    assert abs(since.timestamp() - database.now()) < 3_600  # some tests share a made database


def test_everything_of_somebody_is_forgotten(outbox: Outbox, time: Time):
    """Their letters, what they were told, and what others were told about them."""
    outbox.note(letter(GRACE, "2026-W45", finding(BO), finding(ADA)), START, WEEK)
    outbox.note(letter(BO), START, WEEK)
    outbox.forget(BO)
    left = [*rows(time.database, "letters"), *rows(time.database, "obligations")]
    assert len(left) == 2
    assert not any("bo" in map(str, row) for row in left)
    outbox.forget(GRACE)
    outbox.forget(ADA)
    assert rows(time.database, "letters") == rows(time.database, "obligations") == []


def test_what_was_told_before_is_forgotten_and_no_letter_of_the_week(outbox: Outbox, time: Time):
    """What was told before somebody said so goes; that a letter went that week stays known."""
    told = Letter(GRACE, "2026-W45", (finding(BO),))
    outbox.note(told, START, WEEK)
    outbox.note(Letter(GRACE, "2026-W46", (finding(ADA),)), START + WEEK, WEEK)
    outbox.note(Letter(ADA, "2026-W45", (finding(GRACE),)), START, WEEK)
    outbox.forget(GRACE, before=START + HOUR, letters_before=START - HOUR)
    assert outbox.told().last == {GRACE: START + WEEK, ADA: START}
    assert outbox.told().counts == {(GRACE, obligation(finding(ADA))): 1}

    outbox.forget(GRACE, before=START + WEEK, letters_before=START)
    left = {x[:2] for x in rows(time.database, "letters")}
    assert left == {("ada", "2026-W45"), ("grace", "2026-W46")}
    assert rows(time.database, "obligations") == []


def test_strangers_are_forgotten_once_their_week_is_over(outbox: Outbox, time: Time):
    """Who is left out of the people file for a day gets no second letter that week."""
    outbox.note(letter(GRACE), START, WEEK)
    outbox.note(letter(ADA), START, WEEK)
    outbox.forget_strangers([ADA, BO], START + HOUR, WEEK)
    assert not outbox.note(letter(GRACE), START + HOUR, WEEK)
    outbox.forget_strangers([ADA, BO], START + WEEK + HOUR, WEEK)
    assert {x[0] for x in rows(time.database, "letters")} == {"ada"}
    assert {x[0] for x in rows(time.database, "obligations")} == {"ada"}
    outbox.forget_strangers([ADA], START + WEEK + HOUR, WEEK)
    assert rows(time.database, "obligations") == []  # it was about Bo


def test_when_letters_went_is_forgotten_after_a_quarter(outbox: Outbox, time: Time):
    """How often somebody heard of an obligation stays."""
    outbox.note(letter(), START, WEEK)
    outbox.forget_strangers([GRACE, BO], START + timedelta(days=91), WEEK)
    assert rows(time.database, "letters") == []
    assert times(outbox) == 1


def test_no_word_and_no_name_is_kept(outbox: Outbox, time: Time):
    """Ids, a digest, a count, a time, and nothing of a ticket's."""
    told = finding(None, "20261101T090000Z.hours-too-long")
    outbox.note(letter(GRACE, "2026-W45", told), START, WEEK)
    assert rows(time.database, "letters") == [
        ("grace", "2026-W45", "sending", START.timestamp()),
    ]
    ((*kept, _, _),) = rows(time.database, "obligations")
    assert kept == ["grace", obligation(told), "", 1]


def test_how_many_went_within_the_hour(outbox: Outbox):
    """All of them, whoever noted them."""
    outbox.note(letter(GRACE), START, WEEK)
    outbox.note(letter(ADA), START + HOUR / 2, WEEK)
    assert outbox.lately(START + HOUR / 2) == 2
    assert outbox.lately(START + HOUR) == 1


def test_nobody_looks_at_somebody_who_is_being_written_to(attention: Attention, time: Time):
    """A hint waits until the letter went, and is not lost; who looks already is not disturbed."""
    attention.mark([Mark("person:ada")])
    with alone(time.database, ADA, "letters") as mine:
        assert mine
        assert attention.claim("near", (NEAR,)) is None
        with alone(time.database, ADA, "others") as theirs:
            assert not theirs
        assert attention.claim("near", (NEAR,)) is None
    claim = attention.claim("near", (NEAR,))
    assert claim is not None
    assert claim.key == "person:ada"
    with alone(time.database, ADA, "letters") as mine:
        assert not mine
    assert attention.holds(claim)
    attention.done(claim)
    with alone(time.database, BO, "letters") as mine:
        assert mine
    assert attention.claim("near", (NEAR,)) is None  # nobody asked for a look


def test_who_died_while_writing_holds_nobody_for_ever(attention: Attention, time: Time):
    """After two minutes others may look again, and what the dead one would give back stays."""
    attention.mark([Mark("person:ada")])
    held = alone(time.database, ADA, "letters")
    assert held.__enter__()
    time.passes(121)
    claim = attention.claim("near", (NEAR,))
    assert claim is not None
    held.__exit__(None, None, None)
    assert attention.holds(claim)


def test_moments_are_in_utc(outbox: Outbox):
    """Whatever zone the machine is in."""
    outbox.note(letter(), datetime(2026, 11, 2, 10, tzinfo=UTC), WEEK)
    assert outbox.told().last[GRACE].tzinfo is UTC
