"""What pydantic finds wrong, said in plain words, and the small types both files share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Strict,
    StringConstraints,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from .toml_file import Problem, printable
from .toml_lines import Key


class FromOutside(str):
    """A value of the environment, where everything is text."""

    __slots__ = ()


class Table(BaseModel):
    """A table of the configuration: no unknown keys, no changes, nothing shown in errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def wrong(says: str, *key: str) -> PydanticCustomError:
    """Make the error of a validator: `what is wrong; how to mend it`, at a key below it."""
    return PydanticCustomError("wrong", "{says}", {"says": says, "key": key})


def quoted(value: object) -> str:
    """Show a value in quotes, on one line, not too long."""
    text = printable(str(value))
    return f'"{text[:57]}…"' if len(text) > 60 else f'"{text}"'  # noqa: PLR2004


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the known name that was probably meant, whatever its case."""
    names = {x.casefold(): x for x in known}
    found = get_close_matches(name.casefold()[:80], names, n=1)
    return names[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """Say which known name was probably meant, or else the other mend."""
    near = nearest(name, known)
    return f"did you mean {quoted(near)}?" if near else otherwise


def unknown_key(name: str, known: Iterable[str]) -> str:
    """Say that a key is unknown, and which one was probably meant."""
    names = tuple(known)
    return f"unknown key {quoted(name)}; " + did_you_mean(
        name, names, f"known here: {', '.join(names)}"
    )


def _flag(value: object) -> object:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    return words.get(value.strip().lower(), value) if isinstance(value, FromOutside) else value


def _whole(value: object) -> object:
    if isinstance(value, FromOutside) and re.fullmatch(r"-?[0-9]{1,15}", value.strip()):
        return int(value)
    return value


def _day(value: object) -> object:
    if isinstance(value, FromOutside) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return value
    return value


def _clock(value: object) -> time:
    if isinstance(value, time) and not value.second:
        return value.replace(microsecond=0)
    text = value if isinstance(value, str) else ""
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", text)
    if found is None:
        raise wrong('must be a time of day; write hours and minutes, such as "09:30"')
    return time(int(found[1]), int(found[2]))


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    if not isinstance(value, str):
        raise wrong('must be a time zone; write its name, such as "Europe/Berlin"')
    if value not in _zones():
        mend = did_you_mean(value, _zones(), 'write a name such as "Europe/Berlin"')
        raise wrong(f"there is no time zone {quoted(value)}; {mend}")
    return ZoneInfo(value)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _one_line(value: str) -> str:
    if not printable(value).strip() or printable(value) != value:
        raise wrong("must be a line of text; write something between the quotes")
    return value.strip()


Flag = Annotated[bool, Strict(), BeforeValidator(_flag)]
Whole = Annotated[int, Strict(), BeforeValidator(_whole)]
Day = Annotated[date, Strict(), BeforeValidator(_day)]
Clock = Annotated[time, BeforeValidator(_clock)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Line = Annotated[str, Strict(), StringConstraints(max_length=200), AfterValidator(_one_line)]

_MUST_BE = {
    "bool_type": "true or false, without quotes",
    "int_type": "a whole number, without quotes",
    "string_type": 'text in "quotes"',
    "date_type": "a date, without quotes",
    "tuple_type": "a list in [brackets]",
}


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """List the keys of a table as they are written in the file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def problems(error: ValidationError, model: type[BaseModel]) -> Iterator[Problem]:
    """Say all that is wrong in plain words; no value is shown that could be a secret."""
    for found in error.errors(include_url=False):
        at: Key = tuple(x for x in found["loc"] if x != "[key]")
        context = found.get("ctx", {})
        if found["type"] == "wrong":
            at = (*at, *context["key"])
            yield at, _led_by(_name(at), str(context["says"]))
        else:
            yield at, _says(found["type"], context, at, model, found["input"])


def _led_by(name: str, says: str) -> str:
    return f"{name} {says}" if says.startswith(("must", "is ", "holds")) else says


def _says(  # noqa: PLR0911 - one return for each kind of error
    kind: str, context: Mapping[str, Any], at: Key, model: type[BaseModel], value: object
) -> str:
    name, table = _name(at), _table_at(model, at[:-1])
    examples = getattr(fields(table).get(str(_last(at))), "examples", None) or ()
    example = f"{name} = {examples[0]}" if examples else ""
    each = f"each of {name}" if isinstance(at[-1], int) else name
    such_as = f"write it such as {example}" if example else "compare it with the example"
    match kind:
        case "extra_forbidden":
            return unknown_key(name, fields(table))
        case "missing":
            return f"{name} is missing; add {example or name}"
        case "literal_error":
            choices = re.findall(r"'([^']*)'", str(context["expected"]))
            listed = ", ".join(quoted(x) for x in choices)
            mend = did_you_mean(str(value), choices, "choose one of them")
            return f"{each} must be one of {listed}; {mend}"
        case "greater_than_equal":
            return f"{each} must be at least {context['ge']}; {such_as}"
        case "less_than_equal":
            return f"{each} must be at most {context['le']}; {such_as}"
        case "string_too_long":
            return f"{each} is longer than {context['max_length']} characters; shorten it"
        case "model_type" | "dict_type":
            heading = ".".join(str(x) for x in at if isinstance(x, str))
            return f"{each} must be a table; write [{heading}] and its keys below"
        case _:
            return f"{each} must be {_MUST_BE.get(kind, 'something else')}; {such_as}"


def _last(at: Key) -> str | int:
    return next((x for x in reversed(at) if isinstance(x, str)), "")


def _name(at: Key) -> str:
    return printable(str(_last(at)))


def _table_at(model: type[BaseModel], at: Key) -> type[BaseModel]:
    """Find the model of a table; a tracker's own name is no key and is passed over."""
    for step in at:
        field = fields(model).get(str(step))
        model = (_model_in(field.annotation) if field else None) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for x in get_args(annotation) if (m := _model_in(x))), None)
