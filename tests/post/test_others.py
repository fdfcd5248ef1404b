"""Letters by another service than mail: a web server that takes what Apprise posts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from ilosync.core.model import Person, PersonId
from ilosync.post import PostUnproven
from ilosync.post_apprise import ApprisePost

ADA = Person(PersonId("ada"), "Ada")


@dataclass
class Service:
    """What was posted, by path; `status` is how it answers."""

    posted: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    status: int = 200
    port: int = 0

    def address(self, more: str = "") -> str:
        return f"json://127.0.0.1:{self.port}/to/{{id}}{more}"


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            made.posted.append((self.path, json.loads(self.rfile.read(length))))
            self.send_response(made.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made.port = server.server_port
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


def test_a_service_gets_the_letter_in_its_own_form(service: Service):
    """One that takes Markdown gets it as it is, under the address of that person."""
    ApprisePost(service.address("?format=markdown"), {}).send(ADA, "Note", "Hi **Ada**")
    ((path, said),) = service.posted
    assert path.startswith("/to/ada")
    assert (said["title"], said["message"].strip()) == ("Note", "Hi **Ada**")


def test_an_answer_that_says_no_may_come_after_the_letter(service: Service):
    """Apprise tells no more than yes or no: what is not proven counts as sent."""
    service.status = 500
    with pytest.raises(PostUnproven):
        ApprisePost(service.address(), {}).send(ADA, "Note", "Hi")
    assert len(service.posted) == 1  # and it is not tried again by itself


def test_other_services_are_not_examined(service: Service):
    """There is no way to ask them without a message; that is said."""
    check = ApprisePost(service.address(), {}).examine()
    assert check.ok
    assert "not checked" in check.says
    assert service.posted == []
