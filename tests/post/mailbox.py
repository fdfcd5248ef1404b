"""A mail server on loopback that keeps what it takes, and fails in the ways that real ones do."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from ilosync.bootstrap import RealClock


@dataclass(frozen=True)
class Mail:
    """One message, to whom the envelope says, and when it came by the test's clock."""

    to: str
    message: EmailMessage
    at: datetime

    @property
    def text(self) -> str:
        """Its words."""
        return str(self.message.get_content())


@dataclass
class Mailbox:
    """What came. `replies` are said to the recipients named; `fails` is how a message ends."""

    now: Callable[[], datetime] = RealClock().now
    mails: list[Mail] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    fails: str = ""  # "cut": no answer after it is kept; "slow": an answer that comes too late
    password: str | None = None
    certificate: ssl.SSLContext | None = None
    port: int = 0
    _controller: Controller | None = None

    def start(self) -> None:
        """Listen, on the same port as before if it did."""
        self.port = self.port or _free_port()
        more: dict[str, object] = {}
        if self.password is not None:
            more = {"authenticator": self._logs_in, "auth_require_tls": False}
        if self.certificate is not None:
            more["tls_context"] = self.certificate
        self._controller = Controller(self, "127.0.0.1", self.port, **more)
        self._controller.start()

    def stop(self) -> None:
        """Listen no more."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def address(self, more: str = "") -> str:
        """As the configuration has it."""
        login = "ilosync:pass-word@" if self.password is not None else ""
        where = f"mailto://{login}127.0.0.1:{self.port}"
        return f"{where}?mode=insecure&from=ilosync@example.org&to={{id}}@example.org{more}"

    def to(self, who: str) -> list[Mail]:
        """What one person got."""
        return [m for m in self.mails if m.to == f"{who}@example.org"]

    # --- as the server calls it ------------------------------------------------------------------

    def _logs_in(self, _s: SMTP, _e: Session, _v: Envelope, _m: str, data: object) -> AuthResult:
        given = getattr(data, "password", b"").decode()
        return AuthResult(success=given == self.password, handled=False)

    async def handle_RCPT(  # noqa: N802  the name that aiosmtpd looks for
        self, _s: SMTP, _e: Session, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        """Say what is to be said to this recipient."""
        if reply := self.replies.get(address.partition("@")[0]):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _e: Session, envelope: Envelope
    ) -> str:
        """Keep the message, and answer, or not."""
        message = message_from_bytes(bytes(envelope.content or b""), policy=default)
        assert isinstance(message, EmailMessage)
        self.mails += [Mail(to, message, self.now()) for to in envelope.rcpt_tos]
        if self.fails == "cut":
            server.transport.abort()
        if self.fails == "slow":
            await asyncio.sleep(1.5)
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mailbox(**more: object) -> Iterator[Mailbox]:
    """A server for as long as it is needed."""
    box = Mailbox(**more)  # type: ignore[arg-type]
    box.start()
    try:
        yield box
    finally:
        box.stop()
