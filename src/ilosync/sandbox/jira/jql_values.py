"""What the values of a query name: projects, people, statuses, issues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ilosync.sandbox.jira.jql import Value
from ilosync.sandbox.jira.nope import Nope
from ilosync.sandbox.jira.registry import Registry
from ilosync.sandbox.jira.state import Level, Named, Project, User
from ilosync.sandbox.jira.workflow import Status

CATEGORIES = {
    "to do": "To Do", "new": "To Do", "2": "To Do", "in progress": "In Progress",
    "indeterminate": "In Progress", "4": "In Progress", "done": "Done", "3": "Done",
    "complete": "Done",
}  # fmt: skip
PEOPLE = {"assignee", "reporter", "creator"}


@dataclass(frozen=True)
class Names:
    """A world and who asks it: what one may not see does not exist."""

    world: Registry
    asker: User

    def meant(self, field: str, name: str, value: Value) -> set[str]:
        """The ids that a value of a field stands for; EMPTY stands for none."""
        if blank(name, value):
            return set()
        if value.arguments is not None:
            return self._function(name, value)
        found = self._named(name, value.text)
        if not found:
            raise _no_value(field, name, value.text)
        return found

    def _function(self, name: str, value: Value) -> set[str]:
        function = value.text.casefold()
        if name in PEOPLE and function == "currentuser":
            return {self.asker.key}
        if name in PEOPLE and function == "membersof" and value.arguments:
            group = value.arguments[0]
            if group not in self.world.groups:
                said = f"Function '{value.text}' can not generate a list of usernames for "
                raise Nope(400, said + f"group '{group}'; the group does not exist.")
            return {x.key for x in self.world.groups[group]}
        raise Nope(400, f"Unable to find JQL function '{value.text}()'.")

    def _named(self, name: str, text: str) -> set[str]:
        low = text.casefold()
        if name == "labels":
            return {low}
        if name == "statuscategory":
            return {CATEGORIES[low]} if low in CATEGORIES else set()
        if name == "issuekey":
            return self._issues(text)
        if name in PEOPLE:
            return {x.key for x in self.world.users.values() if low in self._names(x)}
        if name == "project":
            return {x.id for x in self._places() if low in _words(x) | {x.key.casefold()}}
        return {x.id for x in self._things(name) if low in _words(x)}

    def _things(self, name: str) -> Iterable[Named | Status | Level]:
        places = self._places()
        match name:
            case "issuetype":
                return [y for x in places for y in x.types]
            case "status":
                return [y for x in places for y in x.statuses]
            case "security":
                return [y for x in places for y in x.levels.values()]
            case _:
                return self.world.resolutions

    def _places(self) -> list[Project]:
        may = self.world.may
        return [x for x in self.world.projects.values() if may(self.asker, "BROWSE_PROJECTS", x)]

    def _names(self, user: User) -> set[str]:
        names = {user.id.casefold()}
        return names if self.world.cloud else names | {user.key.casefold()}

    def _issues(self, text: str) -> set[str]:
        try:
            issue = self.world.issue(text)
        except Nope:
            return set()
        return {str(issue.id)} if self.world.sees(self.asker, issue.now) else set()


def blank(name: str, value: Value) -> bool:
    """Whether a value asks for what has none."""
    return value.empty or (name == "resolution" and value.text.casefold() == "unresolved")


def _words(thing: Project | Named | Status | Level) -> set[str]:
    return {thing.id, thing.name.casefold()}


def _no_value(field: str, name: str, text: str) -> Nope:
    if name == "issuekey" and text.isdecimal():
        return Nope(400, f"A value with ID '{text}' does not exist for the field '{field}'.")
    if name == "issuekey":
        return Nope(400, f"An issue with key '{text}' does not exist for field '{field}'.")
    return Nope(400, f"The value '{text}' does not exist for the field '{field}'.")
