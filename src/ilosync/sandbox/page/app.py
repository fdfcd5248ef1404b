"""The page itself: a board of all tickets, each ticket, and what a visitor does there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, tzinfo

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ilosync.sandbox.jira.nope import Nope as JiraNope
from ilosync.sandbox.jira.world import JiraWorld
from ilosync.sandbox.nope import Nope
from ilosync.sandbox.page.changes import Changes
from ilosync.sandbox.page.forms import Form, form_of, number
from ilosync.sandbox.page.guard import Guard
from ilosync.sandbox.page.on_github import OnGithub
from ilosync.sandbox.page.on_jira import OnJira
from ilosync.sandbox.page.tickets import DONE, LET_GO, Side, Ticket, Visitor
from ilosync.sandbox.page.views import POLICY, Views
from ilosync.sandbox.world import World

YOU = "ilosync-demo-you"
PATIENCE = 25.0  # seconds that a browser waits for news before it asks again
_HERE = re.compile(r"/(?:[\w.-]+/?)*")


def page(
    github: World,
    jira: JiraWorld,
    people: Sequence[Visitor],
    name: str = "Fern & Field",
    zone: tzinfo = UTC,
) -> ASGIApp:
    """The ASGI application over two worlds, for a browser on this machine.

    A visitor is one of `people`, who all know each other; `name` is what their co-op is called,
    and times are told in `zone`. Keeps nothing but what the worlds keep.
    """
    if not people:
        raise ValueError("a page needs somebody to be: name at least one person")
    changes = Changes()
    for world in (github, jira):
        world.deliveries.listen(changes.told)
    sides: list[Side] = [OnGithub(github), OnJira(jira)]
    made = _Page(sides, people, changes, Views(sides, people, name, zone))
    routes = [
        Route("/", made.board),
        Route("/changes", made.news),
        Route("/you", made.be, methods=["POST"]),
        Route("/tickets", made.open, methods=["POST"]),
        Route("/{side}/{name:path}", made.ticket),
        Route("/{side}/{name:path}", made.act, methods=["POST"]),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, policy=POLICY)],
        exception_handlers=dict.fromkeys((HTTPException, Nope, JiraNope), made.sorry),
    )


class _Page:
    def __init__(
        self, sides: Sequence[Side], people: Sequence[Visitor], changes: Changes, views: Views
    ) -> None:
        self._sides = {x.slug: x for x in sides}
        self._people, self._changes, self._views = people, changes, views

    # --- to look at -------------------------------------------------------------------

    def board(self, request: Request) -> Response:
        """All tickets, and a form for another; the address may fill it in."""
        seen, asked = self._changes.number, request.query_params
        form = Form({k: [x] for k, x in asked.items()}) if "title" in asked else None
        return self._views.board(self._you(request), seen, form)

    def ticket(self, request: Request) -> Response:
        """One ticket."""
        seen = self._changes.number
        side, ticket = self._found(request)
        return self._views.ticket(self._you(request), seen, side, ticket)

    async def news(self, request: Request) -> Response:
        """How often something happened, once that is another number than the browser knows."""
        known = request.query_params.get("since", "")
        return PlainTextResponse(str(await self._changes.other_than(number(known), PATIENCE)))

    # --- to do ------------------------------------------------------------------------

    async def be(self, request: Request) -> Response:
        """Be somebody else from now on."""
        form = await form_of(request)
        back = form.get("back")
        answer = RedirectResponse(back if _HERE.fullmatch(back) else "/", 303)
        answer.set_cookie(YOU, str(form.number("who")), httponly=True, samesite="strict")
        return answer

    async def open(self, request: Request) -> Response:
        """Open a ticket and go there; the form once more, where something is missing."""
        form = await form_of(request)
        return await run_in_threadpool(self._open, request, form)

    def _open(self, request: Request, form: Form) -> Response:
        you, title = self._you(request), form.line("title")
        slug, _, place = form.get("place").partition(":")
        side, owner = self._sides.get(slug), self._person(form.number("owner"))
        if side is None or place not in side.places():
            missing = "Choose where the ticket goes."
        elif not title:
            missing = "A ticket needs a title."
        elif not (by := side.account(you)):
            missing = f"{you.name} has no account in {side.title}: choose another place."
        elif owner and not side.account(owner):
            missing = f"{owner.name} has no account in {side.title}: choose another place."
        else:
            label, whose = form.line("label"), side.account(owner) if owner else ""
            name = side.open(place, by, title, form.text("text"), label, whose)
            return RedirectResponse(f"/{side.slug}/{name}", 303)
        return self._views.board(you, self._changes.number, form, missing)

    async def act(self, request: Request) -> Response:
        """Do something on a ticket, then show it again."""
        form = await form_of(request)
        return await run_in_threadpool(self._act, request, form)

    def _act(self, request: Request, form: Form) -> Response:
        side, ticket = self._found(request)
        you = self._you(request)
        by = side.account(you)
        if not by:
            raise HTTPException(403, f"{you.name} has no account in {side.title}.")
        _do(side, ticket, by, form, self._person(form.number("owner")))
        return RedirectResponse(ticket.path, 303)

    # --- otherwise --------------------------------------------------------------------

    def sorry(self, request: Request, error: Exception) -> Response:
        """Say in a sentence why not."""
        status = getattr(error, "status_code", 0) or getattr(error, "status", 400)
        words = getattr(error, "detail", "") or str(error)
        return self._views.sorry(self._you(request), status, words)

    def _found(self, request: Request) -> tuple[Side, Ticket]:
        side = self._sides.get(request.path_params["side"])
        ticket = side.ticket(request.path_params["name"]) if side else None
        if side is None or ticket is None:
            raise HTTPException(404, "There is no ticket at this address, or not any more.")
        return side, ticket

    def _you(self, request: Request) -> Visitor:
        """Who the visitor is: at first somebody with an account in both trackers."""
        known = self._person(number(request.cookies.get(YOU, "")))
        both = (x for x in self._people if x.github and x.jira)
        return known or next(both, self._people[0])

    def _person(self, which: int) -> Visitor | None:
        return self._people[which] if 0 <= which < len(self._people) else None


def _do(side: Side, ticket: Ticket, by: str, form: Form, owner: Visitor | None) -> None:
    match form.get("do"):
        case "comment":
            if text := form.text("text"):
                side.comment(ticket, by, text)
        case "close":
            side.close(ticket, by, LET_GO if form.get("as") == LET_GO else DONE)
        case "reopen":
            side.reopen(ticket, by)
        case "label":
            if form.get("label") in side.labels(ticket):
                side.label(ticket, by, form.get("label"))
        case "assign":
            if owner and (account := side.account(owner)):
                side.assign(ticket, by, account)
        case "tick":
            _tick(side, ticket, by, form)
        case _:
            raise HTTPException(400, "Nothing of the kind can be done here.")


def _tick(side: Side, ticket: Ticket, by: str, form: Form) -> None:
    try:
        side.tick(ticket, by, form.get("comment"), form.number("box"))
    except ValueError:
        raise HTTPException(404, "This box is not there any more.") from None
