"""What the page shows, from templates; whatever people wrote is text there and nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, tzinfo
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from ilosync.sandbox.page.forms import Form
from ilosync.sandbox.page.ideas import LABEL, ideas
from ilosync.sandbox.page.tickets import Said, Side, Ticket, Visitor

_HERE = files("ilosync.sandbox.page") / "templates"
STYLE = (_HERE / "style.css").read_text(encoding="utf-8")
SCRIPT = (_HERE / "live.js").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


POLICY = (
    f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; "
    "connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What browsers may load and run: our own style and script, known by their hashes."""


class Views:
    """The page's HTML for one visitor at one moment."""

    def __init__(
        self, sides: Sequence[Side], people: Sequence[Visitor], coop: str, zone: tzinfo
    ) -> None:
        self._sides, self._people = sides, people
        self._env = Environment(
            loader=PackageLoader("ilosync.sandbox.page", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.filters["moment"] = lambda at: _moment(at.astimezone(zone))
        self._env.filters["account"] = self._name
        self._env.globals |= {
            "coop": coop, "people": list(enumerate(people)), "html": _html,
            "style": STYLE, "script": SCRIPT,
        }  # fmt: skip

    def board(
        self, you: Visitor, seen: int, form: Form | None = None, missing: str = ""
    ) -> Response:
        """All tickets, ideas, and the form, filled in as it was sent."""
        tickets = {x.slug: x.tickets() for x in self._sides}
        fresh = Form({"label": [LABEL], "owner": [str(self._people.index(you))]})
        return self._shown(
            "board", you, seen, 422 if missing else 200, sides=self._sides, tickets=tickets,
            form=form or fresh,
            missing=missing, ideas=list(ideas(you, self._people, self._sides, tickets)),
            label=LABEL,
        )  # fmt: skip

    def ticket(self, you: Visitor, seen: int, side: Side, ticket: Ticket) -> Response:
        """One ticket with all that can be done on it."""
        there = [(n, x) for n, x in enumerate(self._people) if side.account(x)]
        return self._shown(
            "ticket", you, seen, side=side, ticket=ticket, there=there,
            by=side.account(you), labels=side.labels(ticket),
        )  # fmt: skip

    def sorry(self, you: Visitor, status: int, words: str) -> Response:
        """A sentence, and the way back."""
        return self._shown("sorry", you, 0, status, words=words)

    def _shown(
        self, name: str, you: Visitor, seen: int, status: int = 200, **known: object
    ) -> Response:
        template = self._env.get_template(f"{name}.html.j2")
        return HTMLResponse(template.render(you=you, seen=seen, **known), status)

    def _name(self, account: str, side: Side) -> str:
        """By which name people know an account."""
        if account == side.ours:
            return "ilosync"
        folded = account.casefold()
        known = (x.name for x in self._people if side.account(x).casefold() == folded)
        return next(known, account)


def _html(side: Side, ticket: Ticket, said: Said | None, by: str) -> str:
    """What is put into a page as it is: the sides have escaped what people wrote."""
    return side.html(ticket, said, may_tick=bool(by))


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%b, %H:%M}"
