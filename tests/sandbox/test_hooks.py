"""Webhooks and their deliveries as REST tells of them."""

from __future__ import annotations

import pytest
import requests
from github import Auth, Github

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.state import HookSettings
from ilosync.sandbox.world import World
from tests.sandbox.conftest import REPO

ADDRESS = "http://ilosync.example/webhooks/github"


def test_a_hook_is_listed_where_it_was_made(world: World, hub: Github, web, url: str):
    """Of a repository or of the organisation, with its settings and never its secret."""
    of_repo = world.deliveries.hook(ADDRESS, "secret", REPO)
    of_all = world.deliveries.hook(ADDRESS, "")
    world.hook_settings[of_repo.id] = HookSettings(active=False, content_type="form", code=502)
    (listed,) = hub.get_repo(REPO).get_hooks()
    (everywhere,) = web.get(f"{url}/orgs/acme/hooks").json()

    assert (listed.id, listed.active, listed.config["url"]) == (of_repo.id, False, ADDRESS)
    assert (listed.config["content_type"], listed.last_response.code) == ("form", 502)
    assert "secret" not in str(listed.config.values())
    assert (everywhere["id"], "secret" in everywhere["config"]) == (of_all.id, False)


def test_who_may_not_see_hooks_finds_none(world: World, web: requests.Session, url: str):
    """GitHub says 404, as of everything that is hidden."""
    world.sees_hooks = False
    assert web.get(f"{url}/repos/{REPO}/hooks").status_code == 404


def test_deliveries_come_latest_first_in_pages(
    world: World, clock: SimulatedClock, web: requests.Session, url: str
):
    """By a cursor; and one that failed can be asked for again, once more under its old id."""
    hook = world.deliveries.hook(ADDRESS, "secret", REPO)
    for n in range(5):
        world.attempted(f"guid-{n}", 502 if n == 3 else 200, hook.id)
        clock.sleep(1)
    root = f"{url}/repos/{REPO}/hooks/{hook.id}/deliveries"
    pages = [web.get(f"{root}?per_page=3")]
    while "next" in pages[-1].links:
        pages.append(web.get(pages[-1].links["next"]["url"]))
    found = [x for page in pages for x in page.json()]
    assert [x["guid"] for x in found] == [f"guid-{n}" for n in (4, 3, 2, 1, 0)]

    failed = next(x for x in found if x["status_code"] == 502)
    assert web.post(f"{root}/{failed['id']}/attempts").status_code == 202
    latest = web.get(root).json()[0]
    assert (latest["guid"], latest["redelivery"], latest["status_code"]) == ("guid-3", True, 200)
    assert web.post(f"{root}/1/attempts").status_code == 404


def test_an_apps_deliveries_are_its_own(world: World, web: requests.Session, url: str, key: str):
    """They are told to the App itself, and to no token."""
    world.attempted("guid", 502)
    token = Auth.AppAuth(77, key).token
    path = f"{url}/app/hook/deliveries"

    assert web.get(path).status_code == 401
    found = requests.get(path, headers={"Authorization": f"Bearer {token}"}, timeout=5).json()
    assert [x["guid"] for x in found] == ["guid"]


@pytest.mark.parametrize(("name", "status"), [("ilo", 200), ("ilo:next", 404)])
def test_a_label_is_found_by_its_name(web: requests.Session, url: str, name: str, status: int):
    """In whatever case."""
    assert web.get(f"{url}/repos/{REPO}/labels/{name}").status_code == status


def test_an_organisation_lists_what_the_token_sees(world: World, web: requests.Session, url: str):
    """Hidden repositories are left out; nobody's login is no organisation."""
    world.repository("acme/hidden", may_read=False)
    found = web.get(f"{url}/orgs/Acme/repos").json()
    assert [x["full_name"] for x in found] == [REPO]
    assert web.get(f"{url}/orgs/nobody/repos").status_code == 404
