"""Letters as mail, to a real server: what arrives, and what is known when nothing does."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ilosync.core.model import Person, PersonId
from ilosync.errors import BadConfig, IlosyncError
from ilosync.post import Deferred, PostAway, PostRefused, PostUnproven, Unreachable
from ilosync.post_apprise import ApprisePost

from .mailbox import Mailbox, mailbox

ADA, BO = Person(PersonId("ada"), "Ada"), Person(PersonId("bo-x"), "Bo Bø, of *Ålesund*")
BODY = "Hi Ada,\n\nthe *first* thing, at <https://example.org/x>.\n\n- one\n- two\n"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox(password="pass-word") as made:
        yield made


def post(box: Mailbox, more: str = "", **own: str) -> ApprisePost:
    return ApprisePost(box.address(more), {PersonId(k): v for k, v in own.items()})


def test_a_letter_arrives_as_plain_text(box: Mailbox):
    """One message to one person, without HTML, that reads well and needs no answer."""
    post(box).send(ADA, "A note from ilosync", BODY)
    (mail,) = box.mails
    assert mail.to == "ada@example.org"
    assert mail.message.get_content_type() == "text/plain"
    assert mail.text.replace("\r\n", "\n").strip() == (
        "Hi Ada,\n\nthe first thing, at https://example.org/x.\n\n- one\n- two"
    )
    assert mail.message["Subject"] == "A note from ilosync"
    assert mail.message["From"] == "ilosync <ilosync@example.org>"
    assert mail.message["Auto-Submitted"] == "auto-generated"


def test_the_address_may_ask_for_html_and_gets_none(box: Mailbox):
    """A letter is plain text, whatever stands in the address."""
    post(box, "&format=html").send(ADA, "Note", BODY)
    assert box.mails[0].message.get_content_type() == "text/plain"


def test_names_may_stand_beside_addresses(box: Mailbox):
    """Whatever is in a name: it makes no second recipient; and the sender may have one."""
    address = box.address().replace("to={id}@example.org", "to={name}%20<{id}@example.org>")
    ApprisePost(address, {}, "Ålesund's people").send(BO, "Note", BODY)
    (mail,) = box.mails
    assert mail.to == "bo-x@example.org"
    assert mail.message["From"].addresses[0].display_name == "Ålesund's people"


def test_somebodys_own_address_is_theirs_alone(box: Mailbox):
    """Who wants another way gets it there, and nobody else does."""
    own = box.address().replace("{id}@example.org", "home@example.net")
    made = ApprisePost(box.address(), {ADA.id: own})
    for person in (ADA, BO):
        made.send(person, "Note", BODY)
    assert [m.to for m in box.mails] == ["home@example.net", "bo-x@example.org"]


def test_a_server_that_is_away_gets_it_later(box: Mailbox):
    """Nothing went, and that is certain."""
    made = post(box)
    box.stop()
    with pytest.raises(PostAway, match="does not answer"):
        made.send(ADA, "Note", BODY)
    box.start()
    made.send(ADA, "Note", BODY)
    assert len(box.mails) == 1


@pytest.mark.parametrize(
    ("reply", "error"), [("550 nobody here", Unreachable), ("451 not now", Deferred)]
)
def test_a_recipient_that_is_refused(box: Mailbox, reply: str, error: type[IlosyncError]):
    """For good, or for now: nothing went to them, and others are not affected."""
    made = post(box)
    box.replies["ada"] = f"{reply} ada@example.org"
    with pytest.raises(error) as e:
        made.send(ADA, "Note", BODY)
    assert "ada" not in str(e.value)
    made.send(BO, "Note", BODY)
    assert [m.to for m in box.mails] == ["bo-x@example.org"]


def test_a_wrong_password_refuses_all_letters():
    """It is no fault of the recipient's, and is not tried again and again."""
    with mailbox(password="another") as box, pytest.raises(PostRefused) as e:
        post(box).send(ADA, "Note", BODY)
    assert not isinstance(e.value, Unreachable)
    assert "pass-word" not in str(e.value)
    assert "535" in str(e.value)


@pytest.mark.parametrize("fails", ["cut", "slow"])
def test_a_letter_without_an_answer_may_have_gone(box: Mailbox, fails: str):
    """The line breaks, or time runs out, after the words were said: it counts as sent."""
    made = post(box, "&cto=1.0")
    box.fails = fails
    with pytest.raises(PostUnproven):
        made.send(ADA, "Note", BODY)
    assert len(box.mails) == 1


def test_a_server_without_encryption_is_refused(box: Mailbox):
    """Where the address asks for it: no letter goes in the open."""
    address = box.address().replace("mode=insecure", "mode=starttls")
    with pytest.raises(PostRefused):
        ApprisePost(address, {}).send(ADA, "Note", BODY)
    assert box.mails == []


@pytest.fixture
def unknown(tmp_path: Path) -> ssl.SSLContext:
    """What a server shows whose certificate nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2100, 1, 1))  # noqa: DTZ001
    file = tmp_path / "server.pem"
    pem, plain = Encoding.PEM, NoEncryption()
    file.write_bytes(
        key.private_bytes(pem, PrivateFormat.PKCS8, plain)
        + made.sign(key, SHA256()).public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_certificate_that_nobody_trusts(unknown: ssl.SSLContext):
    """No password is said to such a server, and no letter, unless the address allows it."""
    with mailbox(certificate=unknown, password="pass-word") as box:
        address = box.address().replace("mode=insecure", "mode=starttls")
        with pytest.raises(PostRefused, match="not trusted"):
            ApprisePost(address, {}).send(ADA, "Note", BODY)
        assert box.mails == []
        ApprisePost(f"{address}&verify=no", {}).send(ADA, "Note", BODY)
        assert len(box.mails) == 1


@pytest.mark.parametrize(
    "address",
    [
        "nothing://user:pass-word@example.org/{id}",
        "pass-word{id}",
        "mailto://example.org?pass=pass-word&to={id}@example.org",
        "mailto://user:pass-word@example.org?to={id}@example.org&cc=pass-word@example.org",
        "mailto://user:pass-word@example.org?to={id}@example.org&bcc=b@example.org",
        "mailto://user:pass-word@example.org?to={id}@example.org,pass-word@example.org",
        "mailto://user:pass-word@example.org?to=all@example.org&name={id}",
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(address: str, capfd):
    """At once, in a line that shows nothing of it; so are copies and letters to several."""
    for url, own in ((address, {}), (None, {ADA.id: address.replace("{id}", "ada")})):
        if url is None and "all@" in address:
            continue  # somebody's own address may be any
        with pytest.raises(BadConfig) as e:
            ApprisePost(url, own)
        assert "\n" not in str(e.value)
        assert "pass-word" not in str(e.value)
        assert "ILOSYNC_MESSAGES__" in str(e.value)
        assert e.value.__cause__ is None
    said = capfd.readouterr()
    assert said.out + said.err == ""


def test_whom_it_reaches(box: Mailbox):
    """Everybody by the common address; without one, those with their own."""
    assert post(box).reaches(ADA)
    alone = ApprisePost(None, {ADA.id: box.address().replace("{id}", "ada")})
    assert (alone.reaches(ADA), alone.reaches(BO)) == (True, False)
    with pytest.raises(Unreachable):
        alone.send(BO, "Note", BODY)


def test_the_server_is_examined_without_a_letter(box: Mailbox):
    """It says where it is; it does not say the password; nothing is sent."""
    made = post(box)
    check = made.examine()
    assert (check.ok, str(box.port) in check.says) == (True, True)
    box.stop()
    check = made.examine()
    assert (check.ok, bool(check.mend)) == (False, True)
    assert "pass-word" not in str(check)
    assert box.mails == []


def test_no_log_shows_addresses_or_words(box: Mailbox, capfd):
    """Not Apprise's, however much a process logs: not when all is well, nor when it is not."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name not in {"mail.log", "asyncio"}:  # the server's own
                heard.append(f"{record.name} {record.getMessage()}")

    root, before = logging.getLogger(), logging.getLogger().level
    ear = Ear(level=0)
    root.addHandler(ear)
    root.setLevel(0)
    logging.getLogger("apprise").setLevel(1)
    try:
        made = post(box)
        made.send(ADA, "Note", BODY)
        box.fails = "cut"
        with pytest.raises(PostUnproven):
            made.send(ADA, "Note", BODY)
        with pytest.raises(BadConfig):
            ApprisePost("mailto://example.org?pass=pass-word&to={id}@example.org", {})
    finally:
        root.removeHandler(ear)
        root.setLevel(before)
    said = capfd.readouterr()
    for secret in ("pass-word", "ada@", "first", "mailto", "127.0.0.1"):
        assert not any(secret in line for line in heard), heard
        assert secret not in said.out + said.err
