"""From a finding to the words that the people team wrote for it.

Words are Jinja2 templates, one a rule, looked up in the deployment's own folder first.
They run in a sandbox and know only the names they are given. Everything that comes from a
ticket or the people file is made plain before it gets in: it cannot mention anybody, refer
to another ticket, or break out of its sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from types import MappingProxyType

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .core.model import Person, PersonId, Ref, Ticket
from .core.policy import Policy
from .core.rule import Finding, Rule
from .core.together import unlisted
from .errors import BadConfig
from .mentions import mention as mention_of
from .voice import harsh

RULES_DIR = Path(__file__).parent / "rules"
LONGEST = 120  # characters of a title that a notice shows
NONE: Mapping[Ref, Ticket] = MappingProxyType({})
APART = "\N{WORD JOINER}"  # invisible; keeps `@` and `#` from becoming a mention or a reference


class Wording:
    """The words of each rule, looked up in `places` in order."""

    def __init__(
        self,
        people: Mapping[PersonId, Person],
        policy: Policy,
        about_url: str = "",
        places: Sequence[Path] = (RULES_DIR,),
    ) -> None:
        self._people, self._policy, self._about = people, policy, about_url
        self._env = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(places),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.filters["day"] = day
        self._env.filters["month"] = month
        self._env.filters["person"] = self._name

    def say(
        self,
        finding: Finding,
        ticket: Ticket | None = None,
        *,
        mention: bool = False,
        tickets: Mapping[Ref, Ticket] = NONE,
    ) -> str:
        """The notice as Markdown. With `mention` those it asks are notified, once; else nobody.

        `tickets` are those of the pass: a list of goals takes its titles from them.
        """
        words = self._words(finding, ticket, mention=mention, tickets=tickets)
        footer = self._env.get_template("footer.md").render(self._given(finding, ticket))
        return "\n\n".join((tidy(words), tidy(footer)))

    def _given(
        self,
        finding: Finding,
        ticket: Ticket | None = None,
        *,
        mention: bool = False,
        tickets: Mapping[Ref, Ticket] = NONE,
    ) -> dict[str, object]:
        """The names that words may use."""
        owner = self._people.get(finding.person) if finding.person else None
        facts: dict[str, object] = {
            k: v if k in OURS else plain(v) for k, v in finding.facts.items()
        }
        if "goals" in facts:
            facts["goals"] = self._goals(finding.facts["goals"], tickets)
        return {
            **facts,
            "dear": self._dear(finding, mention=mention),
            "asked": len(finding.asks),
            "name": plain(owner.name) if owner else "",
            "title": plain(ticket.title) if ticket else "",
            "label": self._policy.label,
            "next_label": self._policy.next,
            "boxes": ticket.boxes if ticket else True,
            "about_url": self._about,
            "not_for_review": self._policy.not_for_review,
        }

    def opening(self, finding: Finding, tickets: Mapping[Ref, Ticket] = NONE) -> tuple[str, str]:
        """Title and text of a ticket of our own: the first line of its words is `# the title`."""
        first, _, rest = self.say(finding, mention=True, tickets=tickets).partition("\n")
        return first.removeprefix("# ").strip(), rest.strip()

    def letter(self, findings: Sequence[Finding], to: PersonId) -> tuple[str, str]:
        """Subject and text (Markdown) of the week's private message to somebody."""
        context = self._given(findings[0], mention=False) | {"dear": plain(self._people[to].name)}
        parts = [tidy(self._words(f, private=True)) for f in findings]
        ends = tidy(self._env.get_template("letter_footer.md").render(context))
        hello = f"Hi {context['dear']},"
        return SUBJECT, "\n\n".join([hello, *parts, ends])

    def _words(
        self,
        finding: Finding,
        ticket: Ticket | None = None,
        *,
        mention: bool = False,
        private: bool = False,
        tickets: Mapping[Ref, Ticket] = NONE,
    ) -> str:
        context = self._given(finding, ticket, mention=mention, tickets=tickets)
        name = f"{finding.rule}.md"
        return self._env.get_template(name).render({**context, "private": private})

    def _goals(self, fact: str, tickets: Mapping[Ref, Ticket]) -> list[dict[str, str]]:
        """Whose goals they are, and the tickets' own titles and addresses."""
        found = []
        for owner, ref in unlisted(fact):
            ticket = tickets.get(ref)
            title, url = (ticket.title, ticket.url) if ticket else (ref.key, "")
            found.append({"name": self._name(owner), "title": plain(title), "url": url})
        return found

    def _name(self, person: str) -> str:
        """Somebody's name, by id."""
        found = self._people.get(PersonId(person))
        return plain(found.name) if found else "somebody"

    def _dear(self, finding: Finding, *, mention: bool) -> str:
        names = []
        place = finding.ticket or finding.opens
        for person in (self._people[p] for p in finding.asks):
            account = person.accounts.get(place.tracker) if place else None
            name = plain(person.name)
            names.append(mention_of(name, account) if mention and account else name)
        return listed(names) or "there"


OURS = frozenset(
    (
        *("other", "due", "planned", "stage", "mode", "people", "number", "total", "where", "url"),
        *("count", "variant", "days", "quarter", "month", "until", "missing", "session", "mine"),
        *("waits", "list", "review", "goals", "supervisor", "buddy", "contact"),
    )
)  # facts that hold no word of a person's
GIVEN = (
    "dear",
    "asked",
    "name",
    "title",
    "label",
    "next_label",
    "boxes",
    "about_url",
    "not_for_review",
    "private",
)
FOOTERS = ("footer.md", "letter_footer.md")
SUBJECT = "A note from ilosync"
SOMEBODY = Person(PersonId("somebody"), "Somebody")


def examples(rule: Rule) -> Iterator[Finding]:
    """A finding for each combination of the facts that the rule declares, for docs and checks."""
    choices = [value.split("|") for value in rule.facts.values()]
    for values in product(*choices):
        yield Finding(
            rule.id,
            "example",
            datetime(2026, 11, 23, 10, tzinfo=UTC),
            SOMEBODY.id,
            None,
            dict(zip(rule.facts, values, strict=True)),
            asks=(SOMEBODY.id,),
        )


def check_overrides(folder: Path, rules: Iterable[Rule], policy: Policy) -> None:
    """Render each file of a deployment's own words with example facts.

    Raises BadConfig for a file that belongs to no rule, a mistake in a template or a name
    that it may not use.
    """
    known = {f"{r.id}.md": r for r in rules if r.speaks}
    wording = Wording({SOMEBODY.id: SOMEBODY}, policy, "https://example.org", (folder, RULES_DIR))
    for path in sorted(folder.glob("*.md")):
        if path.name not in known and path.name not in FOOTERS:
            names = ", ".join(sorted([*known, *FOOTERS]))
            raise BadConfig(f"{path}: no notice has this name; the names are {names}")
        rule = known.get(path.name) or next(iter(known.values()))
        try:
            for finding in examples(rule):
                if found := harsh(wording.say(finding) + wording.letter([finding], SOMEBODY.id)[1]):
                    raise BadConfig(
                        f"{path}: `{found[0]}` would hurt somebody who reads it; say what is true, "
                        "then what is on offer"
                    )
        except TemplateSyntaxError as e:
            raise BadConfig(f"{path}:{e.lineno}: {e.message}") from e
        except (TemplateError, TypeError, ValueError) as e:
            offered = ", ".join(sorted([*rule.facts, *GIVEN]))
            raise BadConfig(f"{path}: {e}; the names it may use are {offered}") from e


def plain(text: str) -> str:
    """A text from a person as words and nothing else: no Markdown, no mention, one line.

    Letters of every script stay as they are, joiners too; control and direction marks go.
    """
    kept = "".join(
        " " if unicodedata.category(c)[0] == "C" and c not in JOINERS else c for c in text
    )
    line = " ".join(kept.split())
    if len(line) > LONGEST:
        line = line[: LONGEST - 1].rstrip() + "…"
    line = re.sub(r"([\\`*_{}\[\]<>#|~^$&])", r"\\\1", line)
    line = re.sub(r"(@|#)", rf"\1{APART}", line)
    return re.sub(r"(?i)(:)(?=//)|(www)(?=\.)|(gh)(?=-\d)", rf"\g<0>{APART}", line)


JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # part of names in some scripts


def day(iso: str) -> str:
    """`2027-02-16` as `Tuesday 16 February 2027`."""
    found = date.fromisoformat(iso)
    return f"{found:%A} {found.day} {found:%B} {found.year}"


def month(iso: str) -> str:
    """`2027-02-16` as `February 2027`."""
    found = date.fromisoformat(iso)
    return f"{found:%B} {found.year}"


def listed(names: Sequence[str]) -> str:
    """`Ada, Grace and Linus`."""
    *some, last = names or [""]
    return f"{', '.join(some)} and {last}" if some else last


def tidy(text: str) -> str:
    """Sentences of one paragraph on one line, paragraphs apart, lists left as they are."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    lines = [p if p.lstrip().startswith("- ") else " ".join(p.split()) for p in paragraphs]
    return "\n\n".join(x for x in lines if x)
