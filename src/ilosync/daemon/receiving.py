"""Bodies of deliveries as they come in: none larger, slower or more at once than is good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect, Request

LARGEST = 25 * 2**20  # bytes; GitHub docs: "Payloads are capped at 25 MB"; Jira drops larger ones
AT_ONCE = 64 * 2**20  # bytes of all bodies that are held at one moment
SLOWEST = 10.0  # seconds for one body; GitHub docs: it gives up on us after ten


class Unfit(Exception):
    """A body that is not taken: the status of the answer, and why."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status = status
        self.says = says


class Receiver:
    """Takes bodies in, within bounds that all requests of the process share."""

    def __init__(
        self, largest: int = LARGEST, at_once: int = AT_ONCE, slowest: float = SLOWEST
    ) -> None:
        self._largest, self._at_once, self._slowest = largest, at_once, slowest
        self._held = 0

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """The whole body; it counts as held until it is let go. Raises `Unfit`."""
        said = request.headers.get("content-length", "")
        if said.isascii() and said.isdigit() and int(said) > self._largest:
            raise self._too_large()
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._slowest):
                async for chunk in request.stream():
                    size += len(chunk)
                    self._held += len(chunk)
                    if size > self._largest:
                        raise self._too_large()
                    if self._held > self._at_once:
                        raise Unfit(503, "too much is coming in at once; send it again")
                    chunks.append(chunk)
            yield chunks[0] if len(chunks) == 1 else b"".join(chunks)
        except TimeoutError:
            raise Unfit(408, f"the body took longer than {self._slowest:.0f} s") from None
        except ClientDisconnect:
            raise Unfit(400, "the body ended early") from None
        finally:
            self._held -= size

    def _too_large(self) -> Unfit:
        return Unfit(413, f"a delivery has {self._largest} bytes at most")
