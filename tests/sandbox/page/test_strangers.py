"""Who may talk to the page, and with what."""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.page.coop import MO, REPO, RUST, Coop


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil-localhost", "10.0.0.1:80", "127.1.evil"],
)
def test_only_this_machines_names_are_answered(coop: Coop, host: str):
    """Whatever name else leads here is another site's."""
    assert requests.get(coop.url, headers={"Host": host}, timeout=5).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "[::1]:80"])
def test_this_machines_own_names_are(coop: Coop, host: str):
    """By name or number, with any port."""
    assert requests.get(coop.url, headers={"Host": host}, timeout=5).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "HERE"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "HERE"}, 200),
        ({}, 200),
    ],
)
def test_no_other_site_sends_forms(coop: Coop, headers: dict[str, str], status: int):
    """Another port of this machine is another site, too; a program without a browser is none."""
    sent = {k: v.replace("HERE", coop.url) for k, v in headers.items()}
    data = {"do": "comment", "text": "Hm"}
    assert coop.browser.post(coop.url + RUST, data=data, headers=sent).status_code == status
    assert len(coop.github.issue(REPO, 1).comments) == (status == 200)


@pytest.mark.parametrize("whole", [True, False])
def test_a_form_has_an_end(coop: Coop, whole: bool):
    """A hundred thousand bytes are too many, with their length announced or piece by piece."""
    body = b"do=comment&text=" + b"x" * 100_000
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    data = body if whole else (body[n : n + 5_000] for n in range(0, len(body), 5_000))
    answer = coop.browser.post(coop.url + RUST, data=data, headers=headers)
    assert answer.status_code == 413
    assert coop.github.issue(REPO, 1).comments == []


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("text/plain", b"do=comment&text=x", 415),
        ("application/x-www-form-urlencoded", b"\xff\xfe", 400),
        ("application/x-www-form-urlencoded", b"do=comment&text=x" + b"&a=1" * 30, 400),
        ("application/x-www-form-urlencoded", b"do=%FF%00%", 400),
        ("application/x-www-form-urlencoded", b"", 400),
    ],
)
def test_what_is_no_form_is_refused(coop: Coop, kind: str, body: bytes, status: int):
    """Other kinds of body, other bytes, too many fields."""
    headers = {"Content-Type": kind}
    assert coop.browser.post(coop.url + RUST, data=body, headers=headers).status_code == status


def test_browsers_are_told_to_be_careful(coop: Coop):
    """On every answer: nothing runs or loads but our own, and nobody frames it."""
    for answer in (coop.browser.get(coop.url), coop.browser.get(coop.url + "/jira/GROW-9")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "x"]
)
def test_being_somebody_leads_nowhere_else(coop: Coop, back: str):
    """The way back is one of our own addresses or the board."""
    answer = coop.browser.post(
        coop.url + "/you", data={"who": MO, "back": back}, allow_redirects=False
    )
    assert answer.headers["Location"] == "/"
