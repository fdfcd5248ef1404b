"""The files we ship to copy from work, and leave nothing out."""

from __future__ import annotations

import re
from pathlib import Path

from ilosync.people.file import PERSON_KEYS
from ilosync.plain_words import fields
from ilosync.settings import Settings, load_all
from ilosync.settings_tables import MESSAGE_SECRETS
from ilosync.tracker_settings import SECRETS, GitHub, Jira

EXAMPLES = Path(__file__).parents[2] / "config"
PEOPLE, POLICY = (EXAMPLES / "people.toml").read_text(), (EXAMPLES / "ilosync.toml").read_text()


def test_the_examples_work_and_do_not_speak() -> None:
    """Who copies both files has something that runs, and that writes nothing yet."""
    settings, people = load_all(EXAMPLES, {})
    assert settings.speak is False
    assert settings.charter is None
    assert [x.id for x in people] == ["grace", "linus", "ada", "mo", "robin"]


def test_every_setting_is_in_the_example() -> None:
    """The example is the reference: each key stands in it, at its built-in value."""
    written = set(re.findall(r"^(?:# )?(\w+) = ", POLICY, re.MULTILINE))
    tables = set(re.findall(r"^(?:# )?\[([\w.]+)\]", POLICY, re.MULTILINE))
    for key, field in fields(Settings).items():
        model = field.annotation
        if key in tables and isinstance(model, type):
            assert written >= set(fields(model)) - SECRETS - MESSAGE_SECRETS, key
    assert written | tables | {"trackers"} >= set(fields(Settings))
    assert written >= (set(fields(GitHub)) | set(fields(Jira))) - SECRETS
    ours = {"since", "time_zone", "trackers", "report"}
    shown = load_all(EXAMPLES, {})[0].model_dump(exclude=ours)
    assert shown == Settings().model_dump(exclude=ours)


def test_every_key_of_a_person_is_in_the_example() -> None:
    """Who reads the people file learns all that can be said of somebody."""
    for key in PERSON_KEYS:
        assert re.search(rf"\b{key}\b", PEOPLE), key
