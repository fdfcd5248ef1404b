"""Every rule in force, in the order in which the report lists them."""

from __future__ import annotations

from ilosync.core.rule import Rule

from .check_in_due import CheckInDue
from .feedback_due import FeedbackDue
from .labelled import Labelled
from .one_ilo import OneIlo
from .only_one import OnlyOne
from .owned import Owned

RULES: tuple[Rule, ...] = (
    OneIlo(),
    OnlyOne(),
    Labelled(),
    Owned(),
    CheckInDue(),
    FeedbackDue(),
)
