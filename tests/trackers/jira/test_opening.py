"""Tickets of our own: how they are opened, what they look like, and what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from ilosync.core.model import Account, Marker, Ref, RuleId, Ticket
from ilosync.errors import IlosyncError, NotAllowed, Refused, Unproven
from ilosync.sandbox.jira.state import Look
from ilosync.trackers.answer import Answer
from ilosync.trackers.jira.hook import touched
from ilosync.trackers.jira.jql import Wanted
from ilosync.trackers.jira.scope import Scope
from ilosync.trackers.jira.tracker import JiraTracker
from tests.trackers.jira.conftest import LAG, MARK, Town, account, one, town_of

QUARTER = Marker(RuleId("quarter"), "platform.2026Q4", "0a1b2c3d")
TYPES = "GET /issue/createmeta/GROW/issuetypes"


def opened(town: Town, tracker: JiraTracker | None = None, **how: Any) -> Ref:
    """A quarter's ticket for nobody in particular, unless told otherwise."""
    owners = [account(x) for x in how.pop("owners", ())]
    given = {"title": "Our quarter", "body": "Hello", "labels": ["ilo:quarter"], **how}
    key = (tracker or town.tracker).open(
        "GROW", QUARTER, given["title"], given["body"], given["labels"], owners
    )
    return Ref("jira", key)


def look_of(town: Town, ref: Ref) -> Look:
    """The issue as it is there."""
    return town.world.issue(ref.key).now


def refusal(town: Town, tracker: JiraTracker | None = None, **how: Any) -> IlosyncError:
    """The one line of a no; nothing was made."""
    before = len(town.world.issues)
    with pytest.raises(Refused) as no:
        opened(town, tracker, **how)
    assert "\n" not in str(no.value)
    assert len(town.world.issues) == before
    return no.value


# --- what it is like ---------------------------------------------------------------------


def test_it_is_one_request_and_the_types_are_asked_once(town: Town):
    """Once a project and process; each further ticket is a single request."""
    town.tracker.read()
    assert town.requests(lambda: opened(town)) == [TYPES, "POST /issue"]
    assert town.requests(lambda: opened(town)) == ["POST /issue"]


@pytest.mark.parametrize("lag", [0.0, LAG])
def test_it_is_read_with_its_marker_from_then_on(town: Town, lag: float):
    """By a search that has not heard of it, and directly; with all that it was given."""
    town.clock.sleep(3_600)
    town.world.search_lag = lag
    town.world.user("ada-l")
    town.tracker.read()
    ref = opened(town, owners=["ada-l"], labels=["ilo:onboarding", "team"])
    ticket = one(town.tracker.read())

    assert (ticket.ref, ticket.title, ticket.author) == (ref, "Our quarter", "ilosync")
    assert (ticket.marker, ticket.assignees) == (QUARTER, ("ada-l",))
    assert ticket.labels == {"ilo:onboarding", "team"}
    assert one(town.tracker.look([ref.key])) == ticket


def test_its_words_are_in_jiras_markup(town: Town):
    """The marker is the fragment of a link in the last line; mentions are the product's own."""
    ref = opened(town, body="## Agenda\n\nHi [Ada](mention:ada-l)")
    mention = "[~accountid:ada-l]" if town.world.cloud else "[~ada-l]"
    words, _, last = str(look_of(town, ref).description).rpartition("\n\n")

    assert words == f"h2. Agenda\n\nHi {mention}"
    assert last.startswith(f"[ilosync|{town.url}/browse/GROW#ilosync:1;quarter;")


def test_the_link_leads_to_the_charter(town: Town):
    """Where there is one."""
    tracker = town.another(about_url="https://acme.example/learning")
    ref = opened(town, tracker)
    assert "[ilosync|https://acme.example/learning#" in str(look_of(town, ref).description)


@pytest.mark.parametrize("title", ["two\nlines", "x" * 300])
def test_a_title_is_made_to_fit(town: Town, title: str):
    """One line, and no longer than Jira takes."""
    ref = opened(town, title=title)
    assert look_of(town, ref).summary == title.replace("\n", " ")[:255]


def test_a_ticket_of_ours_without_labels_is_found_all_the_same(town: Town):
    """Somebody took its label off: it is not opened again for that."""
    ref = opened(town)
    town.world.unlabel(ref.key, "ada-l", "ilo:quarter")
    town.clock.sleep(3_600)
    tracker = town.another()

    assert one(tracker.read()).marker == QUARTER
    assert one(town.another().look([ref.key])).marker == QUARTER


def test_other_tickets_of_our_account_are_none_of_ours(town: Town):
    """An account that does other work, too: it counts for nothing, and no more of it is read."""
    world = town.world
    world.open("GROW", "ilosync", "Renew the certificate", "Every year, said ilosync")
    busy = world.open("GROW", "ilosync", "Restart the printer", "Every day")
    for _ in range(130):
        world.comment(busy, "bo-b", "Again")
    asked, reading = town.watch(town.another().read)

    assert reading.tickets == ()
    assert not [x for x in asked if "comment" in x]


def test_a_copy_that_somebody_makes_is_theirs(town: Town):
    """Cloned with its description: it stands for no ticket of ours."""
    ref = opened(town)
    text = look_of(town, ref).description
    copy = Ref("jira", town.world.open("GROW", "ada-l", "Copy", text, labels=["ilo:quarter"]))
    assert (_marker(town, copy), _marker(town, ref)) == (None, QUARTER)


def test_what_an_earlier_account_of_ours_opened_is_ours(town: Town):
    """Named by `formerly`."""
    ref = opened(town)
    text = look_of(town, ref).description
    old = town.world.open("GROW", "old-bot", "Ours", text, labels=["ilo:quarter"])
    tickets = town.another(formerly=("old-bot",)).read().tickets
    assert {(t.ref.key, t.marker) for t in tickets} == {(ref.key, QUARTER), (old, QUARTER)}


def _marker(town: Town, ref: Ref) -> Marker | None:
    found: list[Ticket] = [t for t in town.another().read().tickets if t.ref == ref]
    return found[0].marker if found else None


# --- its type ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("types", "made"),
    [
        (("ILO", "Sub-task", "Story", "Task"), "Task"),
        (("ILO", "Sub-task", "Epic", "Story", "Bug"), "Story"),
        (("task", "ILO"), "task"),
    ],
)
def test_it_is_never_somebodys_objective(town: Town, types: tuple[str, ...], made: str):
    """A task where there is one, else the first ordinary type; not the type ILO, which counts."""
    town.world.project("GROW", types=types)
    assert look_of(town, opened(town)).type.name == made


def test_its_type_can_be_chosen(town: Town):
    """By its name, in whatever case; where the project lacks it, the first is taken."""
    assert look_of(town, opened(town, town.another(issue_type="story"))).type.name == "Story"
    assert look_of(town, opened(town, town.another(issue_type="Chore"))).type.name == "Task"


def test_a_project_of_objectives_alone_takes_no_ticket_of_ours(town: Town):
    """With the type to add."""
    town.world.project("GROW", types=("ILO", "Epic", "Sub-task"))
    assert "add the type Task to the project" in refusal(town).detail


def test_a_type_that_is_gone_is_asked_for_again(town: Town):
    """The next ticket is of another."""
    opened(town)
    place = town.world.projects["GROW"]
    place.types = [x for x in place.types if x.name != "Task"]
    assert "GROW takes no Task any more" in refusal(town).detail
    assert look_of(town, opened(town)).type.name == "Story"


def test_an_older_server_is_asked_for_its_project():
    """It has no list of what may be created; the project's own list serves."""
    for town in town_of(cloud=False, minimal=True):
        town.world.project("GROW", types=("Sub-task", "ILO", "Task"))
        town.tracker.read()
        asked = town.requests(lambda town=town: opened(town))
        assert asked == [TYPES, "GET /project/GROW", "POST /issue"]


# --- whose it is -------------------------------------------------------------------------


def test_the_first_whom_jira_takes_is_its_owner(town: Town):
    """One owner is all that Jira knows; a refusal stores nothing."""
    town.world.user("ada-l")
    town.world.permit("ASSIGNABLE_USER", "bo-b", "grace-h", project="GROW")
    town.tracker.read()
    owners = ["nobody-there", "ada-l", "bo-b", "grace-h"]
    asked, ref = town.watch(lambda: opened(town, owners=owners))

    assert asked == [TYPES, *["POST /issue"] * 3]
    assert one(town.tracker.read()).assignees == ("bo-b",)
    assert ref.key == "GROW-1"


@pytest.mark.parametrize("owners", [[], ["nobody-there"]])
def test_nobody_is_put_on_it_uncalled(town: Town, owners: list[str]):
    """Not even whom the project would put there by itself."""
    town.world.projects["GROW"].automatic = town.world.user("project-lead")
    assert look_of(town, opened(town, owners=owners)).assignee is None


def test_a_project_that_wants_an_owner_gets_its_own(town: Town):
    """Where nobody of ours can be assigned and nobody is not allowed."""
    place = town.world.projects["GROW"]
    place.owned, place.automatic = True, town.world.user("project-lead")
    assert look_of(town, opened(town)).assignee is place.automatic


# --- what stands in the way ----------------------------------------------------------------


def test_a_field_that_the_project_requires_is_named(town: Town):
    """By its own name, with the mend."""
    field = town.world.custom_field("Cost centre")
    town.world.projects["GROW"].required.add(field)
    found = refusal(town, owners=["nobody-there"]).detail
    assert town.world.count("POST") == 1
    assert found == (
        "jira: GROW wants Cost centre on every new Task, which ilosync does not know: "
        "make it optional there, or give it a default."
    )


@pytest.mark.parametrize("field", ["labels", "description", "summary"])
def test_a_field_that_no_screen_shows_is_named(town: Town, field: str):
    """Without it the ticket would not be found again."""
    town.world.projects["GROW"].off_screen.add(field)
    found = refusal(town).detail
    assert f"{field} cannot be set on a new ticket in GROW" in found
    assert "create screen" in found


def test_a_missing_permission_is_named(town: Town):
    """Asked for the types, or told by the refusal where it went missing since."""
    tracker = town.another()
    opened(town, tracker)
    town.world.permit("CREATE_ISSUES", "grace-h", project="GROW")
    for late in (tracker, town.another()):
        no = refusal(town, late)
        assert isinstance(no, NotAllowed)
        assert "needs the permission Create issues" in no.detail


@pytest.mark.parametrize("place", ["NOPE", "GROW-1", "grow me", ""])
def test_another_project_is_none_of_ours(town: Town, place: str):
    """Nothing is asked of it."""
    asked, _ = town.watch(lambda: _refused(town, place))
    assert asked == []


def _refused(town: Town, place: str) -> None:
    with pytest.raises(Refused, match="not among `projects`"):
        town.tracker.open(place, QUARTER, "Hello", "Hello", [], [])


@pytest.mark.parametrize("kind", ["stored_then_502", "stored_then_reset"])
def test_a_lost_answer_is_unproven_and_found_again(town: Town, kind: str):
    """It is there once, and the next reading of any process shows which ticket of ours it is."""
    town.tracker.read()
    town.fails(kind)
    with pytest.raises(Unproven):
        opened(town)

    assert town.world.count("POST", "/issue") == 1
    for tracker in (town.tracker, town.another()):
        assert one(tracker.read()).marker == QUARTER


def test_an_answer_without_a_key_proves_nothing(town: Town):
    """The ticket may be there."""
    town.tracker.read()
    client = town.tracker._on.client
    send = client._send
    client._send = lambda verb, path, *more, **how: (  # type: ignore[method-assign]
        Answer(201, text='{"id": "1"}') if path == "/issue" else send(verb, path, *more, **how)
    )
    with pytest.raises(Unproven, match="names no ticket"):
        opened(town)


# --- who may read it -------------------------------------------------------------------------


def test_what_we_say_on_it_stays_restricted_and_its_level_its_own(town: Town):
    """A notice keeps its readers when it is revised; a ticket keeps the project's level."""
    world = town.world
    world.level("GROW", "Team", "ilosync", "ada-l")
    world.projects["GROW"].default_level = "Team"
    world.group("people-team", "ilosync")
    tracker = town.another(visibility=("group", "people-team"))
    ref = opened(town, tracker)
    new = tracker.say(ref, MARK, "Hello")
    tracker.revise(ref, new, MARK, "Good day")
    tracker.revise(ref, new, Marker(MARK.rule, MARK.period, "ffff", standing=False), None)
    tracker.close(ref, let_go=False)

    (notice,) = look_of(town, ref).comments
    assert notice.visibility == ("group", "people-team")
    level = look_of(town, ref).level
    assert level is not None
    assert level.name == "Team"
    assert not any(x.field == "security" for h in look_of(town, ref).histories for x in h.items)


def test_there_are_no_signs_on_comments(town: Town):
    """No reading tells of any, and none can be left."""
    ref = town.ilo()
    comment = town.world.comment(ref.key, "ada-l", "/ilo pause")
    assert [c.seen for c in one(town.tracker.read()).comments] == [None]
    with pytest.raises(Refused, match="Jira has none"):
        town.tracker.nod(ref, comment, understood=True)


def test_accounts_are_written_as_jira_writes_them(town: Town):
    """We compare in lower case; Jira need not."""
    town.world.user("Ada-L")
    ref = town.ilo("Ada-L")
    town.tracker.read()
    assert (
        look_of(town, opened(town, owners=[Account("ada-l")])).assignee
        is look_of(town, ref).assignee
    )


# --- what it tells ---------------------------------------------------------------------------


def test_what_we_do_ourselves_wakes_nobody(town: Town):
    """Webhooks tell of the opening and the closing, and that it was us."""
    hook = town.world.deliveries.hook("http://localhost:1/webhooks/jira", "s")
    town.tracker.read()
    ref = opened(town)
    town.tracker.close(ref, let_go=False)
    told = town.world.deliveries.take()

    assert len(told) == 2
    for delivery in told:
        heard = delivery.headers, delivery.body, [hook.secret]
        assert not touched(*heard, town.tracker.ours)
        assert touched(*heard).tickets == {str(town.world.issue(ref.key).id)}


def test_a_server_that_refuses_a_clause_is_asked_without_it():
    """Without descriptions by our account alone; without that by labels, as everything else."""
    wanted = Wanted(Scope("jira", ("GROW",)))
    assert 'creator = currentUser() AND description ~ "\\"ilosync\\""' in wanted.jql()
    less = wanted.less("The operator '~' is not supported by the 'description' field.")
    assert less is not None
    assert "creator = currentUser()" in less.jql()
    assert "description" not in less.jql()
    least = less.less("Field 'creator' does not exist or you do not have permission to view it.")
    assert least is not None
    assert "currentUser" not in least.jql()
    assert '"ilo:quarter"' in least.jql()
