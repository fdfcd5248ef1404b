"""`ilosync demo --serve`: the co-op goes on, with a page on which a visitor can try things.

The story is told first; then time runs on as it does for real. Trackers, webhooks and the daemon
are the real thing on loopback; everything is gone when it ends.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import uvicorn
from rich.console import Console
from starlette.types import ASGIApp

from ilosync.bootstrap import build
from ilosync.sandbox.page import Visitor, page
from ilosync.sandbox.sender import Sender
from ilosync.sandbox.server import listen
from ilosync.serving import Serving

from .coop import Stand, stand
from .story import tell


@contextmanager
def daemon(here: Stand, folder: Path) -> Iterator[str]:
    """The daemon over the co-op's trackers, which send it webhooks; yields its own address."""
    secret = secrets.token_hex(16)
    environ = {
        **here.environ,
        "ILOSYNC_DATABASE": f"sqlite:///{folder / 'ilosync.db'}",
        "ILOSYNC_REPORT__OUT": str(folder / "reports"),
        "ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET": secret,
        "ILOSYNC_TRACKERS__JIRA__WEBHOOK_SECRET": secret,
    }
    serving = Serving(here.config, here.clock, environ=environ)
    with ExitStack() as stack:
        url = stack.enter_context(listen(serving.web.application()))
        for name, world in (("github", here.coop.github), ("jira", here.coop.jira)):
            world.deliveries.hook(f"{url}/webhooks/{name}", secret)
            stack.enter_context(Sender(world.deliveries))
        serving.start()
        stack.callback(serving.stop)
        yield url


@contextmanager
def visited(out: Console, folder: Path) -> Iterator[tuple[ASGIApp, str]]:
    """The co-op after its story, with the daemon at work: its page, and the daemon's address."""
    with ExitStack() as stack:
        here = stack.enter_context(stand())
        tell(out, folder, here)
        here.clock.runs()
        inner = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ilosync-demo-")))
        about = stack.enter_context(daemon(here, inner))
        house = build(here.config, here.clock, environ=here.environ)
        people = [
            Visitor(p.name, github=p.accounts.get("github", ""), jira=p.accounts.get("jira", ""))
            for p in house.people
        ]
        zone = house.settings.time_zone
        app = page(here.coop.github, here.coop.jira, people, zone=zone)
        yield app, about


def run(out: Console, folder: Path, port: int) -> None:
    """Tell the story, then serve the page until somebody ends it."""
    with visited(out, folder) as (app, about):
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        listening = config.bind_socket()
        listening.listen(config.backlog)
        at = listening.getsockname()[1]
        out.print(
            f"\nThe co-op goes on: open [bold]http://localhost:{at}[/] and try something; ilosync "
            f"answers.\n[dim]The daemon's own address: {about}/readyz. Ctrl-C ends it all.[/]"
        )
        uvicorn.Server(config).run(sockets=[listening])
