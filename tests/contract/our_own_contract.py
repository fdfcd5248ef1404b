"""What every tracker promises of tickets that we open and close, of signs, and of the form.

A module subclasses this beside `TrackerContract`, on the same stage. `STRANGER` is an account
that cannot be put on a ticket there.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ilosync.core import form
from ilosync.core.model import Account, Marker, Ref, RuleId, Turn
from ilosync.errors import Refused
from tests.contract.stage import Stage
from tests.contract.tracker_contract import MARK, read

QUARTER = Marker(RuleId("quarter"), "platform.2026Q4", "0a1b2c3d")
ADA, STRANGER = Account("ada-l"), Account("zoe-z")
LABELS = ("ilo:quarter", "team")
FILLED = (
    "### What I want to learn\n\nRust\n\n### Kind\n\nMy own curiosity\n\n"
    "### Mentor\n\nlooking\n\n### Share with the team?\n\nYes, list it\n"
)


class OurOwnContract:
    """Promises of `open`, `close`, `nod`, and of what a ticket's form says."""

    mention = "@ada-l"  # how this tracker notifies the account ada-l
    signs = True  # whether a comment can carry the sign that its commands were read

    def opened(self, stage: Stage, *owners: Account, body: str = "Hello, everybody") -> Ref:
        """A ticket of our own in the one place there is, where ada-l has been before."""
        place = stage.opens("ada-l", "Fix the printer", assignees=("ada-l",)).place
        name = stage.tracker.open(place, QUARTER, "Our quarter", body, LABELS, owners)
        return Ref(stage.tracker.name, name)

    # --- opening -------------------------------------------------------------------------

    def test_a_ticket_of_ours_is_in_the_very_next_reading(self, stage: Stage):
        """With its marker and all that it was given; as ours, and in a look just so."""
        stage.tracker.read()
        ref = self.opened(stage, ADA)
        (ticket,) = stage.tracker.read().tickets

        assert (ticket.ref, ticket.title, ticket.marker) == (ref, "Our quarter", QUARTER)
        assert (ticket.labels, ticket.assignees) == (set(LABELS), ("ada-l",))
        assert (ticket.open, ticket.whole, ticket.comments) == (True, True, ())
        assert stage.tracker.look({str(ref)}).tickets == (ticket,)

    def test_what_was_put_on_it_at_once_is_ours(self, stage: Stage):
        """No event of its opening looks like something that a person did."""
        ref = self.opened(stage, ADA)

        assert all(e.ours for e in read(stage, ref).events)

    def test_its_words_stand_before_its_marker(self, stage: Stage):
        """What people see begins with the words; a mention notifies in the tracker's own way."""
        ref = self.opened(stage, body="Hi [Ada](mention:ada-l), hello")

        assert stage.body(ref).startswith(f"Hi {self.mention}, hello\n")
        assert "mention:" not in stage.body(ref)

    def test_whoever_cannot_be_put_on_it_is_left_out(self, stage: Stage):
        """The ticket is opened all the same, once, with who can."""
        ref = self.opened(stage, STRANGER, ADA)
        assert read(stage, ref).assignees == ("ada-l",)

        alone = self.opened(stage, STRANGER)
        assert read(stage, alone).assignees == ()
        assert {t.ref for t in stage.tracker.read().tickets} == {ref, alone}

    def test_two_calls_are_two_tickets(self, stage: Stage):
        """Whether one is there already is for others to know."""
        first, second = self.opened(stage), self.opened(stage)

        assert first != second
        assert [read(stage, x).marker for x in (first, second)] == [QUARTER, QUARTER]

    def test_a_ticket_of_ours_is_known_without_its_labels(self, stage: Stage):
        """A look shows it for as long as it is ours, whatever people took off."""
        ref = self.opened(stage)
        stage.tracker.read()
        for label in LABELS:
            stage.unlabels("ada-l", ref, label)
        (ticket,) = stage.tracker.look({str(ref)}).tickets

        assert (ticket.marker, ticket.labels) == (QUARTER, set())

    def test_an_edited_ticket_of_ours_stays_ours(self, stage: Stage):
        """People write above the marker and below; without it, it is any ticket."""
        ref = self.opened(stage)
        written = stage.body(ref)
        for edited in (
            f"Agenda: maps\n\n{written}",
            f"{written}\n\nand more\n",
            f"{written} and more",
            f"Agenda: maps\n\n{written}\n\n- a point\n- another".replace("\n", "\r\n"),
        ):
            stage.passes(60)
            stage.edits("ada-l", ref, edited)
            assert read(stage, ref).marker == QUARTER
            assert stage.tracker.look({str(ref)}).tickets == (read(stage, ref),)

        stage.passes(60)
        stage.edits("ada-l", ref, "Agenda: maps")
        assert read(stage, ref).marker is None

    def test_a_second_marker_below_changes_nothing(self, stage: Stage):
        """Somebody pastes another ticket of ours into this one: it stays what it is."""
        ref = self.opened(stage)
        place, other = ref.place, replace(QUARTER, period="crew.2027Q1")
        pasted = stage.tracker.open(place, other, "Another", "Hello", LABELS, ())
        stage.passes(60)
        text = stage.body(Ref(ref.tracker, pasted))
        stage.edits("ada-l", ref, f"{stage.body(ref)}\n\n{text}")

        assert read(stage, ref).marker == QUARTER
        assert read(stage, Ref(ref.tracker, pasted)).marker == other

    def test_a_copy_that_somebody_makes_is_theirs(self, stage: Stage):
        """A marker in a ticket that another account opened says nothing."""
        ref = self.opened(stage)
        copy = stage.opens("bo-b", "Our quarter", labels=LABELS, body=stage.body(ref))

        assert read(stage, copy).marker is None

    def test_there_is_no_opening_where_there_is_no_place(self, stage: Stage):
        """Refused, and nothing is opened."""
        self.opened(stage)
        with pytest.raises(Refused):
            stage.tracker.open("acme/nowhere", QUARTER, "Hello", "Hello", (), ())

        assert len(stage.tracker.read().tickets) == 1

    def test_a_ticket_of_ours_takes_notices(self, stage: Stage):
        """Said, revised and labelled as any other."""
        ref = self.opened(stage)
        new = stage.tracker.say(ref, MARK, "Hello")
        stage.tracker.remove_label(ref, "team")
        ticket = read(stage, ref)

        assert [(c.id, c.marker) for c in ticket.comments] == [(new, MARK)]
        assert ticket.labels == {"ilo:quarter"}

    # --- closing -------------------------------------------------------------------------

    @pytest.mark.parametrize("let_go", [False, True], ids=["done", "let go"])
    def test_closing_says_how_it_ended(self, stage: Stage, let_go: bool):
        """As done or as let go, by us, and nothing else of the ticket is touched."""
        ref = stage.opens("ada-l", "Learn Rust", labels=("ILO", "bug"), assignees=("ada-l",))
        before = read(stage, ref)
        stage.passes(60)
        stage.tracker.close(ref, let_go=let_go)
        after = read(stage, ref)

        assert (after.open, after.let_go) == (False, let_go)
        last = after.events[-1]
        assert (last.turn, last.ours) == (Turn.CLOSED, True)
        assert after.events[:-1] == before.events
        assert (after.title, after.labels, after.assignees, after.comments) == (
            before.title,
            before.labels,
            before.assignees,
            (),
        )

    def test_what_is_closed_may_be_closed_again(self, stage: Stage):
        """It stays as its owner left it."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.closes("ada-l", ref, let_go=True)
        stage.passes(60)
        stage.tracker.close(ref, let_go=False)
        ticket = read(stage, ref)

        assert (ticket.open, ticket.let_go) == (False, True)
        assert [e.by for e in ticket.events if e.turn is Turn.CLOSED] == ["ada-l"]

    def test_what_was_reopened_is_closed_anew(self, stage: Stage):
        """The second closing says how it ended then."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.tracker.close(ref, let_go=True)
        stage.passes(60)
        stage.reopens("ada-l", ref)
        assert read(stage, ref).open
        stage.passes(60)
        stage.tracker.close(ref, let_go=False)

        assert (read(stage, ref).open, read(stage, ref).let_go) == (False, False)

    def test_a_missing_ticket_cannot_be_closed(self, stage: Stage):
        """Refused, as everything else there."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.removes("grace-h", ref)
        with pytest.raises(Refused):
            stage.tracker.close(ref, let_go=False)

    # --- signs ---------------------------------------------------------------------------

    @pytest.mark.parametrize("understood", [True, False])
    def test_a_nod_is_seen(self, stage: Stage, understood: bool):
        """On the comment that it is for and on no other, in a reading and in a look; once."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        first = stage.writes("ada-l", ref, "/ilo checkin")
        second = stage.writes("ada-l", ref, "/ilo pause")
        if not self.signs:
            assert [c.seen for c in read(stage, ref).comments] == [None, None]
            with pytest.raises(Refused):
                stage.tracker.nod(ref, first, understood=understood)
            return
        assert [c.seen for c in read(stage, ref).comments] == [False, False]

        stage.passes(60)
        for _ in range(2):
            stage.tracker.nod(ref, first, understood=understood)
            seen = {c.id: c.seen for c in read(stage, ref).comments}
            assert seen == {first: True, second: False}
        assert stage.tracker.look({str(ref)}).tickets == (read(stage, ref),)

    def test_a_nod_changes_no_words(self, stage: Stage):
        """Who wrote what and when stays as it was, and so do the commands in it."""
        if not self.signs:
            pytest.skip("there are no signs here")
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        written = stage.writes("ada-l", ref, "/ilo checkin")
        (before,) = read(stage, ref).comments
        stage.passes(60)
        stage.tracker.nod(ref, written, understood=True)
        (after,) = read(stage, ref).comments

        assert (after.at, after.by, after.commands) == (before.at, before.by, before.commands)
        assert after.edited_at is None

    def test_there_is_no_nod_at_what_is_gone(self, stage: Stage):
        """Refused: the comment was deleted meanwhile."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        written = stage.writes("ada-l", ref, "/ilo checkin")
        stage.deletes("ada-l", written)
        with pytest.raises(Refused):
            stage.tracker.nod(ref, written, understood=True)

    # --- the form ------------------------------------------------------------------------

    def test_the_form_says_words_of_ours(self, stage: Stage):
        """What its fields answer, in a reading and in a look; nothing of anybody's own words."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",), body=FILLED)
        ticket = read(stage, ref)

        assert ticket.says == {form.PERSONAL, form.MENTOR_LOOKING, form.SHARE}
        assert stage.tracker.look({str(ref)}).tickets == (ticket,)

    def test_an_edited_form_says_something_else(self, stage: Stage):
        """As soon as it was edited."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",), body=FILLED)
        read(stage, ref)
        stage.passes(60)
        stage.edits("ada-l", ref, FILLED.replace("looking", "Grace"))

        assert read(stage, ref).says == {form.PERSONAL, form.MENTOR_NAMED, form.SHARE}

    def test_a_plain_ticket_says_nothing(self, stage: Stage):
        """No form, no answers."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",), body="Rust, please")

        assert read(stage, ref).says == frozenset()
