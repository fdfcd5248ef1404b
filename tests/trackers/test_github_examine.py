"""What `examine` finds on GitHub, and that it stops nobody who could work."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import responses

from ilosync.core.model import Readers
from ilosync.ports import Check
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.state import HookSettings
from ilosync.trackers.github.credentials import App
from ilosync.trackers.github.tracker import GithubTracker
from tests.trackers.conftest import PLACE, START, TOKEN, Town

OURS = "http://ilosync.example/webhooks/github"


def examined(tracker: GithubTracker) -> dict[str, Check]:
    """The checks by what they are about; what is said twice is joined."""
    found: dict[str, Check] = {}
    for check in tracker.examine():
        same = found.get(check.about, Check(check.about, ok=True, says=""))
        found[check.about] = Check(
            check.about, same.ok and check.ok, f"{same.says} {check.says}".strip(),
            f"{same.mend} {check.mend}".strip(),
        )  # fmt: skip
    return found


def bad(tracker: GithubTracker) -> list[str]:
    """What stops ilosync."""
    return [x.about for x in tracker.examine() if not x.ok]


def test_all_is_well(town: Town):
    """Each thing is told in a line, and none has a mend."""
    town.world.deliveries.hook(OURS, "secret", PLACE)
    found = examined(town.tracker(readers=Readers.TEAM, formerly=[99]))
    assert {k: v.mend for k, v in found.items() if not v.ok or v.mend} == {}
    assert list(found) == [
        "address", "clock", "requests", "account", PLACE, f"{PLACE}: writing", f"{PLACE}: label",
        f"{PLACE}: readers", f"{PLACE}: webhook",
    ]  # fmt: skip
    assert "ilosync[bot]" in found["account"].says
    assert "formerly 99" in found["account"].says
    assert found["requests"].says == "5000 of 5000 are left"


def test_it_reads_and_costs_little(town: Town):
    """Two requests, and three a repository; nothing is written."""
    town.world.repository("acme/other", ("ILO",))
    asked = town.requests(lambda: town.tracker(PLACE, "acme/other").examine())
    assert len(asked) == 2 + 2 * 3
    assert {x.partition(" ")[0] for x in asked} == {"GET"}


def test_a_server_that_is_not_there_stops_everything(town: Town):
    """One line, with the setting to correct."""
    (check,) = town.tracker(url="http://localhost:9").examine()
    assert (check.about, check.ok) == ("address", False)
    assert "trackers.github.url" in check.mend


def pretended(auth: str | App, **answer: Any) -> tuple[Check, ...]:
    """What is found on a server that gives one odd answer."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add("GET", re.compile("http://forge.example:80/(app|rate_limit)"), **answer)
        clock = SimulatedClock(START)
        return GithubTracker("forge", [PLACE], auth, clock, url="http://forge.example").examine()


def test_what_is_no_github_stops_everything():
    """A page for people, for instance."""
    (check,) = pretended(TOKEN, body="<html>")
    assert (check.ok, "no GitHub" in check.says) == (False, True)


def test_an_app_that_is_not_accepted_stops_everything(town: Town, key: str):
    """The server was reached: it is the settings of the App that are wrong."""
    found = town.tracker(auth=App("77", key, 1)).examine()
    assert [(x.about, x.ok) for x in found] == [
        ("address", True), ("clock", True), ("account", False),
    ]  # fmt: skip
    assert "installation_id" in found[-1].says


def test_a_wrong_token_stops_everything(town: Town):
    """The variable to set is named, and no repository is asked for."""
    found = town.tracker(auth="wrong").examine()
    assert (found[-1].about, found[-1].ok) == ("account", False)
    assert "ILOSYNC_TRACKERS__GITHUB__TOKEN" in found[-1].says


def test_an_hour_that_is_spent_stops_everything_for_now(town: Town):
    """Asking how much is left is free, and everything else has to wait."""
    town.world.limits["core"] = 0
    found = examined(town.tracker())
    assert (found["requests"].ok, found["requests"].says) == (False, "0 of 0 are left")
    assert not found["reading"].ok


def test_a_repository_that_is_hidden_is_named(town: Town):
    """With the setting to correct; the others are looked at all the same."""
    town.world.repository("acme/other", ("ILO",))
    town.world.repo(PLACE).may_read = False
    found = examined(town.tracker(PLACE, "acme/other"))
    assert (found[PLACE].ok, found["acme/other"].ok) == (False, True)
    assert "`repositories`" in found[PLACE].mend


def test_a_renamed_repository_is_a_remark(town: Town):
    """It can be read; the configuration should say what it is called."""
    town.world.rename(PLACE, "growth")
    found = examined(town.tracker())
    assert found[PLACE].ok
    assert "acme/growth" in found[PLACE].says
    assert found[PLACE].mend
    assert found["acme/growth: writing"].ok


def test_what_stops_ilosync_in_a_repository(town: Town):
    """Issues switched off, no right to write, more readers than declared."""
    repo = town.world.repo(PLACE)
    repo.has_issues, repo.may_write, repo.private = False, False, False
    tracker = town.tracker(readers=Readers.TEAM)
    assert bad(tracker) == [f"{PLACE}: issues", f"{PLACE}: writing", f"{PLACE}: readers"]
    assert "Issues: read and write" in examined(tracker)[f"{PLACE}: writing"].mend


def test_a_label_that_is_missing_is_no_failure(town: Town):
    """Ilosync makes it."""
    town.world.repository("acme/new")
    check = examined(town.tracker("acme/new"))["acme/new: label"]
    assert (check.ok, "there is no ILO" in check.says) == (True, True)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (HookSettings(active=False), "switched off"),
        (HookSettings(content_type="xml"), "neither JSON nor a form"),
        (HookSettings(events=["push"]), "not told of issues, issue_comment, label"),
        (HookSettings(code=502), "answered 502"),
        (HookSettings(events=["*"], content_type="form", code=202), "is told of changes"),
    ],
)
def test_what_a_webhook_lacks_is_told(town: Town, settings: HookSettings, says: str):
    """It stops nobody: what webhooks lose, the poll finds."""
    hook = town.world.deliveries.hook(f"{OURS}?token=hidden", "secret", PLACE)
    town.world.hook_settings[hook.id] = settings
    check = examined(town.tracker())[f"{PLACE}: webhook"]
    assert check.ok
    assert says in check.says
    assert "hidden" not in str(check)


def test_webhooks_that_are_missing_doubled_or_without_a_secret_are_told(town: Town):
    """None; one that points elsewhere; two of the same; one that nobody can believe."""
    town.world.deliveries.hook("http://ci.example/build", "secret", PLACE)

    def says() -> str:
        check = examined(town.tracker())[f"{PLACE}: webhook"]
        assert check.ok
        return check.says

    assert "none points at /webhooks/github" in says()
    town.world.deliveries.hook("http://ilosync.example/webhooks/gitlab", "secret", PLACE)
    assert "one points at ilosync.example/webhooks/gitlab" in says()
    town.world.deliveries.hook(OURS, "", PLACE)
    assert "no secret" in says()
    town.world.deliveries.hook(f"{OURS}/", "secret", PLACE)
    assert "2 webhooks point at" in says()


def test_webhooks_that_cannot_be_seen_are_no_failure(town: Town):
    """Few tokens may see them."""
    town.world.sees_hooks = False
    check = examined(town.tracker())[f"{PLACE}: webhook"]
    assert (check.ok, check.says) == (True, "webhooks cannot be seen")


def test_an_app_tells_of_its_own_deliveries(town: Town, app: App):
    """Its webhook belongs to no repository."""
    town.world.sees_hooks = False
    assert "nothing was delivered" in examined(town.tracker(auth=app))["webhook"].says
    town.world.attempted("guid", 502)
    check = examined(town.tracker(auth=app))["webhook"]
    assert (check.ok, "502" in check.says, bool(check.mend)) == (True, True, True)


def test_an_organisation_is_examined_as_a_whole(town: Town):
    """Whether it can be seen, and its webhooks."""
    tracker = GithubTracker(
        "github", [], "sandbox-token", town.clock, url=town.url, organization="acme"
    )
    town.world.deliveries.hook(OURS, "secret")
    found = examined(tracker)
    assert {k: v.mend for k, v in found.items() if not v.ok or v.mend} == {}
    assert "is told of changes" in found["acme: webhook"].says
    town.world.repo(PLACE).may_read = False
    assert bad(tracker) == ["acme"]


@pytest.mark.parametrize(
    ("seconds", "says"), [(61, "61 s ahead of"), (-90, "90 s behind"), (59, "agrees")]
)
def test_a_clock_that_differs_is_told(app: App, seconds: int, says: str):
    """By more than a minute it stops an App, whose tokens are signed with the time."""
    date = format_datetime(START - timedelta(seconds=seconds), usegmt=True)
    for auth in (TOKEN, app):
        found = pretended(auth, status=404, headers={"Date": date})
        clock = next(x for x in found if x.about == "clock")
        assert says in clock.says
        assert clock.ok is (says == "agrees" or auth == TOKEN)
