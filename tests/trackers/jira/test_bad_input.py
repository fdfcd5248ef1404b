"""Bad input is one line that says what, where and how to mend it; nothing is written."""

from __future__ import annotations

import pytest

from ilosync.core.model import Ref
from ilosync.errors import BadConfig, IlosyncError, Refused
from tests.trackers.jira.conftest import MARK, Town, account, one, town_of


def says(action) -> str:
    """The one line of a refusal."""
    with pytest.raises(IlosyncError) as no:
        action()
    assert "\n" not in str(no.value)
    return no.value.detail


def test_a_project_that_is_not_there_is_named(town: Town):
    """With what to check; the same for one that we may not see."""
    town.ilo()
    found = says(town.another("GROW", "NOPE").read)
    assert "there is no project NOPE that this account can see" in found
    assert "`projects`" in found

    town.world.permit("BROWSE_PROJECTS", "grace-h", project="GROW")
    assert "no project GROW" in says(town.another().read)


def test_a_token_that_is_wrong_names_its_variables(town: Town):
    """Both ways to log in."""
    auth = ("ilosync@example.test", "wrong") if town.world.cloud else "wrong"
    found = says(town.another(auth=auth).read)
    assert "(401)" in found
    assert "ILOSYNC_TRACKERS__JIRA__TOKEN" in found
    assert "wrong" not in found


def test_a_field_that_is_not_there_is_told_with_the_nearest(town: Town):
    """The name of the field for the next check-in."""
    town.world.custom_field("Next check-in", "date")
    found = says(town.another(date_field="Next checkin").read)
    assert (
        found
        == "jira: there is no field 'Next checkin' (date_field): did you mean 'Next check-in'?"
    )


def test_a_missing_permission_is_named(town: Town):
    """In the reading already, and again where somebody writes all the same."""
    ref = town.ilo()
    town.world.permit("ADD_COMMENTS", "grace-h", project="GROW")
    town.world.permit("EDIT_ISSUES", "grace-h", project="GROW")
    reading = town.tracker.read()

    assert reading.places[0].may_write is False
    assert "lacks the permission Add comments and Edit issues" in reading.remarks[-1]
    assert "needs the permission Add comments" in says(lambda: town.tracker.say(ref, MARK, "x"))
    assert "Edit issues" in says(lambda: town.tracker.add_label(ref, "ILO"))
    assert town.world.issue(ref.key).now.comments == ()


def test_labels_that_no_screen_shows_are_told(town: Town):
    """The field must be on the project's edit screen."""
    ref = town.ilo()
    town.world.projects["GROW"].off_screen.add("labels")
    found = says(lambda: town.tracker.add_label(ref, "ilo:next"))
    assert "labels cannot be set in GROW" in found
    assert "edit screen" in found


def test_a_group_that_we_are_not_in_is_told(town: Town):
    """Comments cannot be restricted to it."""
    town.world.group("people-team", "grace-h")
    ref = town.ilo()
    tracker = town.another(visibility=("group", "people-team"))
    assert "check `visibility`" in says(lambda: tracker.say(ref, MARK, "Hello"))


def test_an_account_that_is_nobody_is_told(town: Town):
    """A line each; of those who are somebody nothing is said."""
    town.world.user("bo-b")
    asked = {account(x) for x in ("bo-b", "ada@example.org", "nobody-at-all")}
    first, second = town.tracker.examine_people(asked)

    assert first.says.startswith("ada@example.org is nobody on jira, which is ")
    assert second.says.startswith("nobody-at-all is nobody")
    assert not first.ok | second.ok
    assert town.tracker.examine_people([account("bo-b")]) == ()


def test_a_cloud_id_on_data_center_is_told(server: Town):
    """With what to write there."""
    (check,) = server.tracker.examine_people([account("5b10ac8d82e05b22cc7d4ef5")])
    assert check.says == "5b10ac8d82e05b22cc7d4ef5 is nobody on jira, which is Data Center"
    assert check.mend == "write the user name in people.toml"


def test_clauses_that_a_server_refuses_are_left_out_once(town: Town):
    """No issue type ILO: one refusal, one remark, and never asked again."""
    town.world.projects["GROW"].types.pop()
    town.ilo()
    first, reading = town.watch(town.tracker.read)
    assert len(reading.tickets) == 1
    assert reading.remarks == ("jira has no issue type ILO: the label says what is an ILO.",)
    second, reading = town.watch(town.tracker.read)
    assert reading.remarks == ()
    assert sum("search" in x for x in first) == 2
    assert sum("search" in x for x in second) == 1


def test_a_query_that_is_refused_for_no_reason_is_told(town: Town):
    """What the server said of it, in one line."""
    town.ilo()
    asked = town.tracker._on.client._send

    def send(verb, path, query, body=None, **how):
        broken = {**(query or {}), "jql": "what ="} if path.startswith("/search") else query
        return asked(verb, path, broken, body, **how)

    town.tracker._on.client._send = send
    found = says(town.tracker.read)
    assert "tickets could not be read (400 " in found
    assert "JQL" in found


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"label": "Learning goal"}, "has a blank"),
        ({"url": "localhost:8080"}, "is no address"),
    ],
)
def test_what_jira_cannot_hold_is_refused_at_once(cloud: Town, options, words):
    """Before anything is asked."""
    from ilosync.trackers.jira.tracker import JiraTracker  # noqa: PLC0415

    options = {"url": cloud.url, **options}
    with pytest.raises(BadConfig, match=words):
        JiraTracker("jira", ["GROW"], "t", cloud.clock, **options)
    with pytest.raises(BadConfig, match="no project key"):
        cloud.another("acme/learning")


@pytest.mark.parametrize("key", ["acme/learning#1", "GROW", "../GROW-1", "GROW-1/x", "GROW-1?x"])
def test_addresses_of_other_trackers_are_refused(town: Town, key: str):
    """Nothing is asked of the server."""
    ref = Ref("jira", key)
    assert town.requests(lambda: says(lambda: town.tracker.say(ref, MARK, "Hello"))) == []
    assert town.requests(lambda: says(lambda: town.tracker.add_label(ref, "ILO"))) == []


@pytest.mark.parametrize("comment", ["", "12/../13", "x"])
def test_comments_of_other_trackers_are_refused(town: Town, comment: str):
    """Nothing is asked of the server."""
    ref = town.ilo()
    asked = town.requests(lambda: says(lambda: town.tracker.revise(ref, comment, MARK, "Hello")))
    assert asked in ([], ["GET /myself"])


def test_a_comment_of_somebody_else_is_never_touched(town: Town):
    """Neither rewritten nor deleted, whatever we are told."""
    ref = town.ilo()
    theirs = town.world.comment(ref.key, "ada-l", "Mine")
    for action in (
        lambda: town.tracker.revise(ref, theirs, MARK, None),
        lambda: town.tracker.withdraw(ref, theirs),
    ):
        with pytest.raises(Refused, match="not ours"):
            action()
    assert town.seen(theirs) == "Mine"


def test_a_server_that_keeps_no_marker_is_told_nothing_more(town: Town):
    """A link that somebody's add-on rewrites would never be found again: once is enough."""
    ref = town.ilo()
    write = town.world.comment
    town.world.comment = lambda *a, **k: write(
        a[0], a[1], a[2].replace("#ilosync", "#x"), *a[3:], **k
    )
    town.tracker.say(ref, MARK, "Hello")
    with pytest.raises(Refused, match="does not keep what we write"):
        town.tracker.say(ref, MARK, "Hello")
    assert len(one(town.tracker.read()).comments) == 1


def test_a_server_without_anything_beyond_the_core_is_read_and_written():
    """It says what it goes without, and nothing comes twice."""
    for town in town_of(cloud=False, minimal=True):
        ref = town.ilo()
        new = town.tracker.say(ref, MARK, "Hello")
        reading = town.tracker.read()
        assert reading.places[0].may_write is None
        assert "does not tell what the account may do in GROW" in reading.remarks[-1]
        assert [c.id for c in one(reading).comments] == [new]
        assert one(town.another().read()).comments[0].marker == MARK
