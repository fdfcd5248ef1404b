"""Every rule in force, in the order in which the report lists them."""

from __future__ import annotations

from ilosync.core.rule import Rule

from .buddy_fit import BuddyFit
from .buddy_named import BuddyNamed
from .buddy_wanted import BuddyWanted
from .charter_due import CharterDue
from .check_in_due import CheckInDue
from .closed import Closed
from .comfort_zone import ComfortZone
from .command_help import CommandHelp
from .cost_open import CostOpen
from .digest import Digest
from .draft_lying import DraftLying
from .feedback_date import FeedbackDate
from .feedback_due import FeedbackDue
from .feedback_offer import FeedbackOffer
from .growing_away import GrowingAway
from .handed_over import HandedOver
from .heads_up import HeadsUp
from .helps_many import HelpsMany
from .idea_open import IdeaOpen
from .kind_said import KindSaid
from .labelled import Labelled
from .learning_page import LearningPage
from .look_back import LookBack
from .mentor_asked import MentorAsked
from .mentor_waiting import MentorWaiting
from .one_ilo import OneIlo
from .only_one import OnlyOne
from .owned import Owned
from .quarter_day import QuarterDay
from .resting import Resting
from .safety_net import SafetyNet
from .stretch_help import StretchHelp
from .supervisor_left import SupervisorLeft
from .team_quarter import TeamQuarter
from .unmapped import Unmapped
from .welcome import Welcome
from .wide_place import WidePlace

RULES: tuple[Rule, ...] = (
    OneIlo(),
    OnlyOne(),
    Labelled(),
    Owned(),
    CheckInDue(),
    DraftLying(),
    ComfortZone(),
    KindSaid(),
    HandedOver(),
    Resting(),
    MentorAsked(),
    MentorWaiting(),
    CostOpen(),
    IdeaOpen(),
    SafetyNet(),
    StretchHelp(),
    Closed(),
    LookBack(),
    GrowingAway(),
    CommandHelp(),
    FeedbackDue(),
    FeedbackDate(),
    FeedbackOffer(),
    Welcome(),
    BuddyWanted(),
    BuddyFit(),
    BuddyNamed(),
    SupervisorLeft(),
    Unmapped(),
    HelpsMany(),
    HeadsUp(),
    TeamQuarter(),
    QuarterDay(),
    LearningPage(),
    Digest(),
    CharterDue(),
    WidePlace(),
)
