"""What the page shows."""

from __future__ import annotations

import pytest

from tests.sandbox.page.coop import GRACE, LINUS, MAPS, PROJECT, REPO, RUST, Coop, Seen


def test_the_board_shows_both_trackers(coop: Coop):
    """Title, key, owner by name, labels and state of each ticket."""
    coop.jira.let_go("GROW-1", "mo-k")
    seen = " ".join(Seen(coop.get("/")).text.split())
    assert "Rust #1 Linus ILO" in seen
    assert "Done or let go Maps GROW-1 Mo ILO let go" in seen


def test_a_ticket_shows_what_was_said(coop: Coop):
    """Text and comments in the tracker's own markup, who wrote and who edited."""
    number = coop.github.comment(REPO, 1, "grace-h", "Lovely, **Linus**")
    coop.github.edit_comment(number, "linus-t", "Lovely, *Linus*")
    html = coop.get(RUST)
    assert "<p>Slowly</p>" in html
    assert "Lovely, <em>Linus</em>" in html
    assert "edited by Linus" in html
    assert "In <strong>public</strong>" in coop.get(MAPS)


def test_a_notice_looks_as_it_does_on_the_tracker(coop: Coop):
    """Marks are hidden, mentions name people, the footer is small, tickets are links."""
    note = "Hi @linus-t, see #1.\n\n<sub>I'm ilosync</sub>\n\n<!-- ilosync:1 rule=x -->"
    coop.github.comment(REPO, 1, coop.github.me, note)
    html = coop.get(RUST)
    assert f'Hi <strong>@linus-t</strong>, see <a href="{RUST}">#1</a>.' in html
    assert "<sub>I'm ilosync</sub>" in html.replace("&#x27;", "'")
    assert "rule=x" not in html
    mo = coop.jira.user("mo-k", "Mo").id
    words = f"Hi [~accountid:{mo}], {{{{ILO}}}} \\[x\\]. [ilosync|https://x.test/browse/GROW-1#i]"
    coop.jira.comment("GROW-1", coop.jira.me, words)
    expected = f'Hi <strong>@Mo K</strong>, <code>ILO</code> [x]. <a href="{MAPS}"'
    assert expected in coop.get(MAPS)


def test_what_not_everybody_may_read_is_not_shown(coop: Coop):
    """Comments for a role, issues on a level, and pull requests, which are none of ours."""
    coop.jira.level(PROJECT, "Few", "mo-k")
    coop.jira.open(PROJECT, "mo-k", "A secret", level="Few")
    coop.jira.comment("GROW-1", "mo-k", "Between us", ("role", "Administrators"))
    coop.github.pull_request(REPO, "linus-t", "A pull request")
    assert "A secret" not in coop.get("/")
    assert "A pull request" not in coop.get("/")
    assert "Between us" not in coop.get(MAPS)
    assert coop.browser.get(coop.url + "/jira/GROW-2").status_code == 404


@pytest.mark.parametrize(
    "path", ["/github/fernfield/learning/9", "/jira/GROW-9", "/gitlab/1", "/x"]
)
def test_a_ticket_that_is_not_there_is_said_kindly(coop: Coop, path: str):
    """A page with the way back, and the status that says so."""
    answer = coop.browser.get(coop.url + path)
    assert answer.status_code == 404
    if path != "/x":
        assert "There is no ticket at this address" in answer.text


def test_ideas_are_for_the_people_and_tickets_there_are(coop: Coop):
    """The form is filled in for the one named; without an account there is no idea for it."""
    html = coop.get("/")
    assert "Open a second objective for Linus and watch." in html
    address = next(
        x["href"] for tag, x in Seen(html).tags if tag == "a" and "Rust" in str(x.get("href"))
    )
    filled = Seen(coop.get(str(address))).tags
    assert ("input", "Read Rust without fear") in {(t, x.get("value")) for t, x in filled}
    assert any("selected" in x and x["value"] == str(LINUS) for t, x in filled if t == "option")
    coop.be(GRACE)
    coop.github.close(REPO, 1, "linus-t")
    assert "second objective" not in coop.get("/")
