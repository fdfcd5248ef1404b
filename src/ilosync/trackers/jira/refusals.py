"""What an answer that is no yes means, in one line: what, where, and how to mend it."""

from __future__ import annotations

from http import HTTPStatus

from ilosync.errors import IlosyncError, NotAllowed, Refused, TryLater, Unproven
from ilosync.trackers.answer import Answer

from .shapes import Json, loads, mapping, text, texts

_DENIED = "x-authentication-denied-reason"


def said(answer: Answer) -> str:
    """The sentences of an error answer, cut to a line; they are Jira's, never a person's."""
    body = mapping(loads(answer.text))
    sentences = texts(body.get("errorMessages")) + texts([*mapping(body.get("errors")).values()])
    sentences += [x for key in ("errorMessage", "message") if (x := text(body.get(key)))]
    return " ".join(" ".join(sentences).split())[:300]


def fields_refused(answer: Answer) -> set[str]:
    """The fields, in lower case, that an error answer is about: `{"errors": {"labels": …}}`."""
    return {x.lower() for x in mapping(mapping(loads(answer.text)).get("errors"))}


def login(name: str) -> str:
    """How to mend a login."""
    variable = f"ILOSYNC_TRACKERS__{name.upper()}__"
    return f"set {variable}USER and {variable}TOKEN (Cloud), or {variable}TOKEN alone (Data Center)"


def not_accepted(name: str) -> NotAllowed:
    """A 401: the token is wrong or has ended."""
    return NotAllowed(f"{name}: the login was not accepted (401): {login(name)}.")


def no_project(name: str, key: str) -> Refused:
    """A project that is not there, or not for us."""
    return Refused(
        f"{name}: there is no project {key} that this account can see: check `projects` in the "
        "configuration and the account's permission Browse projects."
    )


def of_read(  # noqa: PLR0911 - one return for each kind of answer
    name: str, what: str, answer: Answer
) -> IlosyncError:
    """What a read's answer other than 200 means."""
    if answer.stranger:
        return not_accepted(name)
    if answer.forbidden and _DENIED in answer.headers:
        return _captcha(name)
    if answer.forbidden:
        return Refused(
            f"{name}: the account may not read {what}: it needs the permission Browse projects."
        )
    if answer.moved:
        return Refused(f"{name}: it answers from another address ({answer.status}): correct `url`.")
    if answer.missing:
        return Refused(f"{name}: there is no {what} that this account can see ({answer.status}).")
    if answer.refused:
        return Refused(f"{name}: {what} could not be read ({answer.status} {said(answer)}).")
    return TryLater(f"{name}: {what} could not be read ({answer.status}).")


def of_write(name: str, place: str, what: str, needs: str, answer: Answer) -> IlosyncError:
    """What a write's answer other than a proof means; `needs` is the permission it takes."""
    if answer.stranger:
        return not_accepted(name)
    if answer.status == HTTPStatus.CONFLICT:
        return Unproven(f"{name}: {what} was being changed by somebody else (409).")
    if answer.refused:
        why = _why_not(place, what, needs, answer)
        kind = NotAllowed if _of_the_place(answer) else Refused
        return kind(f"{name}: {why}")
    if answer.moved:
        return Unproven(f"{name}: it answers from another address ({answer.status}): correct `url`")
    return Unproven(f"{name}: {what}: no proof in the answer ({answer.status}).")


def proof(name: str, answer: Answer, place: str, what: str, needs: str) -> Json:
    """The object of a 2xx; an error for everything else."""
    if not answer.written:
        raise of_write(name, place, what, needs, answer)
    return mapping(loads(answer.text))


def _of_the_place(answer: Answer) -> bool:
    """Whether it is about what the account may do at all, not about one ticket."""
    return answer.forbidden or ("permission" in said(answer).lower() and not answer.missing)


def _why_not(place: str, what: str, needs: str, answer: Answer) -> str:
    why = said(answer)
    if answer.forbidden and _DENIED in answer.headers:
        return str(_captcha("").detail).lstrip(": ")
    if "labels" in fields_refused(answer):
        return (
            f"labels cannot be set in {place}: give the account the permission {needs} there, "
            "and put the field Labels on the project's edit screen."
        )
    if "visibility" in why.lower() or "commentlevel" in fields_refused(answer):
        return f"comments in {place} cannot be restricted so: check `visibility` ({why})."
    if _of_the_place(answer):
        return f"the account may not write in {place}: it needs the permission {needs} there."
    if answer.missing:
        return f"there is no {what} that this account can see, or it lacks {needs} there."
    return f"{what} was not changed ({answer.status} {why})."


def _captcha(name: str) -> Refused:
    return Refused(
        f"{name}: Jira wants a CAPTCHA after failed logins: log in once in a browser with that "
        "account, then correct the token."
    )
