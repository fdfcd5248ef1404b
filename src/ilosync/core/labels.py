"""Label names: which ones mean ours although they are spelt otherwise."""

from __future__ import annotations

import re

FAMILY = "ilo:"  # what our other labels begin with, whatever the label itself is called
_LONG = "individuallearningobjective"


def resembles(label: str, wanted: str) -> bool:
    """Whether `label` is a misspelling of `wanted`: blanks, dots, case, a plural, 0 for O.

    The label itself, in whatever case, is no misspelling; nor is one of its `ilo:` family.
    """
    if label.casefold() == wanted.casefold() or label.casefold().startswith(FAMILY):
        return False
    spellings = {_plain(wanted)} | ({_plain(_LONG)} if wanted.casefold() == "ilo" else set())
    return _plain(label) in spellings | {f"{s}s" for s in spellings}


def _plain(text: str) -> str:
    letters = re.sub(r"[^a-z0-9]", "", text.casefold())
    return letters.replace("0", "o").replace("1", "l").replace("i", "l")
