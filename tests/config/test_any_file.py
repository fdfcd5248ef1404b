"""Any people file arrives as written, and damage never does more than an error of one line."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ilosync.core.model import Account, Kind, Person, PersonId, Span
from ilosync.errors import BadConfig
from ilosync.people.file import load_people
from ilosync.people.row import WEEK
from ilosync.settings import load, load_all

EXAMPLES = Path(__file__).parents[2] / "config"
TRACKERS = {"oss": "github", "work": "github"}
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
TEXT = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)
ZONES = st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "America/St_Johns"])


@st.composite
def persons(draw: st.DrawFn, number: int) -> Person:
    """Draw somebody whose supervisor and buddy stand before them in the file."""
    kind = draw(st.sampled_from(Kind))
    start = draw(st.none() | DAYS)
    led, accompanied = draw(st.booleans()), draw(st.booleans())
    helpers = draw(st.permutations([PersonId(f"p{n}") for n in range(number)]))
    away = [
        Span(first, None if length is None else first + timedelta(length))
        for first, length in draw(
            st.lists(st.tuples(DAYS, st.none() | st.integers(0, 60)), max_size=3)
        )
    ]
    return Person(
        id=PersonId(f"p{number}"),
        name=draw(TEXT),
        accounts={
            name: Account(f"{name}-{number}")
            for name in draw(st.sets(st.sampled_from(sorted(TRACKERS))))
        },
        supervisor=helpers[0] if helpers and led else None,
        buddy=helpers[1] if len(helpers) > 1 and accompanied else None,
        start=start,
        end=None if start is None else draw(st.none() | st.just(start + timedelta(90))),
        team=draw(st.none() | TEXT),
        kind=kind,
        opted_in=kind not in (Kind.MEMBER, Kind.BOT) and draw(st.booleans()),
        time_zone=ZoneInfo(draw(ZONES)),
        weekend=draw(st.frozensets(st.integers(0, 6), max_size=6)),
        away=tuple(away),
        quiet_until=draw(st.none() | DAYS),
        mentors=tuple(helpers[: draw(st.integers(0, 3))]),
        outside_mentor=draw(st.booleans()),
        at_hand=draw(st.sampled_from([None, *helpers])),
        plan_b=draw(st.sampled_from([None, *helpers])),
        supervisor_since=draw(st.none() | DAYS) if helpers and led else None,
        heads_up=draw(st.none() | DAYS),
    )


@st.composite
def teams(draw: st.DrawFn) -> tuple[Person, ...]:
    """Draw a few people who fit together."""
    return tuple(draw(persons(n)) for n in range(draw(st.integers(0, 5))))


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _written(person: Person) -> str:
    """Write somebody as a people team would."""
    days = ", ".join(_text(WEEK[n].title()) for n in sorted(person.weekend))
    away = ", ".join(
        f"{{ from = {x.first}{f', to = {x.last}' if x.last else ''} }}" for x in person.away
    )
    lines = {
        "id": _text(person.id),
        "name": _text(person.name),
        **{tracker: _text("@" + login.upper()) for tracker, login in person.accounts.items()},
        "supervisor": person.supervisor and _text(person.supervisor),
        "buddy": person.buddy and _text(person.buddy),
        "start": person.start,
        "end": person.end,
        "team": person.team and _text(person.team),
        "kind": _text(person.kind),
        "in_scope": "true" if person.opted_in else None,
        "time_zone": _text(str(person.time_zone)),
        "weekend": f"[{days}]",
        "away": f"[{away}]",
        "quiet_until": person.quiet_until,
        "mentors": f"[{', '.join(map(_text, person.mentors))}]" if person.mentors else None,
        "outside_mentor": "true" if person.outside_mentor else None,
        "at_hand": person.at_hand and _text(person.at_hand),
        "plan_b": person.plan_b and _text(person.plan_b),
        "supervisor_since": person.supervisor_since,
        "heads_up": person.heads_up,
    }
    return "[[people]]\n" + "".join(f"{k} = {v}\n" for k, v in lines.items() if v is not None)


@settings(deadline=None)
@given(teams())
def test_any_team_arrives_as_it_was_written(team: tuple[Person, ...]) -> None:
    """What a people team writes is exactly what the core reads."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.toml"
        path.write_text("\n".join(_written(x) for x in team), encoding="utf-8")
        read = load_people(path, TRACKERS)
    assert read == team
    assert [replace(x, holidays=frozenset()) for x in read] == list(team)


DAMAGE = st.tuples(
    st.integers(0, 10_000),
    st.sampled_from(["drop", "put", "swap"]),
    st.sampled_from("[]{}\"'=,.#\n\r\t\\ -_0aZ\0\x7f\u2028é€") | st.characters(codec="utf-8"),
)


@settings(max_examples=300, deadline=None)  # the first reads the calendars
@given(st.sampled_from(["ilosync.toml", "people.toml"]), DAMAGE)
def test_a_damaged_file_never_half_works(name: str, damage: tuple[int, str, str]) -> None:
    """One character too many, too few or wrong: the files load, or one line says why not."""
    at, how, character = damage
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for file in ("ilosync.toml", "people.toml"):
            text = (EXAMPLES / file).read_text(encoding="utf-8")
            text = "".join(x for x in text.splitlines(keepends=True) if x[0] != "#")
            if file == name:
                here = at % len(text)
                rest = text[here + (how != "put") :]
                text = text[:here] + ("" if how == "drop" else character) + rest
            (folder / file).write_bytes(text.encode())
        try:
            load_all(folder, {})
        except BadConfig as error:
            assert "\n" not in str(error)  # noqa: PT017
            assert error.detail.startswith(str(folder))  # noqa: PT017


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reading(raw: bytes) -> None:
    """Whatever lies where the settings should be, there is an answer in one line."""
    with tempfile.TemporaryDirectory() as folder, suppress(BadConfig):
        (Path(folder) / "ilosync.toml").write_bytes(raw)
        load(Path(folder), {})
