"""The sandbox's Jira on a port of this machine."""

from __future__ import annotations

from contextlib import AbstractContextManager

from ilosync.sandbox.jira.gate import Gate
from ilosync.sandbox.jira.world import JiraWorld
from ilosync.sandbox.server import listen


def serve(world: JiraWorld) -> AbstractContextManager[str]:
    """Answer for a world while the context lasts; yields `http://localhost:PORT`."""
    return listen(Gate(world))
