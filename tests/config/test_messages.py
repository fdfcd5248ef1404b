"""How private messages are configured: secrets from outside alone, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from ilosync.errors import BadConfig
from ilosync.settings import load, load_all
from ilosync.wiring import post_of

from .conftest import TRACKER, Says, complaint

URL, ADA = "ILOSYNC_MESSAGES__URL", "ILOSYNC_MESSAGES__PEOPLE__ADA"
MAIL = "mailto://bot:hidden@mail.example.org?from=ilo@example.org&to={id}@example.org"
PEOPLE = "".join(
    f'[[people]]\nid = "{who}"\nname = "{who.title()}"\ngithub = "{who}"\n'
    for who in ("ada", "bo-x")
)


@pytest.fixture
def configured(folder: Path) -> Path:
    """A tracker, and two people."""
    (folder / "ilosync.toml").write_text(TRACKER)
    (folder / "people.toml").write_text(PEOPLE)
    return folder


def test_addresses_come_from_the_environment_or_secret_files(configured: Path):
    """One for all, one each for who wants another way; also where an id is no variable's name."""
    secrets = configured / "secrets"
    secrets.mkdir()
    (secrets / "ilosync_messages__people__bo-x").write_text("json://hidden.example.org/bo\n")
    environ = {URL: MAIL, ADA: "json://hidden.example.org", "ILOSYNC_SECRETS_DIR": str(secrets)}
    table = load_all(configured, environ)[0].messages
    assert table.url is not None
    assert table.url.get_secret_value() == MAIL
    assert {k: v.get_secret_value() for k, v in table.people.items()} == {
        "ada": "json://hidden.example.org",
        "bo-x": "json://hidden.example.org/bo",
    }
    assert "hidden" not in repr(table)


def test_without_an_address_there_is_no_post(configured: Path):
    """And with one there is."""
    assert post_of(load(configured, {})) is None
    assert post_of(load(configured, {URL: MAIL})) is not None
    assert post_of(load(configured, {ADA: "json://hidden.example.org"})) is not None


@pytest.mark.parametrize("key", ["url", "people"])
def test_an_address_in_the_file_is_refused(settings_say: Says, key: str):
    """It says where it belongs, and does not repeat it."""
    said = settings_say(f'{TRACKER}[messages]\n{key} = "json://hidden"\n')
    assert said.startswith("config/ilosync.toml:5: ")
    assert f"ILOSYNC_MESSAGES__{key.upper()}" in said
    assert "hidden" not in said


@pytest.mark.parametrize(
    ("name", "address", "says"),
    [
        (URL, "mailto://bot:hidden@example.org?to=all@example.org", "must have {id}"),
        (URL, MAIL + "&cc={account}", "no {…} in it but {id} and {name}"),
        ("ILOSYNC_MESSAGES__PEOPLE__EVE", "json://hidden", '"eve" is nobody'),
        ("ILOSYNC_MESSAGES__URI", "json://hidden", 'did you mean "url"'),
    ],
)
def test_a_mistake_is_one_line_that_names_the_variable(
    configured: Path, name: str, address: str, says: str
):
    """Before anything is sent; and no part of an address is shown."""
    said = complaint(lambda: load_all(configured, {name: address}), configured)
    assert said.startswith(f"environment variable {name}: ")
    assert says in said
    assert "hidden" not in said


def test_an_address_that_apprise_does_not_know_is_refused(configured: Path):
    """When the channel is made, which is when a process starts."""
    for name in (URL, ADA):
        with pytest.raises(BadConfig, match=name) as e:
            post_of(load(configured, {name: "nowhere://hidden/{id}"}))
        assert "hidden" not in str(e.value)
