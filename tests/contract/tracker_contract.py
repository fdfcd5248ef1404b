"""What every tracker promises, said once. A tracker's test module subclasses this
with a fixture `stage`; the place there already knows the labels `ILO` and `ilo:paused`."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ilosync.core.model import Command, Marker, Ref, RuleId, Ticket, Turn
from ilosync.errors import Refused
from tests.contract.stage import Stage

MARK = Marker(RuleId("check_in_due"), "20261116T090000Z.1", "0a1b2c3d")
SETTLED = Marker(MARK.rule, MARK.period, MARK.digest, standing=False)
DAY = 86_400


def read(stage: Stage, ref: Ref) -> Ticket:
    """The one ticket as a full reading shows it."""
    (found,) = (t for t in stage.tracker.read().tickets if t.ref == ref)
    return found


class TrackerContract:
    """Promises of the port `Tracker`, played by people and by us on one stage."""

    mention = "@ada-l"  # how this tracker notifies the account ada-l
    greeting = "Hello **Ada**\n\n> quote"  # how these words stand on a ticket, in its own markup
    commanded = (  # a comment with two commands, and others in code and quotes, in its own markup
        "We talked.\n\n/ilo checkin 2026-11-20\n\n> /ilo pause\n\n```\n/ilo resume\n```\n"
        "    /ilo held\n\n@ilosync /ILO Snooze 2w\n"
    )
    tells_who_deleted = True  # Jira keeps no event of a deleted comment: by nobody known

    # --- reading -------------------------------------------------------------------

    def test_an_open_ilo_is_read_with_its_facts(self, stage: Stage):
        """Title, owner, label, state, author and opening time come as they are."""
        ref = stage.opens("ada-l", "Learn Rust", labels=("ILO",), assignees=("ada-l",))
        ticket = read(stage, ref)

        assert (ticket.title, ticket.author, ticket.assignees) == (
            "Learn Rust",
            "ada-l",
            ("ada-l",),
        )
        assert ticket.has("ilo")
        assert ticket.open
        assert ticket.whole
        assert ticket.opened.tzinfo is not None

    def test_a_ticket_that_is_no_ilo_is_not_read(self, stage: Stage):
        """Other work stays other work."""
        stage.opens("ada-l", "Fix the printer", labels=("bug",), assignees=("ada-l",))

        assert stage.tracker.read().tickets == ()

    @pytest.mark.parametrize("label", ["ilo:next", "ilo:paused", "ilo:onboarding", "ilo:draft"])
    def test_tickets_with_an_ilo_label_of_any_kind_are_read(self, stage: Stage, label: str):
        """A parked or an onboarding ticket has no ILO label and matters all the same."""
        ref = stage.opens("ada-l", labels=(label,), assignees=("ada-l",))

        assert read(stage, ref).labels == {label}

    def test_an_unlabelled_ticket_that_looks_like_an_ilo_is_found(self, stage: Stage):
        """Found by its title; an ordinary ticket beside it is not."""
        ref = stage.opens("ada-l", "ILO: learn Rust", assignees=("ada-l",))
        stage.opens("ada-l", "Silo: repaint", assignees=("ada-l",))

        (found,) = stage.tracker.read().tickets
        assert found.ref == ref
        assert found.looks_like_ilo

    def test_the_form_is_known_by_its_headings(self, stage: Stage):
        """The issue form's headings make a ticket look like an ILO, whatever its title."""
        body = "### What I want to learn\n\nRust\n\n### Why it matters to me\n\nJoy\n"
        ref = stage.opens("ada-l", "Rust", body=body, assignees=("ada-l",))

        assert read(stage, ref).looks_like_ilo

    def test_a_closed_ticket_is_read_for_sixty_days(self, stage: Stage):
        """What was closed lately still matters; what was closed long ago is left alone."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.closes("ada-l", ref, let_go=True)
        ticket = read(stage, ref)
        assert (ticket.open, ticket.let_go) == (False, True)

        stage.passes(61 * DAY)
        assert stage.tracker.read().tickets == ()

    def test_a_reading_may_go_further_back(self, stage: Stage):
        """Closed tickets since an instant of long ago, and not those of before; never fewer."""
        early = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.closes("ada-l", early)
        stage.passes(DAY)
        late = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.closes("ada-l", late)
        ended = max(e.at for e in read(stage, late).events if e.turn is Turn.CLOSED)
        recent = {t.ref for t in stage.tracker.read(ended + timedelta(seconds=1)).tickets}
        stage.passes(61 * DAY)

        assert recent == {early, late}
        assert [t.ref for t in stage.tracker.read(ended).tickets] == [late]
        assert {t.ref for t in stage.tracker.read(ended - timedelta(days=2)).tickets} == {
            early,
            late,
        }
        assert stage.tracker.read().tickets == ()

    def test_to_go_further_back_costs_no_more(self, stage: Stage):
        """As many requests as any reading of as many tickets."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        opened = read(stage, ref).opened
        stage.passes(61 * DAY)

        def spent(since: datetime | None) -> int:
            before = sum(stage.tracker.spent.values())
            stage.tracker.read(since)
            return sum(stage.tracker.spent.values()) - before

        spent(None)
        stage.passes(60)
        usual = spent(None)
        stage.passes(60)
        assert spent(opened - timedelta(days=400)) == usual

    def test_history_comes_in_order_with_its_actors(self, stage: Stage):
        """Labels, assignments, closing and reopening: when, by whom, what."""
        ref = stage.opens("ada-l", labels=("ILO",))
        stage.passes(60)
        stage.assigns("grace-h", ref, "ada-l")
        stage.passes(60)
        stage.labels("ada-l", ref, "ilo:paused")
        stage.passes(60)
        stage.unlabels("ada-l", ref, "ilo:paused")
        stage.passes(60)
        stage.unassigns("ada-l", ref, "ada-l")
        stage.passes(60)
        stage.closes("bo-b", ref)
        stage.passes(60)
        stage.reopens("ada-l", ref)
        ticket = read(stage, ref)
        events = [(e.turn, e.by, e.what) for e in ticket.events]

        assert events[-6:] == [
            (Turn.ASSIGNED, "grace-h", "ada-l"),
            (Turn.LABELLED, "ada-l", "ilo:paused"),
            (Turn.UNLABELLED, "ada-l", "ilo:paused"),
            (Turn.UNASSIGNED, "ada-l", "ada-l"),
            (Turn.CLOSED, "bo-b", ""),
            (Turn.REOPENED, "ada-l", ""),
        ]
        assert [e.at for e in ticket.events] == sorted(e.at for e in ticket.events)
        assert not any(e.ours for e in ticket.events)

    def test_a_long_history_is_read_to_its_beginning(self, stage: Stage):
        """Far more comments than fit one page, and the first is still there."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        first = stage.tracker.say(ref, MARK, "Hello")
        for n in range(120):
            stage.writes("bo-b", ref, f"Note {n}")
        ticket = read(stage, ref)

        assert ticket.whole
        assert len(ticket.comments) == 121
        assert (ticket.comments[0].id, ticket.comments[0].marker) == (first, MARK)

    # --- looking at some tickets -------------------------------------------------------

    def test_a_look_shows_a_ticket_as_a_reading_does(self, stage: Stage):
        """The same facts, history and notices, by its name alone; no other ticket comes with it."""
        ref = stage.opens("ada-l", "Learn Rust", labels=("ILO",), assignees=("ada-l",))
        other = stage.opens("bo-b", labels=("ILO",), assignees=("bo-b",))
        stage.tracker.say(ref, MARK, "Hello")
        stage.writes("ada-l", ref, "/ilo pause")
        whole = read(stage, ref)
        looked = stage.tracker.look({str(ref)})

        assert looked.whole
        assert looked.tickets == (whole,)
        assert not looked.gone | looked.unseen
        assert {p.key for p in looked.places} == {ref.place}
        assert {t.ref for t in stage.tracker.look({str(ref), str(other)}).tickets} == {ref, other}

    def test_a_look_needs_no_reading_before_it(self, stage: Stage):
        """A worker that has just started may be handed a hint first."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        (ticket,) = stage.tracker.look({str(ref)}).tickets

        assert (ticket.ref, ticket.assignees, ticket.whole) == (ref, ("ada-l",), True)

    def test_a_look_at_nothing_asks_nothing(self, stage: Stage):
        """No names, no request."""
        before = dict(stage.tracker.spent)

        assert stage.tracker.look(()).tickets == ()
        assert stage.tracker.spent == before

    def test_a_look_shows_what_lost_its_label_and_has_our_notice(self, stage: Stage):
        """A full reading leaves it out; the notice on it wants settling."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.tracker.say(ref, MARK, "Hello")
        stage.unlabels("ada-l", ref, "ILO")
        looked = stage.tracker.look({str(ref)})

        (ticket,) = looked.tickets
        assert not ticket.has("ILO")
        assert ticket.comments[0].marker == MARK
        assert not looked.gone

    def test_a_look_leaves_other_work_alone(self, stage: Stage):
        """A hint may name any ticket; one that is no ILO is told as gone, and not read further."""
        ref = stage.opens("ada-l", "Fix the printer", labels=("bug",), assignees=("ada-l",))
        looked = stage.tracker.look({str(ref)})

        assert (looked.tickets, looked.gone) == ((), {str(ref)})

    def test_a_look_leaves_out_what_was_closed_long_ago(self, stage: Stage):
        """Sixty days after its closing a ticket does not matter any more."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.closes("ada-l", ref)
        assert [t.open for t in stage.tracker.look({str(ref)}).tickets] == [False]

        stage.passes(61 * DAY)
        looked = stage.tracker.look({str(ref)})
        assert (looked.tickets, looked.gone) == ((), {str(ref)})

    def test_a_look_at_a_deleted_ticket_concludes_nothing_wrong(self, stage: Stage):
        """It is gone, or where a tracker cannot tell deleted from hidden, unseen."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        kept = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.tracker.read()
        stage.removes("grace-h", ref)
        looked = stage.tracker.look({str(ref), str(kept)})

        assert [t.ref for t in looked.tickets] == [kept]
        assert looked.gone | looked.unseen == {str(ref)}

    # --- polling -----------------------------------------------------------------------

    def test_polling_begins_now(self, stage: Stage):
        """The first poll names nothing; so does one after which nothing happened."""
        stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.passes(60)
        hint, cursor = stage.tracker.poll("")
        assert not hint

        for _ in range(3):
            stage.passes(60)
            hint, cursor = stage.tracker.poll(cursor)
            assert not hint

    def test_polling_names_what_changed(self, stage: Stage):
        """A comment, a label on or off, closing, reopening: each is named once, with the owner."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.passes(60)
        _, cursor = stage.tracker.poll("")
        for act in (
            lambda: stage.writes("bo-b", ref, "Hello"),
            lambda: stage.labels("ada-l", ref, "ilo:paused"),
            lambda: stage.unlabels("ada-l", ref, "ILO"),
            lambda: stage.closes("ada-l", ref),
            lambda: stage.reopens("ada-l", ref),
        ):
            act()
            stage.passes(60)
            hint, cursor = stage.tracker.poll(cursor)
            assert {Ref(stage.tracker.name, x) for x in hint.tickets} == {ref}
            assert "ada-l" in hint.accounts
            stage.passes(60)
            hint, cursor = stage.tracker.poll(cursor)
            assert not hint

    def test_polling_names_what_is_new(self, stage: Stage):
        """A ticket that nobody knew, with its owner."""
        _, cursor = stage.tracker.poll("")
        stage.passes(60)
        ref = stage.opens("bo-b", labels=("ILO",), assignees=("bo-b",))
        stage.passes(60)
        hint, _ = stage.tracker.poll(cursor)

        assert {Ref(stage.tracker.name, x) for x in hint.tickets} == {ref}
        assert hint.accounts == {"bo-b"}

    def test_many_changes_are_all_named(self, stage: Stage):
        """More than one page of them, in one second or over many."""
        _, cursor = stage.tracker.poll("")
        stage.passes(60)
        for n in range(130):
            stage.opens("ada-l", f"Learn {n}", labels=("ILO",), assignees=("ada-l",))
            stage.passes(n % 2)
        stage.passes(60)
        hint, cursor = stage.tracker.poll(cursor)

        assert hint.everyone or len(hint.tickets) == 130
        stage.passes(60)
        assert not stage.tracker.poll(cursor)[0]

    # --- people's words --------------------------------------------------------------

    def test_commands_are_read_and_words_are_not(self, stage: Stage):
        """A command stands on its own line, outside code and quotes."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.writes("ada-l", ref, self.commanded)
        (comment,) = read(stage, ref).comments

        assert comment.by == "ada-l"
        assert comment.commands == (Command("checkin", "2026-11-20"), Command("snooze", "2w"))

    @pytest.mark.parametrize(
        "text",
        [
            "\u202eright to left\u202c",
            "\x07bell \x1b[31m",
            "x" * 60_000,
            "<!-- ilosync: -->",
            "@all",
        ],
        ids=["right to left", "control characters", "60 kB", "half a marker", "a mention"],
    )
    def test_odd_texts_change_nothing(self, stage: Stage, text: str):
        """Whatever people write in a body or a comment, the ticket is read."""
        ref = stage.opens("ada-l", text[:200], labels=("ILO",), assignees=("ada-l",), body=text)
        stage.writes("bo-b", ref, text)
        (comment,) = read(stage, ref).comments

        assert (comment.marker, comment.foreign, comment.commands) == (None, None, ())

    # --- our own words ---------------------------------------------------------------

    def test_a_marker_comes_back_as_it_was_written(self, stage: Stage):
        """Marker and words are one write, seen by the very next reading."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        new = stage.tracker.say(ref, MARK, "Hello **Ada**\n\n> quote")
        (comment,) = read(stage, ref).comments

        assert (comment.id, comment.marker) == (new, MARK)
        assert stage.seen(new).startswith(self.greeting)

    def test_a_mention_notifies_in_the_trackers_own_way(self, stage: Stage):
        """The words name an account; what stands on the ticket is what notifies it there."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        new = stage.tracker.say(ref, MARK, "Hi [Ada](mention:ada-l), hello")

        assert stage.seen(new).startswith(f"Hi {self.mention}, hello")

    def test_settling_keeps_the_words(self, stage: Stage):
        """A new marker without a body leaves the comment's words alone."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        new = stage.tracker.say(ref, MARK, "Hello")
        stage.tracker.revise(ref, new, SETTLED, None)
        (comment,) = read(stage, ref).comments

        assert comment.marker == SETTLED
        assert stage.seen(new).startswith("Hello\n")

    def test_revising_replaces_the_words(self, stage: Stage):
        """The comment stays, its words are new."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        new = stage.tracker.say(ref, MARK, "Hello")
        stage.tracker.revise(ref, new, MARK, "Good day")

        assert [c.id for c in read(stage, ref).comments] == [new]
        assert "Hello" not in stage.seen(new)
        assert "Good day" in stage.seen(new)

    def test_a_forged_marker_is_not_ours(self, stage: Stage):
        """Somebody who pastes our comment does not speak for us."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        ours = stage.tracker.say(ref, MARK, "Hello")
        stage.writes("bo-b", ref, stage.seen(ours))
        _, forged = read(stage, ref).comments

        assert (forged.by, forged.marker, forged.foreign) == ("bo-b", None, MARK)

    def test_a_quoted_marker_is_only_text(self, stage: Stage):
        """Quoting us with words behind it carries no marker at all."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        ours = stage.tracker.say(ref, MARK, "Hello")
        stage.writes("bo-b", ref, stage.seen(ours) + "\n\nThanks!")
        _, quote = read(stage, ref).comments

        assert (quote.marker, quote.foreign) == (None, None)

    def test_a_deleted_notice_is_known(self, stage: Stage):
        """That somebody deleted a comment of ours can be seen; theirs do not count."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        ours = stage.tracker.say(ref, MARK, "Hello")
        theirs = stage.writes("bo-b", ref, "Hm")
        stage.deletes("bo-b", theirs)
        stage.deletes("ada-l", ours)
        ticket = read(stage, ref)

        gone = [(e.by, e.ours) for e in ticket.events if e.turn is Turn.NOTICE_DELETED]
        assert ticket.comments == ()
        assert gone == [("ada-l" if self.tells_who_deleted else None, False)]

    def test_withdrawing_a_twin_is_our_own_doing(self, stage: Stage):
        """A comment that we take back is gone and not held against anybody."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.tracker.withdraw(ref, stage.tracker.say(ref, MARK, "Hello"))
        ticket = read(stage, ref)

        assert ticket.comments == ()
        assert all(e.ours for e in ticket.events if e.turn is Turn.NOTICE_DELETED)

    def test_a_ticked_box_is_read_with_who_ticked_it(self, stage: Stage):
        """Only the last edit counts, and only where the tracker tells who made it."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        ours = stage.tracker.say(ref, MARK, "Talked?\n\n- [ ] We have talked")
        assert read(stage, ref).comments[0].ticked_by is None

        stage.passes(60)
        stage.rewrites("ada-l", ours, stage.seen(ours).replace("- [ ]", "- [x]"))
        ticket = read(stage, ref)
        (comment,) = ticket.comments
        assert comment.marker == MARK
        assert comment.ticked_by == ("ada-l" if ticket.boxes else None)
        if ticket.boxes:
            assert comment.edited_at is not None
            assert comment.edited_at > comment.at

        stage.tracker.revise(ref, ours, MARK, "Talked?\n\n- [ ] We have talked")
        assert read(stage, ref).comments[0].ticked_by is None

    # --- labels ------------------------------------------------------------------------

    def test_labels_may_be_set_twice(self, stage: Stage):
        """Adding what is there and taking off what is not are both fine."""
        ref = stage.opens("ada-l", labels=("ILO", "bug"), assignees=("ada-l",))
        for _ in range(2):
            stage.tracker.add_label(ref, "ilo:next")
        assert read(stage, ref).labels == {"ILO", "bug", "ilo:next"}

        for _ in range(2):
            stage.tracker.remove_label(ref, "ilo:next")
        assert read(stage, ref).labels == {"ILO", "bug"}

    def test_our_own_labelling_is_known_as_ours(self, stage: Stage):
        """What we did and what people did can be told apart in the history."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        stage.tracker.add_label(ref, "ilo:next")
        stage.passes(60)
        stage.unlabels("ada-l", ref, "ilo:next")
        last = [(e.turn, e.ours) for e in read(stage, ref).events if e.what == "ilo:next"]

        assert last == [(Turn.LABELLED, True), (Turn.UNLABELLED, False)]

    def test_a_label_can_be_made_twice(self, stage: Stage):
        """Creating a label that exists is fine, and the place then knows it."""
        ref = stage.opens("ada-l", labels=("ILO",), assignees=("ada-l",))
        for _ in range(2):
            stage.tracker.make_label(ref.place, "ilo:next")
        (place,) = stage.tracker.read().places

        assert {"ILO", "ilo:next"} <= place.labels

    # --- refusals ----------------------------------------------------------------------

    def test_an_unknown_ticket_is_refused(self, stage: Stage):
        """A missing ticket is our error, not the client library's."""
        ref = stage.opens("ada-l", labels=("ILO",))
        nowhere = Ref(ref.tracker, f"{ref.place}#999999")
        with pytest.raises(Refused):
            stage.tracker.say(nowhere, MARK, "Hello")
        with pytest.raises(Refused):
            stage.tracker.add_label(nowhere, "ILO")

    def test_an_unknown_comment_is_refused(self, stage: Stage):
        """A notice that is gone cannot be revised."""
        ref = stage.opens("ada-l", labels=("ILO",))
        with pytest.raises(Refused):
            stage.tracker.revise(ref, "999999", MARK, "Hello")
