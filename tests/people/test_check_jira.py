"""`ilosync people check` over a Jira on loopback, Cloud and Data Center."""

from __future__ import annotations

import tomllib

from ilosync.sandbox.jira.faults import JiraFault

from .conftest import ADA, BO, Desk

GROUP = 'group = "learners"\n'


def test_cloud_agrees(cloud: Desk) -> None:
    """Everybody in the group and in the file: one request, and no id to note, for it is one."""
    cloud.world.group("learners", "ada", "bo")
    people = f'{ADA}jira = "{cloud.account("ada")}"\n{BO}jira = "{cloud.account("bo")}"\n'
    said = cloud.check(people, more=GROUP)
    assert said.code == 0
    assert said.told == [("accounts", True, "people.toml and this tracker agree")]
    assert said.data["lasting_ids"] == []
    assert said.data["requests"] == {"jira": 1} == {"jira": len(cloud.world.asked)}


def test_cloud_names_joiners_so_that_people_know_them(cloud: Desk) -> None:
    """An accountId says nothing to people: the shown name stands in the table to add.

    Apps, customers and closed accounts are no joiners.
    """
    cloud.world.user("zoe", "Zoë Żółć\x1b")
    cloud.world.user("li", "李")
    cloud.world.user("helper", kind="app")
    cloud.world.user("buyer", kind="customer")
    cloud.world.user("gone").active = False
    cloud.world.group("learners", "zoe", "li", "helper", "buyer", "gone", "ilosync")
    said = cloud.check("", more=GROUP)
    zoe, li = (tomllib.loads("\n".join(x["lines"]))["people"][0] for x in said.data["remarks"])
    assert zoe == {"id": "zoe-zoc", "name": "Zoë Żółć", "jira": cloud.account("zoe")}
    assert li == {"id": cloud.account("li"), "name": "李", "jira": cloud.account("li")}


def test_cloud_tells_what_an_account_is(cloud: Desk) -> None:
    """Deactivated, an app's, a customer's, nobody's: each said as it is, and only once."""
    cloud.world.user("helper", kind="app")
    cloud.world.user("buyer", kind="customer")
    cloud.world.user("gone").active = False
    cloud.world.user("fine")
    people = "".join(
        f'[[people]]\nid = "{x}"\nname = "X"\njira = "{cloud.account(x)}"\n'
        for x in ("helper", "buyer", "gone", "fine")
    )
    said = cloud.check(f'{people}{ADA}jira = "5b10ac8d0000"\n')
    assert said.code == 1
    assert [(x, ok, says.partition(" ")[2]) for x, ok, says in said.told] == [
        ("helper", True, "is a bot"),
        ("buyer", True, "is a customer's, who can own no ticket"),
        ("gone", True, "was suspended or deactivated"),
        ("ada", False, "is nobody"),
    ]
    assert said.data["requests"] == {"jira": 2}


def test_data_center_notices_a_new_user_name(server: Desk) -> None:
    """By the key, which `--write` notes below the user name; a name that nobody has is nobody's."""
    server.world.user("ada")
    noted = server.check(f'{ADA}jira = "ada"\n', "--write", "--json")
    assert noted.data["written"] is True
    people = server.types.people.read_text()
    key = server.world.user("ada").key
    assert people == f'{ADA}jira = "ada"\njira_id = "{key}"\n'

    server.world.user("ada").id = "ada.lovelace"
    said = server.check(f'{people}{BO}jira = "bo"\n')
    assert said.code == 1
    assert said.told == [
        ("ada", False, "ada is called ada.lovelace by now"),
        ("bo", False, "bo is nobody"),
    ]
    assert said.data["remarks"][0]["mend"] == 'write jira = "ada.lovelace"'
    assert said.data["requests"] == {"jira": 4}  # whose account the token is, two names, one key


def test_data_center_tells_who_is_not_in_the_group(server: Desk) -> None:
    """Fifty a request; a deactivated member is told, and is no stranger."""
    server.world.group("learners", *(f"p{n}" for n in range(120)))
    server.world.user("p0").active = False
    server.world.user("bo")
    people = "".join(f'[[people]]\nid = "p{n}"\nname = "P"\njira = "p{n}"\n' for n in range(120))
    said = server.check(f'{people}{BO}jira = "bo"\n', more=GROUP)
    assert said.code == 0
    assert said.told == [
        ("p0", True, "p0 was suspended or deactivated"),
        ("bo", True, "bo is not in learners"),
    ]
    assert said.data["requests"] == {"jira": 5}  # three pages, whose the token is, bo


def test_a_group_that_cannot_be_seen_is_one_line(cloud: Desk) -> None:
    """Unknown, or no permission to look: 1, with both mends."""
    for forbid in (False, True):
        if forbid:
            cloud.world.group("learners", "ada")
            cloud.world.permit("USER_PICKER", "nobody")
        said = cloud.check(ADA, more=GROUP)
        assert (said.code, said.told[-1][:2]) == (1, ("reading", False))
        assert "check `group` in the configuration" in said.told[-1][2]
        assert "Browse users and groups" in said.told[-1][2]


def test_a_server_that_breaks_says_nothing_of_people(server: Desk) -> None:
    """Half an answer is none: no account is called nobody's because a request failed."""
    server.world.user("ada")
    one = lambda _method, path, _n: path.endswith("/user")  # noqa: E731
    server.world.faults.append(JiraFault("403", one, times=50))
    said = server.check(f'{ADA}jira = "ada"\n')
    assert said.code == 1
    assert [x[0] for x in said.told] == ["reading"]
