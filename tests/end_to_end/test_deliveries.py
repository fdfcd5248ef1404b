"""Deliveries over a real socket: what is taken, what is not, and that nothing else happens."""

from __future__ import annotations

import gzip
import json
import resource
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
import requests

from ilosync.daemon.receiving import LARGEST, Receiver
from ilosync.daemon.web import LARGE

from .served import SECRET, Served, delivery, served, small_town, until


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The daemon over a GitHub with one objective."""
    folder = tmp_path_factory.mktemp("town")
    with small_town(folder) as town, served(town) as made:
        made.serving.web.receiver = Receiver(slowest=2.0)  # ten seconds are long in a test
        town.ilo("ada", "Learn Rust")
        made.touches(1)
        until(lambda: made.pending() == 0)
        yield made


def passes(here: Served) -> float:
    """How many passes there were, by the daemon's own count, once nobody waits for one."""
    until(lambda: here.pending() == 0)
    text = here.get("/metrics").text
    lines = [x for x in text.splitlines() if x.startswith("ilosync_passes_total")]
    return sum(float(x.rpartition(" ")[2]) for x in lines if 'about="poll"' not in x)


def test_a_delivery_is_taken_and_leads_to_a_pass(here: Served):
    """202 once it is durable, and then somebody looks."""
    before = passes(here)
    answer = here.touches(1)

    assert answer.status_code == 202
    until(lambda: passes(here) == before + 1)


def test_ping_is_answered(here: Served):
    """GitHub's first delivery to a new webhook succeeds."""
    assert here.post({"zen": "Keep it logically awesome.", "hook_id": 1}, event="ping").ok


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (401, {"secret": None}),
        (401, {"secret": "another"}),
        (401, {"secret": None, "headers": {"x-hub-signature-256": "sha256="}}),
        (401, {"secret": None, "headers": {"x-hub-signature-256": "sha256=" + "é" * 64}}),
        (401, {"secret": None, "headers": {"x-hub-signature": "sha1=" + "0" * 40}}),
        (404, {"tracker": "gitlab"}),
    ],
    ids=["unsigned", "forged", "empty", "no digits", "old kind", "no such tracker"],
)
def test_what_is_not_trusted_is_refused(here: Served, status: int, more: dict[str, object]):
    """No pass is started, whatever the body says."""
    before = passes(here)
    headers = {
        k: v.encode() if isinstance(v, str) else v for k, v in more.pop("headers", {}).items()
    }
    answer = here.post(delivery(here.town, 1), **more, headers=headers)

    assert answer.status_code == status
    time.sleep(0.2)
    assert passes(here) == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"1e999",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"action": "opened", "issue": "text", "repository": [], "sender": 1}',
        b'{"action": {}, "issue": {"number": "one"}}',
        gzip.compress(b'{"action": "opened"}'),
        b"payload=%7B",
    ],
    ids=[
        "empty", "cut", "list", "null", "text", "infinite", "no UTF-8", "deep", "wrong types",
        "wrong kinds", "compressed", "half a form",
    ],
)  # fmt: skip
def test_signed_nonsense_is_400(here: Served, body: bytes):
    """It is no delivery, and the process lives on."""
    answer = here.post(body)

    assert answer.status_code == 400
    assert len(answer.json()["says"]) < 300
    assert here.get("/healthz").ok


def test_github_s_default_content_type_is_understood(here: Served):
    """A form with a `payload`, signed as it is sent."""
    body = urlencode({"payload": json.dumps(delivery(here.town, 1))}).encode()
    form = {"content-type": "application/x-www-form-urlencoded"}

    assert here.post(body, headers=form).status_code == 202


def test_events_that_mean_nothing_are_taken_and_counted(here: Served):
    """202, so that no tracker calls us broken; and nobody looks."""
    before = passes(here)
    assert here.post({"action": "started"}, event="watch").status_code == 202
    time.sleep(0.2)
    assert passes(here) == before
    assert 'ilosync_deliveries_total{status="202",tracker="github"}' in here.get("/metrics").text


def test_two_secrets_are_good_while_one_is_changed(tmp_path):
    """Old and new sign side by side; a third does not."""
    with small_town(tmp_path) as town:
        variable = "ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET_OLD"
        with served(town, **{variable: "the old one"}) as made:
            body = {"zen": "x", "hook_id": 1}
            codes = [
                made.post(body, event="ping", secret=x).status_code
                for x in ("the old one", SECRET, "a third")
            ]
    assert codes == [202, 202, 401]


# --- size and speed --------------------------------------------------------------------------


def test_thirty_megabytes_are_refused_unread(here: Served):
    """By its length where it says so, and while it comes where it does not."""

    def endless() -> Iterator[bytes]:
        for _ in range(LARGEST // 2**20 + 5):
            yield b" " * 2**20

    address = f"{here.url}/webhooks/github"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    statuses = []
    for body in (b" " * (LARGEST + 1), endless()):
        try:
            statuses.append(requests.post(address, body, timeout=30).status_code)
        except requests.ConnectionError:
            statuses.append(413)  # it hung up on us while we were still sending

    assert statuses == [413, 413]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120 * 2**10  # KiB
    assert here.get("/healthz").ok


def test_a_large_delivery_is_read_all_the_same(here: Served):
    """A ticket with a long text; beside the event loop, as the others are waiting."""
    body = {**delivery(here.town, 1), "more": "x" * (LARGE + 1)}

    assert here.post(body).status_code == 202


def test_slow_drips_keep_nobody_waiting(here: Served):
    """A hundred senders that never come to an end; another is answered meanwhile."""
    head = (
        b"POST /webhooks/github HTTP/1.1\r\nhost: here\r\ncontent-length: 1000\r\n"
        b"content-type: application/json\r\n\r\n{"
    )
    host, port = here.url.removeprefix("http://").split(":")
    drips = [socket.create_connection((host, int(port)), timeout=30) for _ in range(100)]
    try:
        for each in drips:
            each.sendall(head)
        assert here.touches(1).status_code == 202
        drips[0].settimeout(15)
        assert b" 408 " in drips[0].recv(200)
    finally:
        for each in drips:
            each.close()


def test_many_deliveries_for_one_ticket_are_few_passes(here: Served):
    """A thousand at once: every one acknowledged, one row, a handful of looks."""
    body = json.dumps(delivery(here.town, 1)).encode()
    before = passes(here)
    with ThreadPoolExecutor(16) as pool:
        codes = {x.status_code for x in pool.map(lambda _: here.post(body), range(1_000))}
    until(lambda: here.pending() == 0)

    assert codes == {202}
    assert passes(here) - before <= 300


def test_our_own_writes_lead_to_no_pass(here: Served):
    """A delivery that our own account caused is taken, and that is all."""
    us = here.town.world.user(here.town.world.me)
    until(lambda: here.serving._known_as_ours("github"))
    before = passes(here)
    body = {**delivery(here.town, 1), "sender": {"login": us.login, "id": us.id, "type": "Bot"}}

    assert here.post(body).status_code == 202
    time.sleep(0.2)
    assert passes(here) == before


def test_the_metrics_name_nobody(here: Served):
    """What is counted is there; no person, no ticket, no repository is."""
    here.touches(1)
    until(lambda: here.pending() == 0)
    text = here.get("/metrics").text
    names = (
        "deliveries_total", "hints_total", "passes_total", "requests_total", "requests_left",
        "lag_seconds_bucket", "pending", "last_full_reading_timestamp_seconds", "findings",
    )  # fmt: skip

    assert [x for x in names if f"ilosync_{x}" not in text] == []
    assert not any(x in text for x in ("ada", "Rust", "acme", "grace"))


def test_nothing_of_a_delivery_is_kept(here: Served):
    """Neither the database nor a log has a word of it."""
    body = {**delivery(here.town, 1), "issue": {**delivery(here.town, 1)["issue"]}}
    body["issue"]["title"] = body["issue"]["body"] = "a word of mine"
    assert here.post(body).status_code == 202
    until(lambda: here.pending() == 0)

    files = here.town.folder.parent.glob("ilosync.db*")
    assert not any(b"a word of mine" in x.read_bytes() for x in files)
    assert not any(
        b"Learn Rust" in x.read_bytes() for x in here.town.folder.parent.glob("ilosync.db*")
    )


def test_a_database_that_cannot_write_is_503(tmp_path):
    """Nothing is acknowledged that is not durable; the sender may send it again."""
    with small_town(tmp_path) as town, served(town, role="web") as made:
        town.ilo("ada")
        with made.serving.database.writing():  # somebody else has the only pen
            assert made.touches(1).status_code == 503
        assert made.touches(1).status_code == 202
