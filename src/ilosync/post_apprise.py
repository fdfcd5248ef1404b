"""Private messages over Apprise: mail, Slack, Matrix and what else it has an address for.

The only import of Apprise. Of mail we find out by ourselves whether a letter can go before it
does; of other services Apprise tells no more than yes or no, and a no may have been said after
the message arrived.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import quote

import structlog
from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat
from apprise.plugins.email import NotifyEmail

from .core.model import Person, PersonId
from .environment import variable
from .errors import BadConfig, Refused, TryLater
from .mail_server import MailServer
from .plain_mail import plain_mail
from .ports import Check
from .post import Post, PostUnproven, Unreachable

log = structlog.get_logger()
SOMEBODY = Person(PersonId("somebody"), "Somebody")
_FORM = "write it as docs/messages.md shows, such as mailto://user:password@mail.example.org?to=…"


class ApprisePost:
    """Sends by `url`, which has `{id}` and perhaps `{name}` in it, or by somebody's own address.

    Raises BadConfig for an address that Apprise does not understand, without showing it.
    """

    def __init__(
        self, url: str | None, own: Mapping[PersonId, str], from_name: str = "ilosync"
    ) -> None:
        _hush()
        self._url, self._own, self._from = url, dict(own), from_name
        self._reached: dict[tuple[PersonId, str], bool] = {}
        if url is not None:
            self._understood(variable("messages", "url"), SOMEBODY)
        for who in own:
            self._understood(variable("messages", "people", who), Person(who, who))

    def _understood(self, name: str, person: Person) -> None:
        service = self._service(person)
        if service is None:
            raise BadConfig(f"{name} is no address that Apprise understands; {_FORM}")
        if isinstance(service, NotifyEmail) and (service.cc or service.bcc):
            says = f"{name} sends copies, and a letter is for one person alone"
            raise BadConfig(f"{says}; take out cc and bcc")
        if not self._alone(service, person):
            raise BadConfig(f"{name} does not lead to one mail address of theirs; {_FORM}")

    # --- what a channel promises -----------------------------------------------------------------

    def reaches(self, person: Person) -> bool:
        """Whether there is an address that leads to this person alone."""
        key = person.id, person.name
        if key not in self._reached:
            service = self._service(person)
            self._reached[key] = service is not None and self._alone(service, person)
        return self._reached[key]

    def _alone(self, service: NotifyBase, person: Person) -> bool:
        """Whether mail goes to one address, with their id in it where all share the form."""
        if not isinstance(service, NotifyEmail):
            return True
        addresses = [address for _, address in service.targets]
        mine = person.id in self._own or all(person.id in x for x in addresses)
        return len(addresses) == 1 and mine

    def send(self, person: Person, subject: str, body: str) -> None:
        """Send a message; raises as `Post.send` promises."""
        service = self._service(person)
        if service is None or not self.reaches(person):
            raise Unreachable("there is no address for them")
        form = NotifyFormat.MARKDOWN
        if isinstance(service, NotifyEmail):
            _server(service).takes(service.targets[0][1])
            body, form = plain_mail(body), NotifyFormat.TEXT
        box = Apprise()
        box.add(service)
        try:
            went = bool(box.notify(body, subject, body_format=form))
        except Exception as e:  # noqa: BLE001  whatever a service's plugin raises, it may have gone
            raise PostUnproven(f"the service broke off ({type(e).__name__})") from None
        if not went:
            raise PostUnproven("the service did not say that it took it")

    def examine(self) -> Check:
        """Whether the mail server takes us; nobody asks other services without a message."""
        service = self._service(SOMEBODY) if self._url is not None else None
        if not isinstance(service, NotifyEmail):
            return Check(
                "channel", ok=True, says="no mail for all: whether it can be reached is not checked"
            )
        server = _server(service)
        where = f"{server.host}:{server.port}"
        try:
            server.takes()
        except (TryLater, Refused) as e:
            mend = f"see whether {variable('messages', 'url')} is right, and the server runs"
            return Check("channel", ok=False, says=e.detail, mend=mend)
        return Check("channel", ok=True, says=f"the mail server {where} answers")

    # --- Apprise ---------------------------------------------------------------------------------

    def _service(self, person: Person) -> NotifyBase | None:
        """The way to somebody, made anew: each remembers when it was last used, and waits."""
        url = self._own.get(person.id)
        if url is None and self._url is not None:
            url = self._url.replace("{id}", quote(person.id, safe=""))
            url = url.replace("{name}", quote(person.name, safe=""))
        if url is None:
            return None
        asset = AppriseAsset(app_id=self._from, async_mode=False, secure_logging=True)
        service = Apprise.instantiate(url, asset=asset)
        if isinstance(service, NotifyEmail):
            service.notify_format = NotifyFormat.TEXT  # type: ignore[assignment]  # no HTML, ever
            name, address = service.from_addr
            service.from_addr = [name or self._from, address]
            service.headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers
        return service


def _server(service: NotifyEmail) -> MailServer:
    return MailServer(
        service.smtp_host,
        int(service.port or 0),
        str(service.secure_mode),
        str(service.from_addr[1]),
        service.user,
        service.password,
        service.verify_certificate,
        float(service.socket_connect_timeout),
    )


def _hush() -> None:
    """Apprise's log shows addresses and, where it explains itself, messages; we say what counts."""
    logging.getLogger("apprise").disabled = True


_fits: type[Post] = ApprisePost
