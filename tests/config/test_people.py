"""What the people file may say, and what is said of its mistakes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ilosync.core.model import Kind, Person, Span
from ilosync.people.accounts import Written
from ilosync.people.file import accounts_of, load_people, read_people

from .conftest import Says, complaint

BERLIN = ZoneInfo("Europe/Berlin")
GITHUB = {"github": "github"}
GRACE = '[[people]]\nid = "grace"\nname = "Grace"\n'
ADA = '[[people]]\nid = "ada"\nname = "Ada"\n'
MO = '[[people]]\nid = "mo"\nname = "Mo"\n'


def _load(folder: Path, text: str, trackers: dict[str, str] | None = None) -> tuple[Person, ...]:
    path = folder / "people.toml"
    path.write_text(text, encoding="utf-8")
    return load_people(path, GITHUB if trackers is None else trackers, BERLIN)


def test_all_that_is_written_arrives(folder: Path) -> None:
    """Each key of a person becomes what the core knows of them."""
    text = (
        GRACE
        + ADA
        + (
            'pronouns = "she/her"\ngithub = "@Ada-L"\nsupervisor = "grace"\nteam = "platform"\n'
            'start = 2026-03-02\nend = 2027-03-01\ntime_zone = "Asia/Tokyo"\nholidays = "DE-BE"\n'
            "away = [{ from = 2026-12-21, to = 2027-01-03 }, { from = 2027-02-01 }]\n"
            'kind = "contractor"\nin_scope = true\nweekend = ["Fri", "saturday"]\n'
            "quiet_until = 2026-05-01\n"
        )
    )
    ada = _load(folder, text)[1]
    assert ada == Person(
        id=ada.id,
        name="Ada",
        accounts=ada.accounts,
        supervisor=ada.supervisor,
        start=date(2026, 3, 2),
        end=date(2027, 3, 1),
        team="platform",
        kind=Kind.CONTRACTOR,
        opted_in=True,
        time_zone=ZoneInfo("Asia/Tokyo"),
        weekend=frozenset({4, 5}),
        away=(Span(date(2026, 12, 21), date(2027, 1, 3)), Span(date(2027, 2, 1))),
        quiet_until=date(2026, 5, 1),
    )
    assert (ada.id, ada.supervisor, ada.accounts) == ("ada", "grace", {"github": "ada-l"})
    assert date(2027, 3, 8) in ada.holidays  # Women's Day, in Berlin only
    assert date(2027, 3, 9) not in ada.holidays


def test_little_is_needed(folder: Path) -> None:
    """An id and a name are enough; the rest has quiet defaults, and the organisation's zone."""
    (ada,) = _load(folder, ADA)
    assert ada == Person(id=ada.id, name="Ada", time_zone=BERLIN)


def test_nobody_is_fine(folder: Path) -> None:
    """A file without people is no mistake."""
    assert _load(folder, "# soon\n") == ()


def test_lead_is_another_word_for_supervisor(folder: Path) -> None:
    """Who writes lead gets a supervisor."""
    assert _load(folder, GRACE + ADA + 'lead = "grace"\n')[1].supervisor == "grace"


def test_a_kind_speaks_for_all_its_trackers_and_a_name_for_its_own(folder: Path) -> None:
    """`github` is the login on each GitHub; a key named after one tracker wins there."""
    trackers = {"oss": "github", "work": "github"}
    (ada,) = _load(folder, ADA + 'github = "ada-l"\nwork = "ada_acme"\n', trackers)
    assert ada.accounts == {"oss": "ada-l", "work": "ada_acme"}


def test_accounts_of_trackers_to_come_are_kept_back(folder: Path) -> None:
    """A Jira account may stand in the file before ilosync speaks to Jira."""
    (ada,) = _load(folder, ADA + 'jira = "5b10ac8d82e05b22cc7d4ef5"\n')
    assert ada.accounts == {}


def test_who_helps_arrives(folder: Path) -> None:
    """Mentors, who is at hand and Plan B, and the days of two talks, each where it belongs."""
    text = (
        GRACE
        + MO
        + ADA
        + 'supervisor = "grace"\nsupervisor_since = 2026-03-02\nmentors = ["mo", "grace"]\n'
        'outside_mentor = true\nat_hand = "mo"\nplan_b = "grace"\nheads_up = 2026-04-01\n'
    )
    grace, _, ada = _load(folder, text)
    assert (ada.mentors, ada.outside_mentor) == (("mo", "grace"), True)
    assert (ada.at_hand, ada.plan_b) == ("mo", "grace")
    assert (ada.supervisor_since, ada.heads_up) == (date(2026, 3, 2), date(2026, 4, 1))
    assert (grace.mentors, grace.outside_mentor, grace.heads_up) == ((), False, None)


def test_what_is_a_matter_of_people_is_no_mistake(folder: Path) -> None:
    """Peers lead each other, juniors mentor seniors, one buddy accompanies many, helpers leave."""
    tables = [
        GRACE + 'supervisor = "mo"\nmentors = ["ada"]\nend = 2026-01-31\n',
        MO + 'supervisor = "grace"\n',
        ADA + 'supervisor = "grace"\nbuddy = "mo"\nplan_b = "mo"\n',
        *(f'[[people]]\nid = "p{n}"\nname = "P"\nbuddy = "mo"\nplan_b = "mo"\n' for n in range(4)),
    ]
    assert len(_load(folder, "".join(tables))) == len(tables)


def test_an_account_keeps_the_id_that_survives_a_new_name(folder: Path) -> None:
    """`github_id` and `jira_id` stand beside the accounts, also beside those of one tracker."""
    path = folder / "people.toml"
    trackers = {"oss": "github", "work": "github", "jira": "jira"}
    path.write_text(
        ADA + 'github = "Ada-L"\ngithub_id = 583231\nwork = "ada_acme"\nwork_id = 7\n'
        'jira = "Ada"\njira_id = "JIRAUSER10100"\n'
    )
    found = accounts_of(read_people(path), trackers)["ada"]
    assert found == {
        "oss": Written("github", "ada-l", "583231"),
        "work": Written("work", "ada_acme", "7"),
        "jira": Written("jira", "ada", "JIRAUSER10100"),
    }
    assert load_people(path, trackers)[0].accounts == {
        "oss": "ada-l",
        "work": "ada_acme",
        "jira": "ada",
    }


def test_part_time_makes_the_rest_a_weekend(folder: Path) -> None:
    """Days that are not worked are not working days."""
    (ada,) = _load(folder, ADA + 'working_days = ["Monday", "tue", "Wed"]\n')
    assert ada.weekend == {3, 4, 5, 6}


def test_a_mark_of_windows_editors_does_no_harm(folder: Path) -> None:
    """A file with a byte order mark and Windows line ends is read like any other."""
    path = folder / "people.toml"
    path.write_bytes(b"\xef\xbb\xbf" + ADA.replace("\n", "\r\n").encode())
    assert load_people(path, GITHUB)[0].name == "Ada"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ADA + 'buddi = "x"', '4: unknown key "buddi"; did you mean "buddy"?'),
        (ADA + 'githab = "x"', '4: unknown key "githab"; did you mean "github"?'),
        ('[[poeple]]\nid="x"', '1: unknown key "poeple"; did you mean "people"?'),
        (
            '[people]\nid = "ada"',
            "1: people must be a list of tables; write [[people]] above each person",
        ),
        ('[[people]]\nid = "ada"', '1: name is missing; add name = "Ada"'),
        ('[[people]]\nname = "Ada"', '1: id is missing; add id = "ada"'),
        (
            ADA + "team = 3",
            '4: team must be text in "quotes"; write it such as team = "platform"',
        ),
        (
            ADA + 'start = "2026-03-02"',
            "4: start must be a date, without quotes; write it such as start = 2026-03-02",
        ),
        (
            ADA + "start = 2026-03-02T09:00:00",
            "4: start must be a date, without quotes; write it such as start = 2026-03-02",
        ),
        (
            ADA + "in_scope = 1",
            "4: in_scope must be true or false, without quotes; write it such as in_scope = true",
        ),
        (
            '[[people]]\nid = "Ada L"\nname = "Ada"',
            (
                '2: the id "Ada L" is not a plain short name; '
                "use small letters a to z, digits and single - _ . between them"
            ),
        ),
        (
            '[[people]]\nid = "ada"\nname = ""',
            "3: name must be a line of text; write something between the quotes",
        ),
        (
            GRACE + ADA + 'supervisor = "grase"',
            '7: the supervisor "grase" is nobody in this file; did you mean "grace"?',
        ),
        (
            GRACE + ADA + 'lead = "grase"',
            '7: the lead "grase" is nobody in this file; did you mean "grace"?',
        ),
        (
            ADA + 'buddy = "linus"',
            '4: the buddy "linus" is nobody in this file; add a [[people]] table with that id',
        ),
        (ADA + ADA, '5: two people have the id "ada"; give each their own'),
        (
            GRACE + 'github = "One"\n' + ADA + 'github = "@one"\n',
            '8: "one" on github is the account of grace too; keep it with the one whose it is',
        ),
        (ADA + 'supervisor = "ada"', "4: ada is their own supervisor; name somebody else"),
        (ADA + 'buddy = "ada"', "4: ada is their own buddy; name somebody else"),
        (
            GRACE + ADA + 'supervisor = "grace"\nbuddy = "grace"',
            "8: grace is both supervisor and buddy of ada; choose another buddy together",
        ),
        (
            GRACE + 'supervisor = "mo"\n' + ADA + 'lead = "grace"\n' + MO + 'lead = "ada"',
            (
                "4: supervision goes round in a circle (grace → mo → ada → grace); "
                "take one supervisor out"
            ),
        ),
        (
            GRACE + 'supervisor = "ada"\n' + ADA + 'supervisor = "ada"\nlead = "ada"',
            "9: supervisor and lead are one key; keep one of them",
        ),
        (ADA + 'mentors = ["ada"]', "4: ada is their own mentor; name somebody else"),
        (ADA + 'at_hand = "ada"', "4: ada is their own at-hand person; name somebody else"),
        (ADA + 'plan_b = "ada"', "4: ada is their own Plan B; name somebody else"),
        (
            GRACE + ADA + 'mentors = [\n"grace",\n"grase"]',
            '9: the mentor "grase" is nobody in this file; did you mean "grace"?',
        ),
        (
            GRACE + ADA + 'at_hand = "grcae"',
            '7: the at-hand person "grcae" is nobody in this file; did you mean "grace"?',
        ),
        (
            ADA + 'plan_b = "linus"',
            '4: the Plan B "linus" is nobody in this file; add a [[people]] table with that id',
        ),
        (
            GRACE + ADA + 'mentors = ["grace", "grace"]',
            "7: a mentor is named twice; name each once",
        ),
        (
            ADA + 'mentors = "grace"',
            '4: mentors must be a list in [brackets]; write it such as mentors = ["linus"]',
        ),
        (
            ADA + 'outside_mentor = "Dr. No"',
            (
                "4: outside_mentor must be true or false, without quotes; "
                "write it such as outside_mentor = true"
            ),
        ),
        (
            ADA + "supervisor_since = 2026-03-02",
            "4: supervisor_since needs a supervisor; add one, or remove this line",
        ),
        (
            ADA + 'heads_up = "yes"',
            "4: heads_up must be a date, without quotes; write it such as heads_up = 2026-03-02",
        ),
        (
            ADA + 'github = "ada-l"\ngithub_id = "583231"',
            ("5: github_id must be the account's number, without quotes; `people check` tells it"),
        ),
        (
            ADA + 'jira = "ada-l"\njira_id = 7',
            "5: jira_id must be the account's key, in quotes; `people check` tells it",
        ),
        (
            ADA + "github_id = 583231",
            "4: github_id needs github; add the account as well, or remove this line",
        ),
        (
            GRACE + 'github = "g"\ngithub_id = 7\n' + ADA + 'github = "a"\ngithub_id = 7',
            '10: "7" on github is the id of grace too; keep it with the one whose it is',
        ),
        (ADA + "gihub_id = 7", '4: unknown key "gihub_id"; did you mean "github_id"?'),
        (
            ADA + 'time_zone = "europe/berlin"',
            '4: there is no time zone "europe/berlin"; did you mean "Europe/Berlin"?',
        ),
        (
            ADA + 'time_zone = "Europe"',
            '4: there is no time zone "Europe"; ',
        ),
        (
            ADA + 'time_zone = "../../etc/passwd"',
            '4: there is no time zone "../../etc/passwd"; write a name such as "Europe/Berlin"',
        ),
        (
            ADA + "start = 2026-03-02\nend = 2026-03-01",
            "4: start is after end; correct one of the two dates",
        ),
        (
            ADA + "away = [\n {from = 2026-01-01},\n {from = 2026-03-02, to = 2026-03-01}\n]",
            "6: away ends before it begins; swap from and to",
        ),
        (
            ADA + "away = {from = 2026-01-01}",
            (
                "4: away must be a list in [brackets]; "
                "write it such as away = [{ from = 2026-12-21, to = 2027-01-03 }]"
            ),
        ),
        (
            ADA + "away = [{to = 2026-01-01}]",
            "4: from is missing; add from = 2026-12-21",
        ),
        (
            ADA + 'away = [{from = 2026-01-01, reason = "ill"}]',
            "4: ilosync keeps no reasons for absences; remove this",
        ),
        (
            ADA + "away = [{from = 2026-01-01, til = 2026-01-02}]",
            '4: unknown key "til"; known here: from, to',
        ),
        (
            ADA + 'holidays = "DE-XX"',
            '4: there is no holiday calendar "DE-XX"; write "DE" for the whole country',
        ),
        (
            ADA + 'holidays = "de-be"',
            '4: there is no holiday calendar "de-be"; did you mean "DE-BE"?',
        ),
        (
            ADA + 'holidays = "Berlin"',
            (
                '4: there is no holiday calendar "Berlin"; '
                'write country or country-part, such as "DE" or "DE-BE"'
            ),
        ),
        (
            ADA + 'weekend = ["Sonday"]',
            '4: "Sonday" is no day of the week; did you mean "Sunday"?',
        ),
        (
            ADA + 'weekend = "Sunday"',
            '4: weekend must be a list of days; write it such as ["Saturday", "Sunday"]',
        ),
        (
            ADA + 'weekend = ["Sunday"]\nworking_days = ["Monday"]',
            "4: weekend is the rest of working_days; keep one of them",
        ),
        (
            ADA + "working_days = []",
            "4: no working day is left; name at least one day to work",
        ),
        (
            ADA + 'kind = "employee"',
            '4: kind must be one of "member", "contractor", "external", "bot"; choose one of them',
        ),
        (ADA + 'kind = "bot"\nin_scope = true', "5: a bot is never in scope; remove in_scope"),
        (
            ADA + "in_scope = false",
            '4: members are always in scope; remove in_scope, or write kind = "external"',
        ),
        (
            ADA + 'github = "ada@example.org"',
            (
                '4: "ada@example.org" is no GitHub login; '
                'write the last part of the profile\'s address, such as github = "ada-l"'
            ),
        ),
        (
            ADA + "github = 3",
            '4: github must be text in "quotes"; write it such as github = "ada-l"',
        ),
        (
            ADA + 'jira = "ada@example.org"',
            (
                '4: "ada@example.org" is no Jira account; write the accountId (Cloud) or the '
                'user name (Data Center), such as jira = "5b10ac8d82e05b22cc7d4ef5"'
            ),
        ),
        (ADA + 'jira = "@ada"', '4: "@ada" is no Jira account; write the accountId'),
        (ADA + 'jira = " "', "4: jira is empty; write the account, or remove the line"),
        (
            ADA + "start = 2026-02-30",
            (
                "4: this is not TOML (invalid date or datetime); "
                "write a day of the calendar as 2026-12-31"
            ),
        ),
        (
            ADA + "team = platform",
            (
                '4: this is not TOML (invalid value); put text in "quotes", '
                "and write true, false, numbers and dates without"
            ),
        ),
        (ADA + 'team = "x\n', "4: this is not TOML (illegal character '\\n'); close the quotes"),
    ],
)
def test_a_mistake_is_one_line(people_say: Says, text: str, says: str) -> None:
    """File, line, what is wrong and how to mend it."""
    assert people_say(text).startswith(f"config/people.toml:{says}")


def test_the_first_mistake_of_the_file_is_told(people_say: Says) -> None:
    """Of several mistakes the one nearest to the top is told, whoever finds it."""
    text = GRACE + 'team = 3\ngithub = "?"\n' + ADA + "nonsense = 1\n"
    assert people_say(text).startswith("config/people.toml:4: team must be")
    text = GRACE + 'buddy = "nobody"\n' + ADA + 'buddy = "ada"\n' + ADA
    assert people_say(text).startswith('config/people.toml:4: the buddy "nobody" is nobody')


def test_a_long_circle_is_told_once_from_where_it_is_first_met(people_say: Says) -> None:
    """Who leads into a circle without being part of it is not blamed."""
    chain = [("a", "b"), ("d", "b"), ("c", "d"), ("b", "c")]
    text = "".join(f'[[people]]\nid="{x}"\nname="{x}"\nsupervisor="{y}"\n' for x, y in chain)
    assert people_say(text).startswith(
        "config/people.toml:8: supervision goes round in a circle (d"
    )
    assert "(d → b → c → d)" in people_say(text)


def test_a_missing_file_says_what_belongs_there(folder: Path, people_say: Says) -> None:
    """Who has no people file learns what to copy, and who gave a folder learns that."""
    people_say("x")
    (folder / "people.toml").unlink()
    path = folder / "people.toml"
    assert complaint(lambda: load_people(path, GITHUB), folder) == (
        "config/people.toml: there is no such file; ilosync expects the people here, a [[people]] "
        "table each; copy config/people.toml of the ilosync repository"
    )
    path.mkdir()
    says = complaint(lambda: load_people(path, GITHUB), folder)
    assert says.startswith("config/people.toml: the file cannot be read (is a directory); ")
    path.rmdir()
    path.write_bytes(ADA.encode() + b'team = "\xff"')
    assert complaint(lambda: load_people(path, GITHUB), folder) == (
        "config/people.toml:4: the file is not UTF-8; save it again with the encoding UTF-8"
    )


def test_nothing_a_file_holds_breaks_the_line(people_say: Says) -> None:
    """Line ends and terminal codes in names stay out of the message; long ones are cut."""
    says = people_say(ADA + '"a\\nb\\u001b[31m" = 1')
    assert says.startswith('config/people.toml:4: unknown key "a b [31m"')
    assert len(people_say(ADA + f'time_zone = "{"x" * 5000}"')) < 200
