"""A mail server as Apprise was told of it: tried before a letter, so that we know what failed.

Apprise says whether a message went, not why it did not. So the same server is asked first, up to
the recipient's name and no further: what fails there certainly sent nothing.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from .post import Deferred, PostAway, PostRefused, Unreachable

FOR_EVER = 500  # replies from here on say no for good; those below, not now (RFC 5321, 4.2.1)
CHECKED = {250, 251, 252}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, as whom, and from which address; `timeout` in seconds."""

    host: str
    port: int
    mode: str  # insecure, starttls or ssl
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    verify: bool = True
    timeout: float = 15.0

    def takes(self, recipient: str | None = None) -> None:
        """Go as far as a letter to this recipient would before its first word; send nothing.

        Raises `PostAway`, `Deferred`, `PostRefused` or `Unreachable`. Without a recipient it
        ends after logging in.
        """
        with self._troubles(), self._connected() as smtp:
            if recipient is None:
                return
            smtp.ehlo_or_helo_if_needed()
            code, _ = smtp.mail(self.sender)
            if code not in CHECKED:
                raise _said(code, "the sender's address", PostAway, PostRefused)
            code, _ = smtp.rcpt(recipient)
            if code not in CHECKED:
                raise _said(code, "the recipient's address", Deferred, Unreachable)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        smtp: smtplib.SMTP
        if self.mode == "ssl":
            smtp = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=self._trust()
            )
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.mode == "starttls":
                smtp.starttls(context=self._trust())
            if self.user and self.password:
                smtp.login(self.user, self.password)
            yield smtp
        finally:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.verify:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        """What went wrong, without a word of the server's: it may repeat an address."""
        try:
            yield
        except smtplib.SMTPAuthenticationError as e:
            raise _said(e.smtp_code, "the user name or password", PostAway, PostRefused) from None
        except smtplib.SMTPNotSupportedError:
            raise PostRefused(f"{self._name} cannot do what the address asks for") from None
        except smtplib.SMTPResponseException as e:
            raise _said(e.smtp_code, "the connection", PostAway, PostRefused) from None
        except ssl.SSLCertVerificationError:
            raise PostRefused(f"{self._name} has a certificate that is not trusted") from None
        except UnicodeError:
            raise Unreachable("an address has letters that mail servers do not take") from None
        except (OSError, smtplib.SMTPException) as e:
            raise PostAway(f"{self._name} does not answer ({type(e).__name__})") from None

    @property
    def _name(self) -> str:
        return f"the mail server {self.host}:{self.port}"


def _said(
    code: int, what: str, now: type[PostAway], ever: type[PostRefused]
) -> PostAway | PostRefused:
    kind = ever if code >= FOR_EVER else now
    return kind(f"the mail server said {code} to {what}")
