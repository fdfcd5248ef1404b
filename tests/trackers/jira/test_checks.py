"""Whether all is there that we need: a line each, nothing written, and how to mend it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ilosync.ports import Check
from ilosync.sandbox.clock import SimulatedClock
from ilosync.trackers.jira.tracker import JiraTracker
from tests.trackers.jira.conftest import START, Town, town_of


def checks(tracker: JiraTracker) -> dict[str, Check]:
    """The checks by what they are about."""
    found = tracker.examine()
    assert len({x.about for x in found}) == len(found)
    assert all("\n" not in x.says + x.mend for x in found)
    return {x.about: x for x in found}


def wrong(tracker: JiraTracker) -> Check:
    """The only check that is not well."""
    (found,) = (x for x in tracker.examine() if not x.ok)
    return found


def test_a_jira_that_has_all_is_well(town: Town):
    """Five requests: the server, ourselves, the project, permissions, webhooks; none writes."""
    asked, found = town.watch(lambda: checks(town.tracker))

    assert all(x.ok for x in found.values())
    assert [x.partition(" ")[0] for x in asked] == ["GET"] * 5
    product = "Jira Cloud" if town.world.cloud else "Jira Data Center or Server 10.3.24"
    assert found["address"].says == f"{product} at {town.url}"
    assert found["account"].says == "ilosync"
    assert "the issue type ILO" in found["GROW"].says
    assert found["GROW: permissions"].says == "all that it needs"
    assert "cannot be seen" in found["webhooks"].says


def test_a_minimal_server_says_what_it_does_not_tell():
    """No permissions, no webhooks, no groups, and no type ILO: none of that is a failure."""
    for town in town_of(cloud=False, minimal=True):
        town.world.projects["GROW"].types.pop()
        found = checks(town.another(visibility=("group", "people-team"), formerly=("Old-Bot",)))
        assert all(x.ok for x in found.values())
        assert "does not tell" in found["GROW: permissions"].says
        assert "does not tell" in found["visibility"].says
        assert "the label ILO says" in found["GROW"].says
        assert found["account"].says == "ilosync; earlier: old-bot"


def test_a_server_that_cannot_be_reached_is_one_line(town: Town):
    """Nothing else is asked of it."""
    gone = town.another()
    gone._on.client.url = "http://localhost:1"
    (check,) = gone.examine()

    assert (check.about, check.ok) == ("address", False)
    assert "check `url`" in check.mend


def test_another_service_at_the_address_is_told(town: Town):
    """It answers, but not as a Jira does."""
    town.fails("500", times=20)
    (check,) = town.tracker.examine()
    assert "does not answer as a Jira does (500)" in check.says


def test_a_wrong_token_names_its_variables(town: Town):
    """Both ways to log in; nothing more is asked."""
    auth = ("ilosync@example.test", "wrong") if town.world.cloud else "wrong"
    found = checks(town.another(auth=auth))

    assert not found["account"].ok
    assert found["account"].says == "the login was not accepted (401)"
    assert "ILOSYNC_TRACKERS__JIRA__TOKEN" in found["account"].mend
    assert "GROW" not in found


def test_a_project_that_is_not_there_is_told(town: Town):
    """The others are looked at all the same."""
    found = checks(town.another("GROW", "NOPE"))
    assert found["GROW"].ok
    assert not found["NOPE"].ok
    assert "`projects`" in found["NOPE"].mend


@pytest.mark.parametrize(
    ("permission", "name"),
    [
        ("ADD_COMMENTS", "Add comments"),
        ("EDIT_ISSUES", "Edit issues"),
        ("EDIT_OWN_COMMENTS", "Edit own comments"),
        ("DELETE_OWN_COMMENTS", "Delete own comments"),
        ("TRANSITION_ISSUES", "Transition issues"),
    ],
)
def test_a_missing_permission_is_told(town: Town, permission: str, name: str):
    """By the name that administrators know it by."""
    town.world.permit(permission, "grace-h", project="GROW")
    check = wrong(town.tracker)
    assert (check.about, check.says) == ("GROW: permissions", f"lacks {name}")
    assert check.mend == f"give the account {name} in GROW"


def test_a_home_takes_tickets_of_ours(town: Town):
    """One request more: it must have a type for them, and let our account open some."""
    tracker = town.another(home="grow")
    asked, found = town.watch(lambda: checks(tracker))
    assert len(asked) == 6
    assert found["GROW: new tickets"].ok
    assert found["GROW: new tickets"].says == "of the type Task"

    town.world.project("GROW", types=("ILO", "Sub-task"))
    found = checks(town.another(home="GROW"))
    assert not found["GROW: new tickets"].ok
    assert "add the type Task to the project" in found["GROW: new tickets"].says


def test_a_home_where_we_may_open_nothing_is_told(town: Town):
    """The permission by its name; a project that is no home does not need it."""
    town.world.permit("CREATE_ISSUES", "grace-h", project="GROW")
    assert all(x.ok for x in town.tracker.examine())
    found = checks(town.another(home="GROW"))

    assert found["GROW: permissions"].says == "lacks Create issues"
    assert found["GROW: permissions"].mend == "give the account Create issues in GROW"
    assert "needs the permission Create issues" in found["GROW: new tickets"].says


def test_a_date_field_must_be_there_and_hold_a_day(town: Town):
    """Its own name; one that is not there is told with the nearest."""
    town.world.custom_field("Next check-in", "date")
    town.world.custom_field("Talked at", "datetime")
    assert checks(town.another(date_field="next check-in"))["date_field"].says == "Next check-in"
    assert checks(town.another(date_field="duedate"))["date_field"].ok
    assert "did you mean 'Next check-in'?" in wrong(town.another(date_field="Next checkin")).says
    assert "holds no day (datetime)" in wrong(town.another(date_field="Talked at")).says


def test_whom_we_speak_to_must_be_there(town: Town):
    """A role of each project, or a group that we are in."""
    town.world.group("people-team", "ilosync")
    town.world.group("board", "grace-h")
    assert checks(town.another(visibility=("group", "people-team")))["visibility"].ok
    assert checks(town.another(visibility=("role", "Administrators")))["visibility"].ok
    assert (
        wrong(town.another(visibility=("group", "board"))).says == "we are not in the group board"
    )
    assert wrong(town.another(visibility=("role", "Mentors"))).says == "GROW has no role Mentors"


def test_a_clock_that_is_wrong_is_told(town: Town):
    """Beyond a minute, either way."""
    auth = ("ilosync@example.test", "sandbox-token") if town.world.cloud else "sandbox-token"
    for seconds, says in ((61, "61 s ahead of Jira's"), (-90, "90 s behind Jira's")):
        clock = SimulatedClock(START + timedelta(seconds=seconds))
        check = wrong(JiraTracker("jira", ["GROW"], auth, clock, url=town.url))
        assert (check.about, check.says) == ("clock", says)
    clock = SimulatedClock(START + timedelta(seconds=59))
    assert checks(JiraTracker("jira", ["GROW"], auth, clock, url=town.url))["clock"].ok


def test_webhooks_are_looked_at_where_we_may_see_them(town: Town):
    """None is no failure; one that leads here is told; others are not ours."""
    world = town.world
    world.permit("ADMINISTER", "ilosync")
    world.deliveries.hook("http://localhost:9/other", "s")
    found = checks(town.tracker)["webhooks"]
    assert (found.ok, found.says) == (True, "none leads here: the poll notices")
    assert "/webhooks/jira" in found.mend

    hook = world.deliveries.hook("http://localhost:9/webhooks/jira", "s")
    assert checks(town.tracker)["webhooks"] == Check("webhooks", ok=True, says=hook.url)
    world.told_of.discard("comment_deleted")
    assert checks(town.tracker)["webhooks"].says == f"{hook.url} lacks comment_deleted"
    world.asleep.add(hook.id)
    assert checks(town.tracker)["webhooks"].says == f"{hook.url} is switched off"


def test_a_doubled_webhook_is_told(town: Town):
    """Two to one address; one that is switched off does not count."""
    town.world.permit("ADMINISTER", "ilosync")
    one, two = (
        town.world.deliveries.hook(x, "s") for x in ["http://localhost:9/webhooks/jira"] * 2
    )
    found = [x for x in town.tracker.examine() if x.about == "webhooks"]
    assert [(x.ok, x.says) for x in found] == [(True, f"{one.url} is there twice")] * 2

    town.world.asleep.add(two.id)
    found = [x for x in town.tracker.examine() if x.about == "webhooks"]
    assert [x.says for x in found] == [one.url, f"{two.url} is switched off"]


def test_what_is_left_is_told_where_jira_tells_it(town: Town):
    """A quota of requests; without one there is no such line."""
    assert "requests left" not in checks(town.tracker)
    town.world.left = 4_711
    assert checks(town.tracker)["requests left"].says == "4711"
