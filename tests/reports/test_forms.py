"""The report's forms: the same in each, safe to open, private where it names, for programs too."""

from __future__ import annotations

import csv
import json
import re
import stat
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from ilosync.core.model import PersonId
from ilosync.core.policy import Policy
from ilosync.core.report import Night, Report
from ilosync.reports.charts import drawing
from ilosync.reports.write import FORMATS, render, render_desk, render_mine, write

from .coop import NOW, House, house, ilo, people

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8")
)
CASES = {
    "nobody": house(0),
    "one": house(1),
    "a team of two": house(2),
    "five": house(5),
    "forty": house(40),
    "in words": house(40, policy=Policy()),
    "half read": house(40, unread=True),
}


def season(weeks: int = 8) -> Report:
    """A report of a co-op of sixty after some weeks, one of which was never counted."""
    history: tuple[Night, ...] = ()
    value = house(60).report()
    for week in range(weeks):
        if week != 3:
            each = House(house(60, seed=week).snapshot, now=NOW + timedelta(weeks=week))
            value = each.report(history)
            history = (*history, value.tonight)
    return value


# --- the same in each ------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_json_keeps_to_its_schema(case: str):
    """Both documents are what docs/report.schema.json says, on every kind of night."""
    value = CASES[case].report()
    for face in ("promises", "todo"):
        Draft202012Validator(SCHEMA).validate(json.loads(render(value, face, "json")))


def test_the_schema_refuses_a_number_that_is_held_back():
    """A document that hides a metric and yet tells its value is none."""
    found = json.loads(render(CASES["in words"].report(), "promises", "json"))
    found["metrics"][0]["value"] = 35

    assert not Draft202012Validator(SCHEMA).is_valid(found)


@pytest.mark.parametrize("case", CASES)
def test_every_form_tells_the_same_numbers(case: str):
    """The table has the document's numbers; the pages have no number that it has not."""
    value = CASES[case].report()
    found = json.loads(render(value, "promises", "json"))
    numbers = [
        (m["id"], str(m.get("value", "")), str(m.get("n", "")), "yes" if m["suppressed"] else "no")
        for m in found["metrics"]
    ]
    rows = [*csv.DictReader(StringIO(render(value, "promises", "csv")))]
    known = {x for _, *pair, _ in numbers for x in pair}
    known |= {
        str(p[x]) for m in found["metrics"] for p in m.get("parts", ()) for x in p if x in "valuen"
    }
    known |= set(re.findall(r"usually for (\d+) weeks", str(found))) | {"90"}  # days of look backs

    assert [
        (r["metric"], r["value"], r["n"], r["suppressed"]) for r in rows if not r["group"]
    ] == numbers
    for metric in found["metrics"]:
        assert set(re.findall(r"\d+", metric["words"])) <= known, metric
        for form in ("html", "md"):
            page = render(value, "promises", form)
            assert not metric["words"] or metric["words"].split(";")[0] in page.replace("\\", "")


def test_numbers_are_to_the_nearest_five():
    """No count of people in Promises is anything else, but where the whole group is smaller."""
    found = json.loads(render(house(400).report(), "promises", "json"))
    counts = {m["id"]: m for m in found["metrics"] if m["id"] != "teams" and not m["suppressed"]}

    assert len(counts) > 5
    for metric in counts.values():
        for part in metric["parts"]:
            assert part["value"] % 5 == 0 or part["value"] == part.get("n"), part


# --- nothing said that is not so ---------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "md"])
def test_where_little_was_read_nothing_is_said_to_be_none(form: str):
    """A partial night says nowhere that somebody has nothing planned, only what was read."""
    value, whole = house(40, unread=True).report(), house(1).report()
    said = [render_mine(value, m, form) for m in value.mine if not m.coming]

    assert said
    assert not any("Nothing with you" in x for x in said)
    assert all("Nothing in what could be read" in x for x in said)
    assert "Nothing in what could be read" not in render_mine(whole, whole.mine[0], form)


@pytest.mark.parametrize("form", ["html", "md"])
def test_how_numbers_are_made_stands_only_beside_numbers(form: str):
    """Of too few people Promises says that, and not how it counted them."""
    few, many = (render(house(n).report(), "promises", form) for n in (1, 40))

    assert "too few of us" in few
    assert "to the nearest five" not in few
    assert "too few of us" not in many
    assert "to the nearest five" in many


def test_to_do_says_nothing_twice():
    """A promise is named below what is owed where it says more than that."""
    value = house(80).report()
    page = _Page(render(value, "todo", "html"))
    same = {d.promise for d in value.todo if d.promise.lower() == d.what.lower()}
    more = {d.promise for d in value.todo} - same

    assert same
    assert more
    assert not [x for x in same if x in page.text]
    assert all(x in page.text for x in more)


# --- safe to open ----------------------------------------------------------------------------


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def named(name: str, title: str) -> House:
    everybody = (replace(people(2)[0], name=name), people(2)[1])
    ticket = replace(ilo(1, 1), title=title)
    return House(replace(house(2).snapshot, people=everybody, tickets=(ticket, ilo(0, 2))))


def pages(value: Report, form: str) -> list[str]:
    found = [render(value, face, form) for face in ("promises", "todo")]
    found += [render_desk(value, d, form) for d in value.desks]
    return found + [render_mine(value, m, form) for m in value.mine]


NASTY = st.one_of(
    st.text(min_size=1, max_size=40).filter(lambda x: bool(x.split())),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "[a](javascript:alert(1))",
            "| a | b |\n| --- | --- |",
            "نور\N{RIGHT-TO-LEFT OVERRIDE} cba",
            "👩🏽‍🔬 Zoë",
            "=HYPERLINK(1)",
            "- - [ ] # `x`",
        ]
    ),
)


@given(NASTY, NASTY)
def test_a_name_and_a_title_are_only_text(name: str, title: str):
    """Names and titles in any script, with anything in them, add no tag to any page."""
    value, plain = named(name, title).report(), named("Ada", "Sew").report()
    for one, other in zip(pages(value, "html"), pages(plain, "html"), strict=True):
        assert _Page(one).tags == _Page(other).tags


@given(NASTY, NASTY)
def test_in_markdown_they_are_only_text_too(name: str, title: str):
    """Read as Markdown, the pages have the same structure whatever the names are."""
    reader = MarkdownIt("commonmark").enable("table")
    value, plain = named(name, title).report(), named("Ada", "Sew").report()
    for one, other in zip(pages(value, "md"), pages(plain, "md"), strict=True):
        assert _structure(reader, one) == _structure(reader, other)


def _structure(reader: MarkdownIt, text: str) -> list[str]:
    found = []
    for token in reader.parse(text):
        found.append(token.type)
        found += [t.type for t in token.children or () if t.type not in ("text", "text_special")]
    return found


@given(NASTY)
def test_in_a_spreadsheet_they_are_no_formula(name: str):
    """Whatever somebody is called, no cell begins as a formula does."""
    rows = csv.reader(StringIO(render(named(name, "Sew").report(), "todo", "csv")))
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row if cell)


def test_only_addresses_of_the_web_are_links():
    """A ticket's address that is anything else is shown as text."""
    ticket = replace(ilo(1, 1), url="javascript:alert(1)")
    value = House(replace(house(2).snapshot, tickets=(ticket,))).report()

    assert not any("javascript:" in x for x in pages(value, "html"))


def test_pages_load_nothing_and_run_nothing():
    """One file each: no script, no address that is fetched, no event."""
    for text in pages(season(), "html"):
        page = _Page(text)
        assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
        names = {name for _, attributes in page.tags for name in attributes}
        assert not {"src", "srcset", "action", "xlink:href"} & names
        assert not [x for x in names if x.startswith("on")]
        assert "url(" not in text
        assert "@import" not in text


# --- charts ----------------------------------------------------------------------------------


def test_charts_are_the_same_to_the_byte_and_stand_alone():
    """No day, no name of a library, no random id; text as text; a name and a description."""
    one, other = ({c.id: drawing(c) for c in season().promises.charts if c.drawn} for _ in range(2))

    assert one == other
    assert {"coverage", "managers", "mentors"} <= set(one)
    for svg in one.values():
        assert svg.count("<title") == svg.count("<desc") == 1
        assert "<text" in svg
        assert not re.search(r"pygal\.|<style|<script|<!--|uuid|#[0-9a-f]{3,6}\b", svg)


def test_without_the_library_the_numbers_stand_in_tables(monkeypatch: pytest.MonkeyPatch):
    """The drawings are an extra; the page is whole without them."""
    monkeypatch.setattr("ilosync.reports.charts.find_spec", lambda _: None)
    text = render(season(), "promises", "html")

    assert "<svg" not in text
    assert "One objective each, as a table" in text


def test_a_gap_is_a_gap_and_few_points_are_no_line():
    """A week that was not counted breaks the line; under four points there is none."""
    coverage = next(c for c in season().promises.charts if c.id == "coverage")
    paths = re.findall(r'<path d="([^"]*)" class="line', drawing(coverage))

    assert coverage.lines[0].values[3] is None
    assert len("".join(paths).split("M")) == 3
    assert not any(c.drawn for c in season(3).promises.charts)
    assert "<svg" not in render(season(3), "promises", "html")


def test_a_change_of_terms_is_marked():
    """Where something else is counted from some week on, the axis and the table say so."""
    first = season(6)
    later = House(
        house(60).snapshot, replace(house(60).policy, min_group=6), NOW + timedelta(weeks=9)
    )
    history = (first.tonight, *_nights(6))
    chart = next(c for c in later.report(history).promises.charts if c.id == "coverage")

    assert chart.changed == (chart.points[-1],)
    assert "*" in drawing(chart)


def test_a_week_has_its_own_label_over_new_year():
    """No label stands under the axis twice, and there are few enough to be read."""
    for chart in season(8).promises.charts:
        if chart.drawn:
            shown = re.findall(r"<text[^>]*>(\d+ \w{3}[^<]*)<", drawing(chart))
            assert len(shown) == len(set(shown)) <= 5
            assert shown[-1] == "11 Jan"


def _nights(weeks: int) -> list[Night]:
    return [
        House(house(60, seed=w).snapshot, now=NOW + timedelta(weeks=w)).report().tonight
        for w in range(weeks)
    ]


def test_every_chart_has_its_numbers_in_a_table():
    """What is drawn can be read: each value of each line, and gaps as such."""
    value = season()
    text = render(value, "promises", "html")
    drawn = [c for c in value.promises.charts if c.drawn]
    cells = re.findall(r"<td>([^<]*)</td>", text)
    wanted = [
        "–" if line.values[n] is None else str(line.values[n])
        for c in drawn
        for n in range(len(c.points))
        for line in c.lines
    ]

    assert cells == wanted


# --- files -----------------------------------------------------------------------------------


def test_what_is_by_name_is_private(tmp_path: Path):
    """Promises are for everybody; all else lies in folders of its own, for its owner alone."""
    value = house(40).report()
    written = write(value, tmp_path)
    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}

    assert [p.relative_to(tmp_path).as_posix() for p in written] == [
        *(f"promises.{form}" for form in FORMATS),
        *(f"named/todo.{form}" for form in FORMATS),
    ]
    assert {f"named/people/{d.person}.html" for d in value.desks} <= found
    assert {f"named/me/{m.person}.html" for m in value.mine} <= found
    for path in (tmp_path / "named").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_who_is_gone_leaves_no_page(tmp_path: Path):
    """A page of whoever is not in the report any more is removed; the others stay."""
    write(house(4).report(), tmp_path)
    write(house(3).report(), tmp_path)

    assert {p.stem for p in (tmp_path / "named" / "me").iterdir()} == {"p0", "p1", "p2"}


def test_markdown_alone_gives_pages_in_markdown(tmp_path: Path):
    """A person's page comes in the first form for reading that was asked for."""
    write(house(4).report(), tmp_path, ("csv", "md"))

    assert {p.suffix for p in (tmp_path / "named" / "me").iterdir()} == {".md"}
    assert not (tmp_path / "promises.html").exists()


def test_an_odd_id_stays_in_its_folder(tmp_path: Path):
    """An id with a slash in it names a file, not a place elsewhere."""
    odd = replace(people(1)[0], id=PersonId("../../x"))
    write(House(replace(house(1).snapshot, people=(odd,))).report(), tmp_path)

    assert [p.name for p in (tmp_path / "named" / "me").iterdir()] == ["..%2F..%2Fx.html"]
