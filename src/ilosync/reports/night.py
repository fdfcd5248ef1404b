"""The other end of `write_apart`: `python -m ilosync.reports.night`, with a night to read."""

from __future__ import annotations

import pickle
import sys

from ilosync.core.forecast import forecast
from ilosync.rules import RULES

from .apart import Material
from .calendar import write_calendars
from .write import nightly


def files(made_of: Material) -> int:
    """Write the report in all forms, and the calendars; how many files."""
    snapshot, policy, now, folder = made_of.snapshot, made_of.policy, made_of.now, made_of.folder
    _, paths = nightly(snapshot, made_of.plan, policy, now, RULES, folder, spent=made_of.spent)
    coming = forecast(snapshot, policy, now, RULES)
    return len(paths) + len(write_calendars(coming, folder / "named" / "calendars", now))


def main() -> None:
    """Say how many files there are; or, in a line that shows no value, what went wrong."""
    made_of = pickle.load(sys.stdin.buffer)  # noqa: S301  from the process that started this one
    try:
        sys.stdout.write(str(files(made_of)))
    except OSError as e:
        raise SystemExit(f"{e.filename}: {e.strerror}") from None
    except Exception as e:  # noqa: BLE001  a traceback might show a word of a ticket
        raise SystemExit(f"this is a fault in ilosync ({type(e).__name__})") from None


if __name__ == "__main__":
    main()
