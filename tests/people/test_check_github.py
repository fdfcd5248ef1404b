"""`ilosync people check` over a GitHub on loopback."""

from __future__ import annotations

import tomllib

import pytest

from .conftest import ADA, BO, Hub

TEAM = 'team = "acme/learners"\n'


def test_where_both_agree_there_is_nothing_to_mend(hub: Hub) -> None:
    """Everybody in the team and in the file, by account: one request, one calm line, and 0."""
    hub.world.team("acme/learners", "ada-l", "bo-b")
    numbers = [hub.number(x) for x in ("ada-l", "bo-b")]
    people = f'{ADA}github = "Ada-L"\ngithub_id = {numbers[0]}\n'
    people += f'{BO}github = "bo-b"\ngithub_id = {numbers[1]}\n'
    said = hub.check(people, more=TEAM)
    assert said.code == 0
    assert said.told == [("accounts", True, "people.toml and this tracker agree")]
    assert said.data["lasting_ids"] == []
    assert said.data["requests"] == {"github": 1} == {"github": len(hub.world.asked)}


def test_who_joined_is_named_with_the_lines_to_add(hub: Hub) -> None:
    """Who is in the team and in nobody's lines: the login, and a table that the file takes."""
    hub.world.team("acme/learners", "ada-l", "Zoe_Z", "Ada")
    said = hub.check(f'{ADA}github = "ada-l"\n', more=TEAM)
    joined = [x for x in said.data["remarks"] if x["lines"]]
    assert said.code == 0
    assert [x["about"] for x in joined] == ["zoe_z", "ada"]
    assert [x["ok"] for x in joined] == [True, True]
    tables = "\n".join(line for x in joined for line in x["lines"])
    zoe, ada = tomllib.loads(tables)["people"]
    assert zoe == {
        "id": "zoe-z", "name": "Zoe_Z", "github": "zoe_z", "github_id": hub.number("Zoe_Z"),
    }  # fmt: skip
    assert ada["id"] == "ada-2", "the id of another person is not proposed"
    again = hub.check(f'{ADA}github = "ada-l"\n{tables}\n', more=TEAM)
    assert again.told == [("accounts", True, "people.toml and this tracker agree")]


def test_nobody_is_taken_for_another_by_their_name(hub: Hub) -> None:
    """An account called like somebody in the file is a stranger until the file says whose it is."""
    hub.world.team("acme/learners", "ada")
    said = hub.check(ADA, more=TEAM)
    assert [x[0] for x in said.told] == ["accounts", "ada"]
    assert "no account on any tracker: ada" in said.told[0][2]
    assert "in nobody's lines" in said.told[1][2]


def test_who_left_and_who_is_missing_in_the_team(hub: Hub) -> None:
    """A leaver who is still in the team, and somebody here whom the team lacks; nobody else."""
    hub.world.team("acme/learners", "ada-l")
    for login in ("bo-b", "cy-c", "di-d"):
        hub.world.user(login)
    people = f'{ADA}github = "ada-l"\nend = 2020-01-31\n{BO}github = "bo-b"\n'
    people += '[[people]]\nid = "cy"\nname = "C"\ngithub = "cy-c"\nkind = "contractor"\n'
    people += '[[people]]\nid = "di"\nname = "D"\ngithub = "di-d"\nend = 2020-01-31\n'
    said = hub.check(people, more=TEAM)
    assert said.code == 0
    assert said.told == [
        ("ada", True, "left on 2020-01-31, and is in acme/learners"),
        ("bo", True, "bo-b is not in acme/learners"),
    ]


def test_a_new_login_is_noticed_by_the_number(hub: Hub) -> None:
    """With the number noted the new login is named, in the team or not; the stranger is no one."""
    number = hub.number("ada-l")
    hub.world.rename_user("ada-l", "ada-lovelace")
    people = f'{ADA}github = "ada-l"\ngithub_id = {number}\n'
    said = hub.check(people)
    assert said.code == 1
    assert said.told == [("ada", False, "ada-l is called ada-lovelace by now")]
    assert said.data["remarks"][0]["mend"] == 'write github = "ada-lovelace"'
    assert hub.world.count("GET", f"/user/{number}") == 1

    hub.world.team("acme/learners", "ada-lovelace")
    said = hub.check(people, more=TEAM)
    assert said.told == [("ada", False, "ada-l is called ada-lovelace by now")]
    assert hub.world.count("GET", f"/user/{number}") == 1, "the team told it"


def test_a_login_that_somebody_else_took_is_not_theirs(hub: Hub) -> None:
    """The old name in other hands: said, with the new name, or that there is none any more."""
    number = hub.number("ada-l")
    hub.world.rename_user("ada-l", "ada-lovelace")
    hub.world.user("ada-l").id = 99
    people = f'{ADA}github = "ada-l"\ngithub_id = {number}\n'
    ((about, ok, says),) = hub.check(people).told
    assert (about, ok) == ("ada", False)
    assert says == "ada-l is called ada-lovelace by now; somebody else has the old name"
    hub.world.delete_user("ada-lovelace")
    said = hub.check(people)
    assert said.told == [("ada", False, "ada-l is somebody else by now")]
    assert "the account has 99" in said.data["remarks"][0]["mend"]


def test_accounts_that_are_nobodys_or_no_persons(hub: Hub) -> None:
    """Unknown and suspended ones are nobody's; bots and organizations are named as such."""
    hub.world.user("cy-c").suspended = True
    hub.world.user("dependabot[bot]")
    people = f'{ADA}github = "ada-l"\n{BO}github = "acme"\n'
    for n, login in enumerate(("cy-c", "dependabot[bot]")):
        people += f'[[people]]\nid = "x{n}"\nname = "X"\ngithub = "{login}"\n'
    people += '[[people]]\nid = "us"\nname = "Us"\ngithub = "ilosync[bot]"\nkind = "bot"\n'
    said = hub.check(people)
    assert said.code == 1
    assert said.told == [
        ("ada", False, "ada-l is nobody"),
        ("bo", True, "acme is an organization's"),
        ("x0", False, "cy-c is nobody"),
        ("x1", True, "dependabot[bot] is a bot"),
    ]
    assert said.data["requests"] == {"github": 5}


def test_an_enterprise_server_tells_who_is_suspended(hub: Hub) -> None:
    """There a suspended account is no stranger, and may have left."""
    hub.world.user("ada-l").suspended = True
    hub.url += "/api/v3"
    said = hub.check(f'{ADA}github = "ada-l"\ngithub_id = {hub.number("ada-l")}\n')
    assert (said.code, said.told) == (0, [("ada", True, "ada-l was suspended or deactivated")])


def test_numbers_are_noted_only_with_write(hub: Hub) -> None:
    """`--write` puts each number below its login and changes nothing else; without, it is told."""
    hub.world.user("ada-l"), hub.world.user("bo-b")
    people = f'# us\n{ADA}github = "ada-l"  # since March\nteam = "x"\n\n# him\n{BO}github="bo-b"'
    said = hub.check(people, "")
    assert "To add (--write does), so that a new login is noticed:" in said.out
    assert f"ada: github_id = {hub.number('ada-l')}" in said.out
    assert hub.types.people.read_text() == people
    said = hub.check(people, "--write", "--json")
    assert said.data["written"] is True
    ada, bo = (f"\ngithub_id = {hub.number(x)}" for x in ("ada-l", "bo-b"))
    wanted = people.replace("since March", f"since March{ada}") + bo
    assert hub.types.people.read_text() == wanted
    assert hub.check(wanted).data["lasting_ids"] == []


def test_a_long_team_is_read_to_its_end(hub: Hub) -> None:
    """A hundred a request: 250 members are three, and no other request for those in the file."""
    logins = [f"p{n}-x" for n in range(250)]
    hub.world.team("acme/learners", *logins)
    people = "".join(
        f'[[people]]\nid = "p{n}"\nname = "P"\ngithub = "p{n}-x"\n' for n in range(249)
    )
    said = hub.check(people, more=TEAM)
    assert [x[0] for x in said.told] == ["p249-x"]
    assert said.data["requests"] == {"github": 3}
    assert len(said.data["lasting_ids"]) == 249


def test_a_team_that_cannot_be_seen_is_one_line(hub: Hub) -> None:
    """It ends with 1, the setting and the permission, and says nothing of any person."""
    said = hub.check(f'{ADA}github = "ada-l"\n', more='team = "acme/nobody"\n')
    ((about, ok, says),) = said.told
    assert (said.code, about, ok) == (1, "reading", False)
    assert says.startswith("there is no team acme/nobody that this token can see: check `team`")


def test_a_wrong_token_is_one_line(hub: Hub) -> None:
    """The variable to set is named; the team is not blamed."""
    hub.world.tokens.clear()
    said = hub.check(ADA + 'github = "ada-l"\n', more=TEAM)
    assert (said.code, len(said.told)) == (1, 1)
    assert "set ILOSYNC_TRACKERS__GITHUB__TOKEN" in said.told[0][2]


def test_two_trackers_are_asked_each_by_itself(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not answer is told; what the other says stands, and accounts are not mixed."""
    monkeypatch.setenv("ILOSYNC_TRACKERS__OTHER__TOKEN", "sandbox-token")
    hub.world.team("acme/learners", "zoe-z")
    hub.world.user("ada-l")
    more = f'{TEAM}[trackers.other]\nkind = "github"\nrepositories = ["b/c"]\nurl = "{hub.url}"\n'
    more += 'team = "acme/nobody"\n'
    said = hub.check(f'{ADA}github = "ada-l"\nother = "ada_o"\n', more=more)
    found = [(x["tracker"], x["about"]) for x in said.data["remarks"]]
    assert said.code == 1
    assert found == [("github", "zoe-z"), ("github", "ada"), ("other", "reading")]
    lines = said.data["remarks"][0]["lines"]
    assert 'github = "zoe-z"' in lines, "of two GitHubs each has the key of its own name"
    assert said.data["requests"] == {"github": 2, "other": 1}


def test_no_login_is_asked_for_before_the_first_request(hub: Hub) -> None:
    """Without a token nothing is asked, and the variable is named."""
    said = hub.check(ADA, more='[trackers.other]\nkind = "github"\nrepositories = ["b/c"]\n')
    assert said.error.startswith("The configuration does not hold: tracker other: no way to log in")
    assert hub.world.asked == []


def test_people_read_it_too(hub: Hub) -> None:
    """Without --json: a part for each tracker, the table to copy, and the requests it took."""
    hub.world.team("acme/learners", "zoe-z")
    hub.world.user("ada-l")
    said = hub.check(f'{ADA}github = "ada-l"\n', "", more=TEAM)
    assert said.code == 0
    assert '\n[[people]]\nid = "zoe-z"\nname = "zoe-z"\ngithub = "zoe-z"\n' in said.out
    assert said.out.endswith("github: 2 requests\n")
