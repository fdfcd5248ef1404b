"""Everything that the real client and bare requests can ask for, once, in both products."""

from __future__ import annotations

from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import Ask, Serve, client


def test_the_client_finds_out_which_product_it_talks_to(world: JiraWorld, served: Serve):
    """By the deployment type and the version numbers."""
    jira = client(world, served(world))

    assert jira._is_cloud is world.cloud
    assert jira._version == ((1001, 0, 0) if world.cloud else (10, 3, 24))
    assert world.count() == 1


def test_the_account_is_known_by_its_stable_id(world: JiraWorld, served: Serve):
    """The accountId on Cloud, name and key on Data Center, and a time zone on both."""
    me = client(world, served(world)).myself()
    known = {"accountId"} if world.cloud else {"name", "key"}

    assert known <= set(me)
    assert not {"accountId", "name", "key"} - known & set(me)
    assert me["timeZone"] == "Europe/Berlin"


def test_an_issue_is_read_with_all_its_fields(world: JiraWorld, served: Serve):
    """As it was opened, in the client's own words."""
    custom = world.custom_field("Mentor")
    key = world.open(
        "LEARN",
        "ada-l",
        "Learn Rust",
        "Because",
        labels=["ILO", "b"],
        assignee="bo-b",
        type="ILO",
        custom={custom: "Grace"},
    )
    issue = client(world, served(world)).issue(key)
    person = issue.fields.assignee

    assert issue.fields.summary == "Learn Rust"
    assert issue.fields.labels == ["ILO", "b"]
    assert issue.fields.issuetype.name == "ILO"
    assert issue.fields.status.statusCategory.key == "new"
    assert issue.fields.reporter.displayName == "Ada L"
    assert (person.accountId if world.cloud else person.name) == world.user("bo-b").id
    assert issue.fields.resolution is None
    assert issue.get_field(custom) == "Grace"
    assert issue.fields.created == "2026-11-23T11:00:00.000+0100"


def test_the_client_writes_edits_and_deletes_a_comment(world: JiraWorld, served: Serve):
    """Plain strings both ways."""
    key, jira = world.open("LEARN", "ada-l", "Learn Rust"), client(world, served(world))
    comment = jira.add_comment(key, "Hello")
    assert comment.body == "Hello"

    comment.update(body="Good day")
    assert [x.body for x in jira.comments(key)] == ["Good day"]

    comment.delete()
    assert jira.comments(key) == []


def test_the_client_labels_without_reading_first(world: JiraWorld, served: Serve):
    """Adding and removing are operations, so nobody's label is lost."""
    key = world.open("LEARN", "ada-l", "Learn Rust", labels=["bug"])
    issue = client(world, served(world)).issue(key, fields="labels")
    world.label(key, "ada-l", "mine")
    issue.update(update={"labels": [{"add": "ILO"}, {"remove": "bug"}]})

    assert world.issue(key).now.labels == ("ILO", "mine")


def test_the_client_searches(world: JiraWorld, served: Serve):
    """The one method asks for what the product has."""
    for n in range(130):
        world.open("LEARN", "ada-l", f"Learn {n}", labels=["ILO"] if n % 2 else [])
    jira = client(world, served(world))
    found = jira.search_issues(
        "project = LEARN AND labels = ILO", maxResults=False, fields="summary"
    )

    assert len(found) == 65
    assert found[0].fields.summary == "Learn 129"


def test_every_path_answers(world: JiraWorld, ask: Ask):
    """Each is asked for once; the descriptions are held."""
    world.group("team", "ada-l", "bo-b")
    key = world.open("LEARN", "ada-l", "Learn Rust", labels=["ILO"])
    other = world.open("WORK", "ada-l", "Fix the printer")
    world.link(key, "ada-l", other)
    world.link_to(key, "ada-l", "https://example.test/rust", "The book")
    world.set_property(key, "ilosync", {"a": 1})
    comment = world.comment(key, "ada-l", "Hm", properties={"p": [1]})
    ada = world.user("ada-l").id
    user = "accountId" if world.cloud else "username"
    for path in (
        "/serverInfo", "/myself", "/field", "/project/LEARN", "/project/LEARN/statuses",
        f"/issue/{key}", f"/issue/{key}?expand=changelog&properties=ilosync",
        f"/issue/{key}?fields=summary,comment", f"/issue/{key}/comment?expand=properties",
        f"/issue/{key}/comment/{comment}", f"/issue/{key}/properties",
        f"/issue/{key}/properties/ilosync", f"/comment/{comment}/properties",
        f"/comment/{comment}/properties/p", f"/issue/{key}/transitions?expand=transitions.fields",
        f"/issue/{key}/remotelink", f"/user?{user}={ada}", "/group/member?groupname=team",
        f"/user/assignable/search?project=LEARN&{'query' if world.cloud else 'username'}=ada",
        f"/user/search?{'query' if world.cloud else 'username'}=ada",
        "/mypermissions?projectKey=LEARN&permissions=EDIT_ISSUES,ADMINISTER",
    ):  # fmt: skip
        answer = ask("GET", path)
        assert answer.status_code == 200, (path, answer.text)
    assert world.count() == len(world.asked)


def test_every_path_of_cloud_answers(cloud: JiraWorld, on_cloud: Ask):
    """What Cloud alone has."""
    key = cloud.open("LEARN", "ada-l", "Learn Rust")
    cloud.label(key, "ada-l", "ILO")
    comment = int(cloud.comment(key, "ada-l", "Hm"))
    for path in (
        f"/issue/{key}/changelog", "/label", f"/user/bulk?accountId={cloud.user('ada-l').id}",
        "/search/jql?jql=project=LEARN&fields=*all&expand=changelog",
    ):  # fmt: skip
        assert on_cloud("GET", path).status_code == 200, path
    for path, body in (
        ("/search/jql", {"jql": "project = LEARN", "fields": ["*all"], "maxResults": 5}),
        ("/search/approximate-count", {"jql": "project = LEARN"}),
        ("/issue/bulkfetch", {"issueIdsOrKeys": [key, "LEARN-99"], "expand": ["changelog"]}),
        ("/changelog/bulkfetch", {"issueIdsOrKeys": [key], "fieldIds": ["labels"]}),
        ("/comment/list?expand=properties", {"ids": [comment, 99]}),
    ):
        answer = on_cloud("POST", path, json=body)
        assert answer.status_code == 200, (path, answer.text)
