"""Jira's query language, read into a tree by recursive descent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ilosync.sandbox.jira.jql_words import END, RESERVED, Word, words, wrong
from ilosync.sandbox.jira.nope import Nope

OPPOSITES = {
    "=": "!=", "in": "not in", "is": "is not", "~": "!~", ">": "<=", "<": ">=",
}  # fmt: skip
OPPOSITES |= {v: k for k, v in OPPOSITES.items()}
OPERATORS = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'"


@dataclass(frozen=True)
class Value:
    """One thing on the right: a text, EMPTY, or a function with its arguments."""

    text: str
    empty: bool = False
    arguments: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Clause:
    """A field, an operator in lower case, and one or more values."""

    field: str
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    """Several conditions of which `all` must hold, or else any."""

    all: bool
    parts: tuple[Clause | Group, ...]


@dataclass(frozen=True)
class Query:
    """A condition, if there is one, and the order: field, and whether it falls (None: unsaid)."""

    where: Clause | Group | None
    order: tuple[tuple[str, bool | None], ...] = field(default=())


def parse(text: str) -> Query:
    """Read a query."""
    return _Parser(text).query()


def negated(node: Clause | Group) -> Clause | Group:
    """Turn a condition round, as Jira does: operators change, so what is empty stays out."""
    if isinstance(node, Clause):
        return replace(node, operator=OPPOSITES[node.operator])
    return Group(not node.all, tuple(negated(x) for x in node.parts))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words(text)
        self.at = 0

    def query(self) -> Query:
        where = None if self.ahead.says("order") or self.ahead is END else self.any_of()
        order = self.order() if self.take("order") else ()
        if self.ahead is not END:
            raise self.wrong(f"Expecting either 'OR' or 'AND' but got '{self.ahead.text}'.")
        return Query(where, order)

    # --- conditions ------------------------------------------------------------------

    def any_of(self) -> Clause | Group:
        parts = [self.all_of()]
        while self.take("or", "|", "||"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Group(all=False, parts=tuple(parts))

    def all_of(self) -> Clause | Group:
        parts = [self.one()]
        while self.take("and", "&", "&&"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Group(all=True, parts=tuple(parts))

    def one(self) -> Clause | Group:
        if self.take("not", "!"):
            return negated(self.one())
        if self.take("("):
            inner = self.any_of()
            self.need(")")
            return inner
        return self.clause()

    def clause(self) -> Clause:
        name = self.name()
        operator = self.operator()
        if operator in {"in", "not in"} and self.take("("):
            values = [self.value()]
            while self.take(","):
                values.append(self.value())
            self.need(")")
            return Clause(name, operator, tuple(values))
        value = self.value()
        if operator in {"is", "is not"} and not value.empty:
            said = f"The operator '{operator.upper()}' can only be used with 'EMPTY' or 'NULL'."
            raise Nope(400, said)
        if operator in {"in", "not in"} and value.arguments is None:
            raise self.wrong(f"Operator '{operator.upper()}' expects a list of values.")
        return Clause(name, operator, (value,))

    def operator(self) -> str:
        word = self.next()
        text = word.text.casefold()
        if word.sign and text in {*OPPOSITES}:
            return text
        if word.says("in"):
            return "in"
        if word.says("is"):
            return "is not" if self.take("not") else "is"
        if word.says("not") and self.take("in"):
            return "not in"
        if word.says("was", "changed"):
            raise Nope(400, f"The sandbox does not know the operator '{word.text.upper()}'.")
        said = f"Expecting operator but got '{word.text}'. The valid operators are {OPERATORS}."
        raise self.wrong(said, word)

    def value(self) -> Value:
        word = self.next()
        if word.says("empty", "null"):
            return Value(word.text, empty=True)
        if word.sign:
            got = word.text or "the end of the query"
            raise self.wrong(f"Expecting either a value, list or function but got '{got}'.", word)
        if not word.quoted and self.take("("):
            return Value(word.text, arguments=self.arguments())
        if word.says(*RESERVED):
            said = (
                f"'{word.text}' is a reserved JQL word. You must surround it in quotation marks "
                "to use it as a string value."
            )
            raise self.wrong(said, word)
        return Value(word.text)

    def arguments(self) -> tuple[str, ...]:
        found = []
        while not self.take(")"):
            found.append(self.value().text)
            self.take(",")
        return tuple(found)

    def name(self) -> str:
        word = self.next()
        if word.sign:
            got = word.text or "the end of the query"
            raise self.wrong(f"Expecting a field name but got '{got}'.", word)
        if word.says(*RESERVED):
            said = f"Expecting a field name but got '{word.text}'. You must surround it in "
            raise self.wrong(said + "quotation marks to use it as a field name.", word)
        return word.text

    # --- order -----------------------------------------------------------------------

    def order(self) -> tuple[tuple[str, bool | None], ...]:
        self.need("by")
        fields = [self.sorting()]
        while self.take(","):
            fields.append(self.sorting())
        return tuple(fields)

    def sorting(self) -> tuple[str, bool | None]:
        name = self.name()
        if self.take("desc"):
            return name, True
        return name, False if self.take("asc") else None

    # --- words -----------------------------------------------------------------------

    @property
    def ahead(self) -> Word:
        return self.words[self.at] if self.at < len(self.words) else END

    def next(self) -> Word:
        word = self.ahead
        self.at += 1
        return word

    def take(self, *texts: str) -> bool:
        if self.ahead is not END and self.ahead.says(*texts):
            self.at += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            got = self.ahead.text or "the end of the query"
            raise self.wrong(f"Expecting '{text}' but got '{got}'.")

    def wrong(self, said: str, word: Word | None = None) -> Nope:
        word = word or self.ahead
        return wrong(said, self.text, len(self.text) if word is END else word.at)
