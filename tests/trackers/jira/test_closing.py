"""Closing at the owner's word: which step is taken, what it says, and when there is none."""

from __future__ import annotations

import pytest

from ilosync.core.model import Ref, Turn
from ilosync.errors import Refused, Unproven
from ilosync.sandbox.jira.workflow import Screen
from tests.trackers.jira.conftest import LAG, Town, one, town_of


def screen(town: Town, *resolutions: str, status: str = "Done", **more: object) -> None:
    """What the step into a status asks for."""
    place = town.world.projects["GROW"]
    place.screens[status] = Screen(resolutions, **more)  # type: ignore[arg-type]


def ends(town: Town, ref: Ref) -> tuple[str, str | None]:
    """The status and the resolution of a ticket."""
    look = town.world.issue(ref.key).now
    return look.status.name, look.resolution.name if look.resolution else None


def refusal(town: Town, ref: Ref, *, let_go: bool = False) -> str:
    """The one line of a no; the ticket is as it was."""
    before = town.world.issue(ref.key).now
    with pytest.raises(Refused) as no:
        town.tracker.close(ref, let_go=let_go)
    assert "\n" not in str(no.value)
    assert town.world.issue(ref.key).now is before
    return no.value.detail


@pytest.mark.parametrize(("let_go", "resolution"), [(False, "Done"), (True, "Won't Do")])
def test_a_ticket_is_closed_by_a_look_and_a_step(town: Town, let_go: bool, resolution: str):
    """Two requests; the next reading tells how, and that it was us."""
    ref = town.ilo()
    asked = town.requests(lambda: town.tracker.close(ref, let_go=let_go))
    ticket = one(town.tracker.read())

    assert asked == [f"GET /issue/{ref.key}", f"POST /issue/{ref.key}/transitions"]
    assert ends(town, ref) == ("Done", resolution)
    assert (ticket.open, ticket.let_go) == (False, let_go)
    assert [(e.turn, e.ours) for e in ticket.events] == [(Turn.CLOSED, True)]


@pytest.mark.parametrize("let_go", [False, True])
def test_what_is_closed_already_is_left_as_it_is(town: Town, let_go: bool):
    """A look alone; how somebody closed it stands."""
    ref = town.ilo()
    town.world.let_go(ref.key, "ada-l", "Duplicate")
    asked = town.requests(lambda: town.tracker.close(ref, let_go=let_go))

    assert asked == [f"GET /issue/{ref.key}"]
    assert ends(town, ref) == ("Done", "Duplicate")


def test_a_search_that_lags_shows_it_closed(town: Town):
    """What we did ourselves is read past the index."""
    ref = town.ilo()
    town.clock.sleep(3_600)
    town.world.search_lag = LAG
    town.tracker.read()
    town.tracker.close(ref, let_go=True)
    assert one(town.tracker.read()).let_go


@pytest.mark.parametrize("kind", ["stored_then_502", "stored_then_reset"])
def test_a_lost_answer_is_unproven_and_not_repeated(town: Town, kind: str):
    """The step was taken: the next reading shows it, and closing again changes nothing."""
    ref = town.ilo()
    town.fails(kind)
    with pytest.raises(Unproven):
        town.tracker.close(ref, let_go=True)
    assert one(town.tracker.read()).let_go

    history = town.world.issue(ref.key).now.histories
    town.another().close(ref, let_go=True)
    assert town.world.issue(ref.key).now.histories == history
    assert town.world.count("POST", "/transitions") == 1


# --- which step ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offered", "done", "let_go"),
    [
        (("Done", "Won't Do"), "Done", "Won't Do"),
        (("Done", "Cannot Reproduce", "Duplicate"), "Done", "Duplicate"),
        (("Fixed", "Duplicate"), "Fixed", "Duplicate"),
        (("Done",), "Done", "Done"),
    ],
)
def test_the_resolution_is_one_that_the_step_offers(
    town: Town, offered: tuple[str, ...], done: str, let_go: str
):
    """One that means let go, in the configuration's order; else as the workflow closes."""
    town.world.resolution("Fixed")
    screen(town, *offered, must_resolve=True)
    for as_let_go, wanted in ((False, done), (True, let_go)):
        ref = town.ilo()
        town.tracker.close(ref, let_go=as_let_go)
        assert ends(town, ref) == ("Done", wanted)


def test_the_first_that_the_configuration_names_is_taken(town: Town):
    """Not the first that Jira lists."""
    ref = town.ilo()
    town.another(let_go=("Cannot Reproduce", "Won't Do")).close(ref, let_go=True)
    assert ends(town, ref) == ("Done", "Cannot Reproduce")


def test_names_of_ones_own_mean_let_go(town: Town):
    """As the configuration has them, in whatever case."""
    town.world.resolution("Verworfen")
    ref, tracker = town.ilo(), town.another(let_go=("verworfen",))
    tracker.close(ref, let_go=True)
    assert ends(town, ref) == ("Done", "Verworfen")
    assert one(tracker.read()).let_go


def test_a_workflow_without_resolutions_closes_all_the_same(town: Town):
    """As in a simple project; then nobody can tell it from done."""
    screen(town)
    ref = town.ilo()
    town.tracker.close(ref, let_go=True)
    assert ends(town, ref) == ("Done", None)
    assert (one(town.tracker.read()).open, one(town.tracker.read()).let_go) == (False, False)


def test_a_status_may_mean_let_go(town: Town):
    """A board with a column of its own for it: each goes where it belongs, and is read so."""
    town.world.status("GROW", "Won't do", "Done")
    screen(town)
    screen(town, status="Won't do")
    for let_go, status in ((False, "Done"), (True, "Won't do")):
        ref = town.ilo()
        town.tracker.close(ref, let_go=let_go)
        assert ends(town, ref) == (status, None)
        found = next(t for t in town.tracker.read().tickets if t.ref == ref)
        assert found.let_go is let_go


def test_done_never_goes_where_it_would_read_as_let_go(town: Town):
    """The only end there is means let go: by its resolutions, or by its name."""
    screen(town, "Duplicate", "Won't Do")
    assert "no step to the category Done" in refusal(town, town.ilo())
    town.world.status("GROW", "Declined", "Done")
    town.world.projects["GROW"].closed_to.add("Done")
    assert "no step to the category Done" in refusal(town, town.ilo())


@pytest.mark.parametrize(
    ("default", "taken"), [("Fixed", "Fixed"), ("", "Done"), ("Duplicate", "Done")]
)
def test_done_is_the_default_where_the_step_has_one(town: Town, default: str, taken: str):
    """Unless it means let go; without one it is what is called so, wherever it stands."""
    resolutions = town.world.resolutions
    town.world.resolution("Later")
    town.world.resolution("Fixed")
    resolutions.insert(0, resolutions.pop(-2))
    screen(town, "Later", "Fixed", "Done", "Duplicate", default=default)
    ref = town.ilo()
    town.tracker.close(ref, let_go=False)
    assert ends(town, ref) == ("Done", taken)


def test_the_end_that_people_take_is_taken(town: Town):
    """Among several, the one that is called so."""
    place = town.world.projects["GROW"]
    place.statuses.insert(1, town.world.status("GROW", "Cancelled by the client", "Done"))
    ref = town.ilo()
    town.tracker.close(ref, let_go=False)
    assert ends(town, ref)[0] == "Done"


def test_a_field_that_nobody_must_fill_in_is_left_alone(town: Town):
    """It stands on the screen, and the step can do without."""
    mood = town.world.custom_field("Mood")
    screen(town, "Done", optional=(mood,))
    ref = town.ilo()
    town.tracker.close(ref, let_go=False)
    assert (ends(town, ref), town.world.issue(ref.key).now.custom) == (("Done", "Done"), {})


def test_a_step_that_asks_for_nothing_is_preferred(town: Town):
    """Rather than one that cannot be taken."""
    town.world.status("GROW", "Archive", "Done")
    cause = town.world.custom_field("Root cause")
    screen(town, "Done", required=(cause,))
    ref = town.ilo()
    town.tracker.close(ref, let_go=False)
    assert ends(town, ref)[0] == "Archive"


# --- when there is none ----------------------------------------------------------------------


def test_a_field_that_we_do_not_know_is_named(town: Town):
    """By its own name; the owner can close it."""
    cause = town.world.custom_field("Root cause")
    screen(town, "Done", required=(cause,))
    ref = town.ilo()
    assert refusal(town, ref) == (
        f"jira: {ref.key} cannot be closed without Root cause, which ilosync does not know: "
        "close it by hand."
    )


def test_a_field_that_only_the_step_itself_tells_is_named(town: Town):
    """A workflow may want what its screen does not show."""
    cause, ref = town.world.custom_field("Root cause"), town.ilo()

    def changes(method: str, _path: str, _n: int) -> bool:
        if method == "POST":
            screen(town, "Done", required=(cause,))
        return False

    town.fails("500", when=changes)
    said = refusal(town, ref)
    assert "Root cause is required." in said
    assert said.endswith("close it by hand.")


def test_without_a_way_out_the_owner_is_told(town: Town):
    """No step, or none that our account may take."""
    ref = town.ilo()
    town.world.projects["GROW"].closed_to.add("Done")
    assert "close it by hand" in refusal(town, ref)
    town.world.projects["GROW"].closed_to.clear()
    town.world.permit("TRANSITION_ISSUES", "grace-h", project="GROW")
    assert "give the account the permission Transition issues in GROW" in refusal(town, ref)


def test_a_ticket_that_is_not_there_is_refused(town: Town):
    """Gone, hidden, or no ticket of Jira's."""
    for key in ("GROW-99", "acme/learning#1"):
        with pytest.raises(Refused):
            town.tracker.close(Ref("jira", key), let_go=False)


def test_a_server_that_tells_less_is_asked_once_more():
    """Its tickets do not tell their steps."""
    for town in town_of(cloud=False, minimal=True):
        ref = town.ilo()
        asked = town.requests(lambda town=town, ref=ref: town.tracker.close(ref, let_go=True))
        path = f"/issue/{ref.key}"
        assert asked == [f"GET {path}", f"GET {path}/transitions", f"POST {path}/transitions"]
        assert one(town.tracker.read()).let_go
