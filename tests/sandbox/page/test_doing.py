"""What a visitor does on the page, by plain forms as browsers without scripts send them."""

from __future__ import annotations

import pytest

from ilosync.sandbox.page import app
from tests.sandbox.page.coop import GRACE, LINUS, MAPS, MO, PROJECT, REPO, RUST, Coop, Seen


def test_somebody_with_both_accounts_is_you_until_you_choose(coop: Coop):
    """Then whoever you chose, on every page."""
    assert "Open it as Linus" in coop.get("/")
    coop.be(MO)
    assert "Open it as Mo" in coop.get("/")
    coop.browser.cookies.set(app.YOU, "99")
    assert "Open it as Linus" in coop.get("/")


@pytest.mark.parametrize("label", ["ILO", ""])
def test_opening_a_ticket(coop: Coop, label: str):
    """Where, whose and with what it was said, by the one you are."""
    fields = {"title": " Cook\nwell ", "text": "At home", "label": label}
    coop.post("/tickets", place=f"github:{REPO}", owner=GRACE, **fields)
    issue = coop.github.issue(REPO, 2)
    assert (issue.title, issue.body, issue.author.login) == ("Cook well", "At home", "linus-t")
    assert [x.login for x in issue.assignees] == ["grace-h"]
    assert [x.name for x in issue.labels] == ([label] if label else [])
    answer = coop.post("/tickets", place=f"jira:{PROJECT}", owner="", **fields)
    look = coop.jira.issue("GROW-2").now
    assert (look.summary, look.description, look.creator.handle) == (
        "Cook well", "At home", "linus-t",
    )  # fmt: skip
    assert look.assignee is None
    assert look.labels == ((label,) if label else ())
    assert answer.url == f"{coop.url}/jira/GROW-2"


@pytest.mark.parametrize(
    ("you", "fields", "says"),
    [
        (LINUS, {"title": " "}, "needs a title"),
        (LINUS, {"place": "github:other/place"}, "Choose where"),
        (LINUS, {"place": ""}, "Choose where"),
        (LINUS, {"owner": MO}, "Mo has no account in GitHub"),
        (MO, {"owner": GRACE}, "Mo has no account in GitHub"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    coop: Coop, you: int, fields: dict[str, object], says: str
):
    """No ticket is opened; the form comes back as it was sent."""
    coop.be(you)
    whole = {"title": "Cook", "place": f"github:{REPO}", "owner": you, "text": "At home"}
    answer = coop.post("/tickets", **{**whole, **fields})
    assert answer.status_code == 422
    assert says in answer.text
    assert ">At home</textarea>" in answer.text
    assert len(coop.github.repo(REPO).issues) == 1


def state_of(coop: Coop, path: str) -> tuple[object, ...]:
    """State, labels, owners and the last comment with its author, as the tracker has them."""
    if path == RUST:
        issue = coop.github.issue(REPO, 1)
        said = [(x.by.login, x.body) for x in issue.comments]
        labels = {x.name for x in issue.labels}
        state = issue.reason if issue.state == "closed" else "open"
        return state, labels, {x.login for x in issue.assignees}, said
    look = coop.jira.issue("GROW-1").now
    owners = {look.assignee.handle} if look.assignee else set()
    ends = look.resolution.name if look.resolution else "open"
    return ends, set(look.labels), owners, [(x.author.handle, x.body) for x in look.comments]


HANDS = [
    ({"do": "comment", "text": "Hm\r\n/ilo snooze 4w "}, 3, [("linus-t", "Hm\n/ilo snooze 4w")]),
    ({"do": "comment", "text": " \r\n"}, 3, []),
    ({"do": "close", "as": "done"}, 0, {RUST: "completed", MAPS: "Done"}),
    ({"do": "close", "as": "let go"}, 0, {RUST: "not_planned", MAPS: "Won't Do"}),
    ({"do": "label", "label": "ILO"}, 1, set()),
    ({"do": "label", "label": "ilo:next"}, 1, {"ILO", "ilo:next"}),
    ({"do": "label", "label": "never offered"}, 1, {"ILO"}),
    ({"do": "assign", "owner": LINUS}, 2, {RUST: set(), MAPS: {"linus-t"}}),
    ({"do": "assign", "owner": GRACE}, 2, {RUST: {"linus-t", "grace-h"}, MAPS: {"mo-k"}}),
    ({"do": "assign", "owner": "x"}, 2, {RUST: {"linus-t"}, MAPS: {"mo-k"}}),
]


@pytest.mark.parametrize("path", [RUST, MAPS])
@pytest.mark.parametrize("hand", range(len(HANDS)))
def test_each_hand_does_what_it_says(coop: Coop, path: str, hand: int):
    """On either tracker, and as the tracker does it; what was not offered is not done."""
    fields, part, wanted = HANDS[hand]
    answer = coop.post(path, **fields)
    assert (answer.status_code, answer.url) == (200, coop.url + path)
    expected = wanted[path] if isinstance(wanted, dict) else wanted
    assert state_of(coop, path)[part] == expected


@pytest.mark.parametrize("path", [RUST, MAPS])
def test_closed_and_opened_again(coop: Coop, path: str):
    """The button for it is there once it is closed."""
    coop.post(path, do="close", **{"as": "done"})
    assert "Open it again" in coop.get(path)
    coop.post(path, do="reopen")
    assert state_of(coop, path)[0] == "open"
    assert "Open it again" not in coop.get(path)


def test_boxes_are_ticked_and_cleared(coop: Coop):
    """By an edit of the comment, which GitHub knows to be yours; the second of two, too."""
    text = "Hi\n\n- [ ] We have talked\n- [x] And laughed\n\n```\n- [ ] no box\n```"
    number = coop.github.comment(REPO, 1, coop.github.me, text)
    checked = [x["aria-checked"] for _, x in Seen(coop.get(RUST)).tags if "aria-checked" in x]
    assert checked == ["false", "true"]
    coop.post(RUST, do="tick", comment=number, box=0)
    _, comment = coop.github.comment_of(number)
    assert comment.body == text.replace("- [ ] We", "- [x] We")
    assert comment.editor is coop.github.user("linus-t")
    coop.post(RUST, do="tick", comment=number, box=0)
    coop.post(RUST, do="tick", comment=number, box=1)
    assert comment.body == text.replace("[x]", "[ ]")


@pytest.mark.parametrize("fields", [{"box": 1}, {"box": "x"}, {"comment": "1"}, {"comment": ""}])
def test_a_box_that_is_gone_is_not_ticked(coop: Coop, fields: dict[str, object]):
    """Nor one in a comment of another ticket."""
    number = coop.github.comment(REPO, 1, "linus-t", "- [ ] We have talked")
    answer = coop.post(RUST, do="tick", **{"comment": number, "box": 0, **fields})
    assert answer.status_code == 404
    coop.github.open(REPO, "linus-t", "Another")
    other = coop.post(f"/github/{REPO}/2", do="tick", comment=number, box=0)
    assert other.status_code == 404
    assert coop.post(MAPS, do="tick", comment=number, box=0).status_code == 404
    assert "[x]" not in coop.github.comment_of(number)[1].body


def test_without_an_account_one_only_reads(coop: Coop):
    """The page says so and whom to be instead; a form that is sent all the same does nothing."""
    coop.github.comment(REPO, 1, coop.github.me, "- [ ] We have talked")
    coop.be(MO)
    html = coop.get(RUST)
    assert "Mo has no account in GitHub" in html
    box = next(x for tag, x in Seen(html).tags if x.get("role") == "checkbox")
    assert "disabled" in box
    assert coop.post(RUST, do="comment", text="Hm").status_code == 403
    assert len(coop.github.issue(REPO, 1).comments) == 1


def test_an_unknown_deed_is_refused(coop: Coop):
    """In a sentence."""
    answer = coop.post(RUST, do="delete")
    assert answer.status_code == 400
    assert "Nothing of the kind" in answer.text
