"""Nobody can be picked out of what is published: somebody tries, with all there is to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import pytest

from ilosync.core.report.small import Count, Figure, Said, held_back

from .attack import (
    MIN_GROUP,
    Group,
    Values,
    between,
    counted,
    found_out,
    published,
    table,
    telling,
)

WEEKS = 12
EVERY_WORLD = 13  # people of whom every world is tried
PROMISES: dict[str, tuple[Group, bool]] = {
    "one_ilo": (("one", "several", "drafting", "none"), True),
    "mentors": (("named", "looking", "not_wanted"), False),
    "check_ins": (("held", "moved", "open"), False),
    "stretches": (("whole", "open"), False),
    "costs": (("waiting",), False),
}
GROWS = "check_ins"  # within a quarter


@dataclass
class Organisation:
    """People of two groups, each of whom stands somewhere; a week is a step."""

    random: Random
    cells: Group
    sizes: list[int]
    stands: list[list[str]] = field(default_factory=list)
    lean: float = 0.0

    def __post_init__(self) -> None:
        self.lean = self.random.choice([0.0, 0.5, 0.9, 1.0])  # how many keep the promise
        self.stands = [[self._somewhere() for _ in range(n)] for n in self.sizes]

    def _somewhere(self) -> str:
        if self.random.random() < self.lean:
            return self.cells[0]
        return self.random.choice([*self.cells, "rest"])

    def step(self, *, grows: bool) -> None:
        """A week: a few change, some come and leave."""
        for _ in range(self.random.choice((0, 1, 2, 5))):
            group = self.random.choice([g for g in self.stands if g] or [[]])
            who = self.random.randrange(len(group)) if group else 0
            if group and not (grows and group[who] != "rest"):
                group[who] = self._somewhere()
        for group in self.stands:
            if self.random.random() < 0.15:
                group.append(self._somewhere())
            if group and not grows and self.random.random() < 0.15:
                group.pop(self.random.randrange(len(group)))

    def now(self) -> list[dict[str, int]]:
        return [{c: group.count(c) for c in self.cells} for group in self.stands]


def attacked(random: Random, size: int) -> Iterator[tuple[int, str, int]]:
    """What somebody finds out of an organisation within so many weeks."""
    promise = random.choice(list(PROMISES))
    (cells, share), grows = PROMISES[promise], promise == GROWS
    managers = random.randint(0, size // 2) if share else 0
    coop = Organisation(random, cells, [managers, size - managers] if share else [size])
    truth: list[dict[str, int]] = []
    known: list[Values] = []
    for _ in range(WEEKS):
        now, sizes = coop.now(), [len(g) for g in coop.stands]
        figure = held_back(counted(now, sizes, share=share), MIN_GROUP)
        truth.append(telling(now, sizes))
        known.append(_known(figure, cells, sizes, share=share))
        coop.step(grows=grows)
    yield from found_out(truth, known, grows=grows)


def _known(figure: Figure, cells: Group, sizes: list[int], *, share: bool) -> Values:
    if sum(sizes) > EVERY_WORLD:
        return between(figure, sizes)
    return table(cells, tuple(sizes), share)[published(figure)]


def attack(organisations: int, seed: int) -> list[object]:
    """What somebody finds out of so many organisations, small and large ones."""
    random = Random(seed)
    sizes = [
        random.choice([random.randint(1, 12), random.randint(13, 80)]) for _ in range(organisations)
    ]
    return [(n, x) for n, size in enumerate(sizes) for x in attacked(Random(f"{seed}.{n}"), size)]


def test_nobody_is_picked_out():
    """A hundred organisations, twelve weeks each: no count of one or two becomes known."""
    assert attack(100, seed=1) == []


@pytest.mark.slow
def test_nobody_is_picked_out_of_two_thousand():
    """Two thousand organisations, twelve weeks each: no count of one or two becomes known."""
    assert attack(2_000, seed=2) == []


def test_the_attack_is_one(monkeypatch: pytest.MonkeyPatch):
    """Where numbers are published as they are, somebody is picked out at once."""
    monkeypatch.setattr("ilosync.core.report.small.nearest", lambda count: count)
    table.cache_clear()
    found = attack(20, seed=1)
    table.cache_clear()

    assert found


@pytest.mark.parametrize(
    ("of", "kept", "said"),
    [(1, 1, None), (2, 0, None), (3, 3, Said.ALL), (4, 1, Said.NOT_ALL), (4, 0, Said.NOT_ALL)],
)
def test_of_few_people_no_number_is_said(of: int, kept: int, said: Said | None):
    """Under five: all of us, or talks to offer; under three nothing at all."""
    figure = held_back(Count("one_ilo", {"one": kept}, of, share=True), MIN_GROUP)

    assert (figure.said, figure.suppressed) == (said, True)
    assert (figure.value, figure.n, figure.parts, figure.groups) == (None, None, {}, ())


def test_totals_are_sums_of_what_is_published():
    """A total with a rounding of its own would narrow its parts down."""
    managers = Count("managers", {"one": 7}, 9, share=True)
    others = Count("others", {"one": 12}, 40, share=True)
    figure = held_back(
        Count("one_ilo", {"one": 19}, 49, share=True, groups=(managers, others)), MIN_GROUP
    )

    assert [g.value for g in figure.groups] == [5, 10]
    assert (figure.value, figure.n) == (15, 49)


def test_a_small_group_is_not_told_beside_a_large_one():
    """Where one group is too small, both are left out: the rest would tell."""
    managers = Count("managers", {"one": 4}, 4, share=True)
    others = Count("others", {"one": 12}, 40, share=True)
    figure = held_back(
        Count("one_ilo", {"one": 16}, 44, share=True, groups=(managers, others)), MIN_GROUP
    )

    assert (figure.groups, figure.value) == ((), 15)


def test_what_is_usual_is_told_of_enough_people_only():
    """The usual wait is one person's wait: it is told where three or more wait."""
    few = Count("mentors", {"named": 9, "looking": 2}, 40, typical=3, among="looking")
    more = Count("mentors", {"named": 9, "looking": 3}, 40, typical=3, among="looking")

    assert held_back(few, MIN_GROUP).typical is None
    assert held_back(more, MIN_GROUP).typical == 3
