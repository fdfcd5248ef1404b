"""Two laws of ARCHITECTURE 4 on random worlds, through the real client and a GitHub on loopback."""

from __future__ import annotations

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from ilosync.sandbox.faults import Fault

from .random_github import Life, Script, scripts, told
from .town import FACES

EXAMPLES = 25
LOST = ("502", "stored_then_502", "stored_then_reset", "reset")

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("face", ["graphql", "rest"])
@settings(max_examples=EXAMPLES)
@given(script=scripts)
def test_one_pass_is_enough(face: str, script: Script):
    """After a pass there is nothing left to do, and nothing is there twice."""
    with script.lived(FACES[face]) as life:
        life.sync()
        life.touched()
        note(told(life))

        assert life.plan().actions == ()


@settings(max_examples=EXAMPLES)
@given(scripts, st.sampled_from(LOST), st.integers(1, 8))
def test_a_crash_anywhere_is_harmless(script: Script, kind: str, which: int):
    """A pass of which one write, or all from one on, failed, and another end as one clean pass."""
    with script.lived(FACES["graphql"]) as life:
        life.sync()
        wanted = life.touched()
    with script.lived(FACES["graphql"]) as life:
        breaks(life, kind, which)
        life.sync()
        life.tracker.world.faults.clear()
        life.sync()
        note(told(life))

        assert life.touched() == wanted
        assert life.plan().actions == ()


def breaks(life: Life, kind: str, which: int) -> None:
    """From the `which`-th write on nothing is stored; or that one is, without an answer."""
    seen = [0]

    def strikes(method: str, path: str, _n: int) -> bool:
        seen[0] += method != "GET" and path != "/graphql"
        is_write = method != "GET" and path != "/graphql"
        return is_write and (seen[0] == which if kind.startswith("stored") else seen[0] >= which)

    life.tracker.world.faults.append(Fault(kind, strikes, times=1_000))
