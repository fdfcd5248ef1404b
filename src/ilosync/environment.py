"""Settings from outside the file: `ILOSYNC_…` variables and the files of a secrets directory.

Variables win over secret files. Both are named alike: `ILOSYNC_TRACKERS__GITHUB__TOKEN`
is the `token` of `[trackers.github]`; in the directory also in small letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource

from .plain_words import FromOutside, nearest
from .toml_file import bad
from .toml_lines import Key

PREFIX = "ILOSYNC_"
SECRETS_DIR = "ILOSYNC_SECRETS_DIR"
_OTHERS = re.compile(r"(port|service)(_.*)?|secrets_dir|config|debug")  # Kubernetes' and our own


@dataclass(frozen=True, slots=True)
class Outside:
    """What variables and secret files say, nested as in the file, and where each is said."""

    data: dict[str, Any]
    places: Mapping[Key, str]

    def place(self, at: Key) -> str | None:
        """Say which variable or secret file gave a value, or None if the file did."""
        words = tuple(str(x) for x in at)
        for length in range(len(words), 0, -1):
            if words[:length] in self.places:
                return self.places[words[:length]]
        return None


def variable(*at: str) -> str:
    """Name the variable of a key: `variable("report", "at")` is `ILOSYNC_REPORT__AT`."""
    return PREFIX + "__".join(at).upper()


def read_outside(settings: type[BaseSettings], environ: Mapping[str, str]) -> Outside:
    """Read variables and secret files; empty ones count as not given.

    Raise `BadConfig` for a variable that is no setting and for a directory that is none.
    """
    values: dict[str, FromOutside] = {}
    places: dict[Key, str] = {}
    for where, names in (("secret file", _files(environ)), ("environment variable", environ)):
        for name, value in names.items():
            key = name.lower().removeprefix(PREFIX.lower())
            if name.lower().startswith(PREFIX.lower()) and value.strip():
                values[key] = FromOutside(value.strip())
                places[tuple(key.split("__"))] = f"{where} {name}"
    known = [field.alias or name for name, field in settings.model_fields.items()]
    for at, place in places.items():
        _refuse_strangers(str(at[0]), len(at) > 1, known, place)
    return Outside(_Nested(settings, values)(), places)


def _files(environ: Mapping[str, str]) -> dict[str, str]:
    folder = environ.get(SECRETS_DIR, "").strip()
    if not folder:
        return {}
    found: dict[str, str] = {}
    name = SECRETS_DIR
    try:
        for path in sorted(Path(folder).iterdir()):
            if path.name.lower().startswith(PREFIX.lower()) and path.is_file():
                name = path.name
                found[name] = path.read_text(encoding="utf-8")
    except OSError as error:
        says = f"cannot be read ({(error.strerror or 'no folder').lower()})"
    except ValueError:
        says = "is not text in UTF-8"
    else:
        return found
    mend = "unset it, or let it name the folder of secrets" if name == SECRETS_DIR else "mend it"
    kind = "environment variable" if name == SECRETS_DIR else "secret file"
    raise bad(f"{kind} {name}", f"what it names {says}; {mend}")


def _refuse_strangers(key: str, nested: bool, known: list[str], place: str) -> None:  # noqa: FBT001
    """Refuse what looks like a misspelt setting; other programs may use our prefix too."""
    near = nearest(key, known)
    if key in known or _OTHERS.fullmatch(key) or not (nested or near):
        return
    mend = f"did you mean {variable(near)}?" if near else f"known are {', '.join(known)}"
    raise bad(place, f"there is no setting of that name; {mend}")


class _Nested(EnvSettingsSource):
    """pydantic-settings' own nesting of names, over values that we hand it."""

    def __init__(self, settings: type[BaseSettings], values: Mapping[str, str]) -> None:
        super().__init__(settings, env_prefix="", env_nested_delimiter="__", case_sensitive=False)
        self.env_vars = values

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:  # noqa: ANN401, ARG002
        """Read JSON where a list or table is wanted; what is none is judged with the rest."""
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
