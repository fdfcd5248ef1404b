"""The report over HTTP: each face behind its own token, and nobody's own page at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from starlette.applications import Starlette

from ilosync.daemon.shown import Shown
from ilosync.sandbox.server import listen

from .coop import house


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A report of five people, shown with both tokens."""
    folder = tmp_path_factory.mktemp("shown")
    house(5).written(folder)
    (folder / ".promises.html.new").write_text("half", encoding="utf-8")
    app = Starlette(routes=[*Shown(folder, "all", "few").routes])
    with listen(app) as url:
        yield url


def code(url: str, path: str, token: str) -> int:
    answer = requests.get(f"{url}{path}", headers={"authorization": f"Bearer {token}"}, timeout=5)
    return answer.status_code


@pytest.mark.parametrize("path", ["/report", "/report/promises.json", "/report/history.jsonl"])
def test_what_is_for_everybody_is_behind_one_token(url: str, path: str):
    """The token for everybody opens it, the other one does not."""
    assert (code(url, path, "all"), code(url, path, "few"), code(url, path, "")) == (200, 401, 401)


def test_to_do_is_behind_another(url: str):
    """The organisers' own."""
    path = "/report/named/todo.html"
    assert (code(url, path, "few"), code(url, path, "all")) == (200, 401)


@pytest.mark.parametrize(
    "path",
    [
        "/report/named/me/p1.html",
        "/report/named/people/p0.html",
        "/report/named/me%2Fp1.html",
        "/report/.history.jsonl.lock",
        "/report/.promises.html.new",
        "/report/named/..%2Fpromises.html",
    ],
)
def test_nobodys_own_page_is_shown(url: str, path: str):
    """Nor what is being written, whatever the token."""
    assert {code(url, path, token) for token in ("all", "few")} <= {404, 401}
    assert 404 in {code(url, path, token) for token in ("all", "few")}
