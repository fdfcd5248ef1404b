"""The sandbox on a port of this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event, Thread

import uvicorn

from ilosync.sandbox.gate import Gate
from ilosync.sandbox.world import World

PATIENCE = 10.0


class _Server(uvicorn.Server):
    """Starts and stops at once: it waits for a word instead of looking every 0.1 s."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = Event()

    async def main_loop(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self.up.set()
        await self._stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in self.servers:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for each in sockets or []:
            each.close()

    def stop(self) -> None:
        self.should_exit = self.force_exit = True
        self._loop.call_soon_threadsafe(self._stop.set)


def serve(world: World) -> AbstractContextManager[str]:
    """Answer for a world while the context lasts; yields `http://localhost:PORT`.

    GitHub Enterprise's addresses, `/api/v3/…` and `/api/graphql`, are answered as well.
    """
    return listen(Gate(world))


@contextmanager
def listen(app: object) -> Iterator[str]:
    """Let an ASGI application answer on a free port of this machine."""
    listening = socket.socket(
        socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # else no TCP_NODELAY
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        http="h11",
        ws="none",
        lifespan="off",
        loop="asyncio",
        interface="asgi3",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
    )
    server = _Server(config)
    thread = Thread(target=server.run, args=([listening],), name="sandbox", daemon=True)
    thread.start()
    if not server.up.wait(PATIENCE):
        raise RuntimeError("the sandbox did not start")
    try:
        yield f"http://localhost:{listening.getsockname()[1]}"
    finally:
        server.stop()
        thread.join(PATIENCE)
        listening.close()
