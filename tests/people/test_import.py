"""`ilosync people import`: an HR export laid beside the people file."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from .conftest import Said, Types

PEOPLE = """\
# Who is here.

[[people]]   # our first
id = "grace"
name = "Grace"
start = 2020-01-07  # the day it began

# --- the platform team ---
[[people]]
id = "ada"
name = "Ada"
github = "ada-l"
lead = 'grace'   # until the new lead comes
buddy = "mo"
away = [
  { from = 2026-12-21, to = 2027-01-03 },  # holidays
]

[[people]]
id = "mo"
name = "Mo"
supervisor = "grace"
supervisor_since = 2022-09-01
start = 2022-09-01

# nobody below this line
"""
HEAD = "Employee ID,Name,Manager,Start date"
LEFT = f"{HEAD}\ngrace,Grace,,2020-01-07\nada,Ada,grace,\nmo,Mo,grace,2022-09-01\n"


def _run(types: Types, export: str | bytes, *words: str, people: str = PEOPLE) -> Said:
    types.people.write_bytes(people.encode())
    path = types.folder / "export.csv"
    path.write_bytes(export if isinstance(export, bytes) else export.encode())
    return types("import", path, *words)


def _refused(types: Types, export: str | bytes, people: str = PEOPLE) -> str:
    """Why nothing was written, without the folder."""
    said = _run(types, export, "--write", people=people)
    assert (said.code, said.out) == (1, "")
    assert types.people.read_bytes() == people.encode(), "nothing is written"
    assert "\n" not in said.error
    return said.error.replace(f"{types.folder}/", "").partition(": ")[2]


def test_nothing_new_changes_nothing(types: Types) -> None:
    """An export that says what the file says: no difference, no write, 0."""
    said = _run(types, LEFT, "--write", "--json")
    assert said.code == 0
    assert said.data == {
        "added": [], "ending": [], "moved": [], "left_alone": [], "absent": [], "left_before": 0,
        "not_read": [], "remark": "", "diff": "", "written": False,
    }  # fmt: skip
    assert types.people.read_text() == PEOPLE


def test_joiners_leavers_and_other_supervisors(types: Types) -> None:
    """Three changes, and every remark, blank line and order of the file stays."""
    export = (
        "Employee ID;Full name;Line manager;Hire date;Last working day;Department;GitHub login\n"
        'E1042;"Zoë ""Z"" Żółć";mo;02.11.2026;;support;@Zoe-Z\n'
        "ada;Ada;mo;;;;\n"
        "grace;Grace;;07.01.2020;31.12.2026;;\n"
    )
    dry = _run(types, export, "--json", people=PEOPLE.replace('buddy = "mo"', "# no buddy"))
    assert (dry.data["added"], dry.data["ending"]) == (["e1042"], ["grace"])
    assert (dry.data["moved"], dry.data["absent"]) == (["ada"], ["mo"])
    assert dry.data["written"] is False
    before = PEOPLE.replace('buddy = "mo"', "# no buddy")
    assert types.people.read_text() == before

    said = _run(types, export, "--write", people=before)
    today = tomllib.loads(types.people.read_text())["people"][1]["supervisor_since"]
    assert types.people.read_text() == before.replace(
        "2020-01-07  # the day it began\n", "2020-01-07  # the day it began\nend = 2026-12-31\n"
    ).replace(
        "lead = 'grace'   # until the new lead comes\n",
        f'lead = "mo"   # until the new lead comes\nsupervisor_since = {today}\n',
    ) + (
        '\n[[people]]\nid = "e1042"\nname = "Zoë \\"Z\\" Żółć"\ngithub = "zoe-z"\n'
        'supervisor = "mo"\nstart = 2026-11-02\nteam = "support"\n'
    )
    assert isinstance(today, date)
    assert "+end = 2026-12-31" in said.out
    assert "-lead = 'grace'   # until the new lead comes" in said.out
    assert "Not in the export, left as they are: mo." in said.out
    assert said.out.endswith("1 new, 1 leaving, 1 with another supervisor. Written.\n")

    again = _run(types, export, "--write", people=types.people.read_text())
    assert again.out.endswith("0 new, 0 leaving, 0 with another supervisor.\n")


def test_what_a_person_wrote_is_not_written_over(types: Types) -> None:
    """Other names, days and teams are told, with the line of the export; none is changed."""
    people = PEOPLE.replace('"Mo"\n', '"Mo"\nteam = "support"\nend = 2027-03-31\n')
    export = "ID,Name,Manager,Start,End,Team\nmo,Moritz,,2022-10-01,2027-04-30,sales\n"
    said = _run(types, export, "--write", "--json", people=people)
    assert types.people.read_text() == people
    assert said.data["left_alone"] == [
        "mo: end is 2027-03-31 here and 2027-04-30 in the export (line 2)",
        "mo: start is 2022-09-01 here and 2022-10-01 in the export (line 2)",
        'mo: name is "Mo" here and "Moritz" in the export (line 2)',
        'mo: team is "support" here and "sales" in the export (line 2)',
        'mo: supervisor is "grace" here and nothing in the export (line 2)',
    ]
    assert said.data["absent"] == ["grace", "ada"]


POISON = "DO-NOT-READ"


def test_what_ilosync_does_not_want_is_never_read(types: Types) -> None:
    """Such columns are named once; what they hold is in no file, answer or error."""
    unwanted = ["Salary", "Gender", "Birth date", "E-mail", "Pay Grade", "Health insurance"]
    head = f"Employee ID,{','.join(unwanted)},Cost centre,Name"
    row = ",".join([POISON] * 7)
    said = _run(types, f"{head}\nzoe,{row},Zoe\n", "--write")
    assert f"Not wanted, and not read: {', '.join(unwanted)}.\n" in said.out
    assert "Not known here, and not read: Cost centre.\n" in said.out
    assert POISON not in said.out + types.people.read_text()
    for bad in (f"{head}\nzoe,{row}\n", f"{head}\nzo e,{row},Zoe\n", f'{head}\nzoe,{row},"Z"x\n'):
        assert POISON not in _refused(types, bad)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_usual_encodings_and_separators(
    types: Types, encoding: str, separator: str, end: str
) -> None:
    """Names arrive whole; where the encoding had to be assumed, people are asked to look."""
    rows = [["Person_ID", "first name", "LAST NAME"], ["zoe", "Zoë", "Müller"]]
    text = end.join(separator.join(x) for x in rows) + end
    said = _run(types, text.encode(encoding), "--write", "--json")
    assert tomllib.loads(types.people.read_text())["people"][-1]["name"] == "Zoë Müller"
    assert bool(said.data["remark"]) == (encoding == "cp1252")


def test_how_excel_names_its_separator(types: Types) -> None:
    """A first line `sep=;` is no heading, and lines are counted with it."""
    said = _run(types, "sep=;\r\nID;Name\r\nzoe;Zoe\r\n", "--json")
    assert said.data["added"] == ["zoe"]
    error = _refused(types, "sep=;\r\nID;Name;Start\r\nzoe;Zoe;3/4/2026\r\n")
    assert error.startswith('export.csv:3: the start "3/4/2026" could be two different days')


def test_managers_go_by_either_id(types: Types) -> None:
    """With a column of our ids, managers may be named by ours or by the export's own."""
    export = (
        "ilosync ID,Employee number,Name,Reports to\n"
        "grace,1,Grace,1\nada,2,Ada,1\nmo,3,Mo,grace\n,4,Zoe,3\n,5,Li,4\n"
    )
    said = _run(types, export, "--write", "--json")
    people = {x["id"]: x for x in tomllib.loads(types.people.read_text())["people"]}
    assert said.data["added"] == ["4", "5"]
    assert said.data["moved"] == []
    assert (people["4"]["supervisor"], people["5"]["supervisor"]) == ("mo", "4")


def test_those_who_left_long_ago_are_not_brought_back(types: Types) -> None:
    """Rows of people who left before today and are not in the file are counted, not added."""
    export = f"{HEAD},End date\nold,Old,,2001-01-01,2005-12-31\nzoe,Zoe,,,9999-12-31\n"
    said = _run(types, export, "--write", "--json")
    assert (said.data["added"], said.data["left_before"]) == (["zoe"], 1)
    assert "old" not in types.people.read_text()
    assert "end = " not in types.people.read_text()


@pytest.mark.parametrize(
    ("export", "says"),
    [
        ("", "export.csv:1: no heading is known here; the first line must hold the columns'"),
        ("a,b\n1,2\n", "export.csv:1: no heading is known here"),
        ("Name\nZoe\n", "export.csv:1: no column has the ids; add one that is called Employee ID"),
        ("ID,Manager\nz,\n", "export.csv:1: no column has the names; add one that is called Name"),
        (
            "ID,Name,Start date,Hire date\n",
            'export.csv:1: "Start date" and "Hire date" mean the same; keep one of the columns',
        ),
        (f"{HEAD}\n,Zoe,,\n", "export.csv:2: this row has no id; write one"),
        (
            f"{HEAD}\nzoe,Zoe,,\n\nZOE,Zoe,,\n",
            'export.csv:4: "zoe" is the id of line 2 too; keep one of them',
        ),
        (
            "ilosync id,ID,Name\nzoe,7,Z\nli,7,L\n",
            'export.csv:3: "7" is the id of two people; give each their own',
        ),
        (f"{HEAD}\nzo e,Zoe,,\n", 'export.csv:2: the id "zo e" is not a plain short name; '),
        (f"{HEAD}\nzoe,,,\n", "export.csv:2: name must be a line of text"),
        (f'{HEAD}\nzoe,"Zo\ne",,\n', "export.csv:3: name must be a line of text"),
        (f"{HEAD}\nzoe,Zo\x1b[31me,,\n", "export.csv:2: name must be a line of text"),
        (f"{HEAD}\nzoe,{'Z' * 201},,\n", "export.csv:2: name is longer than 200 characters"),
        (
            f"{HEAD}\nzoe,Zoe,Grace Hopper,\n",
            (
                'export.csv:2: the manager "Grace Hopper" is not in people.toml, nor here in this '
                "export; write their id there, as it stands in the id column; names are not guessed"
            ),
        ),
        (
            f"{HEAD},End\nold,Old,,,2005-12-31\nzoe,Zoe,old,,\n",
            'export.csv:3: the manager "old" is not in people.toml, nor here in this export; ',
        ),
        (
            f"{HEAD}\nzoe,Zoe,,04/05/2026\n",
            (
                'export.csv:2: the start "04/05/2026" could be two different days; '
                "write it as 2026-03-31"
            ),
        ),
        (f"{HEAD}\nada,Ada,,46112\n", 'export.csv:2: the start "46112" is a spreadsheet\'s number'),
        (
            f"{HEAD},End\nzoe,Zoe,,2030-03-02,2030-03-01\n",
            "export.csv:2: start is after end; correct one of the two dates",
        ),
        (
            f"{HEAD}\nzoe,Zoe, the first,,\n",
            (
                "export.csv:2: this row has 5 cells and the heading 4; "
                "put text that holds a , in quotes"
            ),
        ),
        (f"{HEAD}\nzoe,Zoe\n", "export.csv:2: this row has 2 cells and the heading 4; "),
        (f'{HEAD}\nzoe,"Zoe,,\n', "export.csv:2: this is no CSV (unexpected end of data); "),
        (f'{HEAD}\nzoe,"Zoe"x,,\n', "export.csv:2: this is no CSV ("),
        (
            "ID,Name,GitHub\nzoe,Zoe,zoe@example.org\n",
            'export.csv:2: "zoe@example.org" is no GitHub login; ',
        ),
        (
            "ID,Name,GitHub\nzoe,Zoe,Ada-L\n",
            (
                'export.csv:2: "ada-l" is the account of ada, and this row is zoe; '
                "add a column ilosync ID with ada in it"
            ),
        ),
        ("ID,Name,Kind\nzoe,Zoe,employee\n", 'export.csv:2: kind must be one of "member", '),
        ("ID,Name,Time zone\nz,Z,CEST+1\n", 'export.csv:2: there is no time zone "CEST+1"'),
        (
            f"{HEAD}\nada,Ada,mo,\n",
            (
                "export.csv: with this export people.toml would not hold; nothing is written. "
                "people.toml:15: mo is both supervisor and buddy of ada"
            ),
        ),
        (
            f"{HEAD}\ngrace,Grace,z,\nz,Z,y,\ny,Y,grace,\n",
            (
                "export.csv: with this export people.toml would not hold; nothing is written. "
                "people.toml:6: supervision goes round in a circle (grace → z → y → grace)"
            ),
        ),
        (b"PK\x03\x04rest", "export.csv: this is a spreadsheet, no CSV; save it as CSV"),
        (b"ID,Name\nz,\0\n", "export.csv: this is no text that ilosync can read; "),
        (HEAD.encode("utf-16-le"), "export.csv: this is no text that ilosync can read; "),
        (b"\xff\xfeI\0D\0", "export.csv:1: no column has the names; "),
        (b"\xff\xfeI\0D\0,", "export.csv: the file is cut short or damaged; "),
        (b"ID,Name\nz,\x81\xff\n", "export.csv: its encoding is not known; "),
    ],
)
def test_bad_input_never_half_works(types: Types, export: str | bytes, says: str) -> None:
    """File, line, what is wrong and how to mend it; good rows before it are not written either."""
    assert _refused(types, export).startswith(says)
    if isinstance(export, str) and export.startswith(HEAD) and "\n" in export:
        head, _, rest = export.partition("\n")
        cells = "," * (head.count(",") - 1)
        _refused(types, f"{head}\nnew,New{cells}\n{rest}")


def test_a_file_that_is_not_there(types: Types) -> None:
    """It is said in one line, as for a folder."""
    for path in (types.folder / "nope.csv", types.folder):
        said = types("import", path)
        assert said.code == 1
        assert f"{path}: the file cannot be read (" in said.error


def test_an_export_of_thousands(types: Types) -> None:
    """4,000 people are read, laid beside the file and written in a few seconds."""
    rows = "".join(f"p{n},P {n},p{n // 7 if n else ''},2026-03-02\n" for n in range(1, 4_000))
    said = _run(types, f"{HEAD}\np0,P 0,,2026-03-02\n{rows}", "--write", "--json")
    assert len(said.data["added"]) == 4_000
    assert len(tomllib.loads(types.people.read_text())["people"]) == 4_003


def test_a_mark_and_line_ends_of_windows_stay(types: Types) -> None:
    """The people file keeps its byte order mark, and new lines end as the others do."""
    people = "\ufeff" + PEOPLE.replace("\n", "\r\n")
    _run(types, f"{HEAD},End\nmo,Mo,,,2027-01-31\nzoe,Zoe,,,\n", "--write", people=people)
    raw = types.people.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf#")
    assert raw.count(b"\n") == raw.count(b"\r\n") == PEOPLE.count("\n") + 5
    assert b"start = 2022-09-01\r\nend = 2027-01-31\r\n" in raw


def test_a_file_that_cannot_be_added_to_is_left_alone(types: Types) -> None:
    """People written as one list have no lines of their own: it is said, and nothing is written."""
    people = 'people = [{ id = "ada", name = "Ada" }]\n'
    for export in (f"{HEAD},End\nada,Ada,,,2027-01-31\n", f"{HEAD}\nzoe,Zoe,,\n"):
        error = _refused(types, export, people=people)
        assert error.startswith("people.toml: it is written in a way that ilosync cannot add to; ")


def test_the_file_is_written_whole_with_its_mode(types: Types, tmp_path: Path) -> None:
    """It keeps its mode and its place behind a link, and nothing else is left in the folder."""
    there = tmp_path / "elsewhere.toml"
    there.write_text(PEOPLE)
    there.chmod(0o640)
    types.people.unlink()
    types.people.symlink_to(there)
    (types.folder / "export.csv").write_text(f"{HEAD}\nzoe,Zoe,,\n")
    said = types("import", types.folder / "export.csv", "--write")
    assert said.code == 0
    assert types.people.is_symlink()
    assert 'id = "zoe"' in there.read_text()
    assert there.stat().st_mode & 0o777 == 0o640
    assert sorted(x.name for x in tmp_path.iterdir()) == ["config", "elsewhere.toml"]
