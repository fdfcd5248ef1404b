"""What an answer that is no yes means, in one line: what, where, and how to mend it."""

from __future__ import annotations

from http import HTTPStatus

from ilosync.errors import IlosyncError, NotAllowed, Refused, TryLater, Unproven
from ilosync.trackers.answer import Answer

from .shapes import Json, loads, mapping, text


def said(answer: Answer) -> str:
    """The message of an error answer, cut to a line; it is GitHub's, never a person's."""
    return " ".join(text(mapping(loads(answer.text)).get("message")).split())[:200]


def not_accepted(name: str) -> NotAllowed:
    """A 401: the token is wrong or has ended."""
    variable = f"ILOSYNC_TRACKERS__{name.upper()}__TOKEN"
    return NotAllowed(
        f"{name}: the token was not accepted (401): set {variable} (or the App's key)."
    )


def no_repository(name: str, place: str) -> Refused:
    """A 404 on a repository."""
    return Refused(
        f"{name}: there is no repository {place} that this token can see: check `repositories` "
        "in the configuration and the token's access."
    )


def no_organization(name: str, login: str) -> Refused:
    """Nothing of it can be seen, or it is none."""
    return Refused(
        f"{name}: there is no organization {login} with repositories that this token can see: "
        "check `organization` in the configuration and the token's access."
    )


def of_read(name: str, what: str, answer: Answer) -> IlosyncError:
    """What a read's answer other than 200 means."""
    if answer.stranger:
        return not_accepted(name)
    if answer.forbidden:
        return Refused(
            f"{name}: the token may not read {what}: it needs Issues: read and Metadata: read"
            f"{_needs(answer)}."
        )
    if answer.missing:
        return Refused(f"{name}: there is no {what} that this token can see ({answer.status}).")
    if answer.refused:
        return Refused(f"{name}: {what} could not be read ({answer.status} {said(answer)}).")
    return TryLater(f"{name}: {what} could not be read ({answer.status}).")


def of_write(name: str, place: str, what: str, answer: Answer) -> IlosyncError:
    """What a write's answer other than a proof means."""
    if answer.stranger:
        return not_accepted(name)
    if answer.forbidden and "lock" not in said(answer).lower():
        needs = f"it needs Issues: read and write{_needs(answer)}"
        return NotAllowed(f"{name}: the token may not write in {place}: {needs}.")
    if answer.refused:
        return Refused(f"{name}: {_why_not(place, what, answer)}")
    if answer.moved:
        return Unproven(
            f"{name}: {place} answers from another address ({answer.status}): "
            "correct `repositories`."
        )
    return Unproven(f"{name}: {what}: no proof in the answer ({answer.status}).")


def proof(name: str, answer: Answer, place: str, what: str) -> Json:
    """The object of a write's 2xx; an error for everything else."""
    if not answer.done:
        raise of_write(name, place, what, answer)
    return mapping(loads(answer.text))


def _why_not(place: str, what: str, answer: Answer) -> str:
    if answer.forbidden:
        return f"{what} is locked: unlock the conversation, or leave it be."
    if answer.status == HTTPStatus.GONE:
        return f"{what} is gone, or issues are switched off in {place}."
    if answer.missing:
        return f"there is no {what} that this token can see, or it may not write there."
    return f"{what} was not changed ({answer.status} {said(answer)})."


def _needs(answer: Answer) -> str:
    named = answer.headers.get("x-accepted-github-permissions", "")
    return f" (GitHub names {named[:100]})" if named else ""
