"""Whether all is there that ilosync needs of GitHub: about three requests, three a repository."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from ilosync.core.model import Place
from ilosync.errors import IlosyncError, Refused, TryLater
from ilosync.ports import Check
from ilosync.trackers.answer import Answer

from . import organization, webhooks
from .ground import Ground
from .place import from_rest
from .shapes import Json, loads, mapping, text, whole

_SKEW = 60.0  # seconds: GitHub takes no App's token that was made so much later than now
_WRITE = "grant the token Issues: read and write"


class Examining:
    """Looks at everything once and writes nothing. `ok` is False for what stops ilosync."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground

    def examine(self) -> tuple[Check, ...]:
        """One check a line; the first that stops everything is the last."""
        found: list[Check] = []
        try:
            for check in self._all():
                found.append(check)  # noqa: PERF402 - those before an error stay
        except IlosyncError as error:
            found.append(Check("reading", ok=False, says=error.detail, mend="see above"))
        return tuple(found)

    def _all(self) -> Iterator[Check]:
        app = self._on.client.credentials.app is not None
        try:
            first = self._first(app=app)
        except TryLater as error:
            mend = f"correct trackers.{self._on.tracker}.url, or wait"
            yield Check("address", ok=False, says=error.detail, mend=mend)
            return
        address = self._address(first)
        yield address
        if not address.ok:
            return
        yield self._clock()
        if not app:
            yield from self._left(first)
        account = self._account()
        yield account
        if not account.ok:
            return
        if self._on.scope.organization:
            yield from self._organization()
        for asked in self._on.scope.and_home(self._on.scope.repositories):
            yield from self._repository(asked)
        if app:
            yield from self._left(self._on.client.read("/rate_limit"))
            yield from self._deliveries()

    # --- the server and us -------------------------------------------------------------

    def _first(self, *, app: bool) -> Answer:
        """Something that is free, and needs no installation's token."""
        client = self._on.client
        return client.read_as_app("/app") if app else client.read("/rate_limit")

    def _address(self, answer: Answer) -> Check:
        url, mend = self._on.client.url, f"correct trackers.{self._on.tracker}.url"
        known = isinstance(loads(answer.text), dict) if answer.ok else answer.refused
        version = answer.headers.get("x-github-enterprise-version", "")
        kind = f", GitHub Enterprise Server {version[:20]}" if version else ""
        says = f"{url} answers{kind}" if known else f"{url} is no GitHub ({answer.status})"
        return Check("address", ok=known, says=says, mend="" if known else mend)

    def _left(self, answer: Answer) -> Iterator[Check]:
        """How much may still be asked; an Enterprise server may have no limits."""
        core = mapping(mapping(mapping(loads(answer.text)).get("resources")).get("core"))
        left, limit = whole(core.get("remaining")), whole(core.get("limit"))
        if left is not None:
            mend = "" if left else "wait until the hour is over; see who else uses the token"
            yield Check("requests", ok=left > 0, says=f"{left} of {limit} are left", mend=mend)

    def _clock(self) -> Check:
        ahead = (self._on.clock.now() - self._on.client.server_time()).total_seconds()
        if abs(ahead) <= _SKEW:
            return Check("clock", ok=True, says="agrees with the server's")
        says = f"is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the server's"
        app = self._on.client.credentials.app is not None
        return Check("clock", ok=not app, says=says, mend="set this machine's clock")

    def _account(self) -> Check:
        try:
            us = self._on.identity.us()
        except Refused as no:
            return Check("account", ok=False, says=no.detail, mend="give it another token")
        formerly = sorted(self._on.scope.formerly)
        now = sorted(us.ids - self._on.scope.formerly)
        says = us.login + (f", number {now[0]}" if now else "")
        says += f", formerly {', '.join(map(str, formerly))}" if formerly else ""
        return Check("account", ok=True, says=says)

    # --- repositories ------------------------------------------------------------------

    def _organization(self) -> Iterator[Check]:
        login = self._on.scope.organization
        try:
            organization.insist(self._on)
        except Refused as no:
            yield Check(login, ok=False, says="cannot be seen", mend=no.detail)
            return
        yield Check(login, ok=True, says="can be read")
        hooks = webhooks.listed(self._on, f"/orgs/{login}/hooks")
        yield from webhooks.checks(login, self._on.tracker, hooks)

    def _repository(self, asked: str) -> Iterator[Check]:
        answer = self._on.client.read(f"/repos/{asked}")
        raw = mapping(loads(answer.text))
        if not answer.ok:
            mend = "correct `repositories`, or give the token access to it"
            yield Check(asked, ok=False, says=f"cannot be seen ({answer.status})", mend=mend)
            return
        key = text(raw.get("full_name")) or asked
        moved = key.casefold() != asked.casefold()
        says, mend = ("can be read", "") if not moved else (f"is now called {key}", "correct it")
        yield Check(asked, ok=True, says=says, mend=mend)
        if raw.get("has_issues") is False:
            says, mend = "are switched off", "switch them on in its settings"
            yield Check(f"{key}: issues", ok=False, says=says, mend=mend)
        place = self._place(key, raw)
        yield self._writing(place, raw)
        yield self._label(key)
        yield self._readers(place)
        hooks = webhooks.listed(self._on, f"/repos/{key}/hooks")
        yield from webhooks.checks(key, self._on.tracker, hooks)

    def _place(self, key: str, raw: Json) -> Place:
        app = self._on.client.credentials.may_write_issues()
        declared = self._on.scope.readers
        return from_rest(raw, self._on.tracker, key, labels=(), declared=declared, app=app)

    def _writing(self, place: Place, raw: Json) -> Check:
        about = f"{place.key}: writing"
        if raw.get("archived") is True:
            return Check(
                about, ok=False, says="it is archived", mend="unarchive it, or leave it out"
            )
        if place.may_write is None:
            return Check(about, ok=True, says="the server does not tell")
        says = "allowed" if place.may_write else "the token may not write"
        return Check(about, ok=place.may_write, says=says, mend="" if place.may_write else _WRITE)

    def _label(self, key: str) -> Check:
        label = self._on.scope.label
        answer: Answer = self._on.client.read(f"/repos/{key}/labels/{quote(label, safe='')}")
        says = f"{label} is there" if answer.ok else f"there is no {label} yet"
        mend = "" if answer.ok else "make it, or let ilosync make it when it speaks"
        return Check(f"{key}: label", ok=True, says=says, mend=mend)

    def _readers(self, place: Place) -> Check:
        seen = place.readers.value if place.readers else "not told"
        declared = place.declared.value if place.declared else "not declared"
        mend = ""
        if place.too_wide:
            mend = "make it private, or declare its `readers`: until then nothing is written there"
        elif place.declared is None:
            mend = "declare its `readers`"
        says = f"readers: {seen}, in the configuration: {declared}"
        return Check(f"{place.key}: readers", ok=not place.too_wide, says=says, mend=mend)

    def _deliveries(self) -> Iterator[Check]:
        """An App has a webhook of its own; its last deliveries tell how it is."""
        answer = self._on.client.read_as_app("/app/hook/deliveries", {"per_page": 1})
        last = loads(answer.text)
        if not answer.ok or not isinstance(last, list) or not last:
            says = "nothing was delivered lately: changes are found by polling alone"
            yield Check("webhook", ok=True, says=says, mend="activate the App's webhook")
            return
        code = whole(mapping(last[0]).get("status_code")) or 0
        fine = 200 <= code < 400  # noqa: PLR2004
        mend = "" if fine else "compare the App's webhook address and secret"
        yield Check("webhook", ok=True, says=f"the last delivery was answered {code}", mend=mend)
