"""Who is above whom and who helps whom, in random organisations."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ilosync.core.lines import (
    Role,
    buddy_of,
    helped,
    helpers,
    helps_as,
    is_manager,
    left,
    line,
    mutual,
    reverse,
    same_line,
)
from ilosync.core.model import Person, PersonId

DAY = date(2026, 11, 16)


@st.composite
def organisations(draw: st.DrawFn) -> dict[PersonId, Person]:
    """Draw any people at all, also with circles and with helpers whom nobody knows."""
    ids = [PersonId(f"p{n}") for n in range(draw(st.integers(1, 8)))]
    somebody = st.none() | st.sampled_from([*ids, PersonId("stranger")])
    return {
        who: Person(
            id=who,
            name=who,
            supervisor=draw(somebody),
            buddy=draw(somebody),
            at_hand=draw(somebody),
            plan_b=draw(somebody),
            mentors=tuple(draw(st.lists(st.sampled_from(ids), unique=True, max_size=3))),
            end=draw(st.none() | st.sampled_from([DAY - timedelta(1), DAY, DAY + timedelta(1)])),
        )
        for who in ids
    }


@given(organisations())
def test_a_line_goes_up_step_by_step(people: dict[PersonId, Person]) -> None:
    """Each in it leads the one before; nobody is in it twice, or in their own, and it goes on as
    far as there is anybody."""
    for person in people.values():
        above = line(person, people)
        assert len(set(above)) == len(above)
        assert person.id not in above
        below = person
        for who in above:
            assert below.supervisor == who
            below = people.get(who, below)
        last = people.get(above[-1]) if above else person
        goes_on = last is not None and last.supervisor is not None
        assert not goes_on or last.supervisor in {person.id, *above}


@given(organisations())
def test_managers_are_those_who_are_in_a_line(people: dict[PersonId, Person]) -> None:
    """Whoever is in somebody's line manages somebody; a manager is in the line of whom they lead,
    but for their own."""
    above = {x for p in people.values() for x in line(p, people)}
    managers = {x for x in [*people, PersonId("stranger")] if is_manager(x, people)}
    assert above <= managers
    assert managers <= above | {p.id for p in people.values() if p.supervisor == p.id}


@given(organisations())
def test_reverse_mentorship_points_up(people: dict[PersonId, Person]) -> None:
    """It is one just where the mentee is above the mentor; both ways only in a circle."""
    for one, person in people.items():
        assert not reverse(one, one, people)
        for other in people:
            assert reverse(one, other, people) == (other in line(person, people))
            either = reverse(one, other, people) or reverse(other, one, people)
            assert same_line(one, other, people) == either


@given(organisations())
def test_peers_who_lead_each_other_are_seen_from_both_sides(
    people: dict[PersonId, Person],
) -> None:
    """Mutual supervision is mutual, and each is the whole line of the other."""
    for person in people.values():
        if mutual(person, people) and person.supervisor != person.id:
            other = people[person.supervisor or person.id]
            assert mutual(other, people)
            assert line(person, people) == (other.id,)
            assert line(other, people) == (person.id,)


@given(organisations())
def test_whom_somebody_helps_is_counted_from_both_ends(people: dict[PersonId, Person]) -> None:
    """The counts of all helpers are the helpers that those who are still here name."""
    here = [p for p in people.values() if p.end is None or p.end >= DAY]
    for role in Role:
        named = sum(len(helpers(p)[role]) for p in here)
        counted = sum(helps_as(x, people, DAY)[role] for x in [*people, PersonId("stranger")])
        assert counted == named
    for who in people:
        assert set(buddy_of(who, people, DAY)) == {p.id for p in here if p.buddy == who}
        assert helped(who, Role.BUDDY, people, DAY) == buddy_of(who, people, DAY)


@given(organisations())
def test_who_left_is_named_with_what_they_did(people: dict[PersonId, Person]) -> None:
    """From the day after their last one, in every role; whoever is still here is not named."""
    for person in people.values():
        gone = left(person, people, DAY)
        for role, some in helpers(person).items():
            for who in some:
                ended = who in people and people[who].end == DAY - timedelta(1)
                assert (role in gone.get(who, ())) == ended
