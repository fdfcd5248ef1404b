"""The practices of growing together that ilosync serves, and how; or why it keeps out.

The ids are those that rules name in `Rule.practices`. What a rule does is said by the rule; here
stands the rest: the commands, the part of a ticket, and what software must leave to people.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice: in our words, what carries it, and what ilosync will not do about it.

    `by` is what serves it beside rules: the report, the forecast, the charter, the form.
    """

    id: str
    what: str
    by: str = ""
    commands: tuple[str, ...] = ()
    ticket: str = ""
    never: str = ""


PRACTICES = (
    Practice(
        "P01",
        "Everybody has one learning objective at a time, managers too",
        "the report counts; a second one is asked about, never removed",
        ("same", "swap", "next"),
        "the label `ILO` and one assignee",
        "list people who have none, or close anything",
    ),
    Practice(
        "P02",
        "Learning is project work, planned like any other",
        "the ticket is an ordinary ticket on the ordinary board",
        (),
        "the form's *What I need*: hours a week",
        "measure or report hours used",
    ),
    Practice(
        "P03",
        "It is a promise to people, never a measure taken against them",
        "the charter; no red, no scores, exit code 0 about people; harsh words are refused",
        (),
        "each note ends with a link to what is kept",
        "offer an export for reviews",
    ),
    Practice(
        "P04",
        "A supervisor or lead helps to set it up",
        "`supervisor` or `lead` in people.toml",
        ("start",),
        "the label `ilo:draft` while it is being set up",
        "let anybody but the owner start it",
    ),
    Practice(
        "P05",
        "It may serve the team, or plain curiosity",
        "the report shows the mix of the whole organisation only",
        (),
        "the form's *Kind*; labels `ilo:team-need`, `ilo:personal-interest`",
        "ask for a business case, or show the mix of a person",
    ),
    Practice(
        "P06",
        "Somebody asks how you would like to leave your comfort zone, and whether",
        "",
        (),
        "the form's question; “not just now” is a full answer",
        "keep the answer, or require one",
    ),
    Practice(
        "P07",
        "Goals are shared as a group, managers first",
        "a page that is edited in place",
        ("share",),
        "a pinned ticket with the label `ilo:page`; the owner's yes",
        "list anybody without their own yes, or show who did not share",
    ),
    Practice(
        "P08",
        "Each quarter the team looks at its values and goals again",
        "the forecast, the report's count of teams",
        ("held",),
        "a ticket with the label `ilo:quarter` and an agenda",
        "take attendance, or note who said what",
    ),
    Practice(
        "P09",
        "You talk regularly with somebody you trust",
        "the forecast and its calendar files",
        ("checkin", "move", "snooze"),
        "the box in the note; the date field in Jira",
        "keep with whom, or what was said",
    ),
    Practice(
        "P10",
        "Ideas get an answer: yes, no with a why, or later",
        "",
        ("idea",),
        "a comment of the owner's",
        "count ideas by person",
    ),
    Practice(
        "P11",
        "A newcomer has nine months to arrive",
        "`start` in people.toml, `[onboarding]` in ilosync.toml",
        (),
        "the onboarding ticket, label `ilo:onboarding`",
        "call it probation, or show progress as a score",
    ),
    Practice(
        "P12",
        "A newcomer has a supervisor and a buddy, two people",
        "`buddy` in people.toml",
        ("buddy",),
        "the onboarding ticket",
        "ask the buddy to report, or ask why a pair changes",
    ),
    Practice(
        "P13",
        "Three feedback talks, and each goes both ways",
        "the forecast and its calendar files",
        ("held", "offered", "pass"),
        "the onboarding ticket: dates and directions only",
        "keep what was said, or promise anonymity where there is none",
    ),
    Practice(
        "P14",
        "Mentors are named, wanted, or not wanted; all of it is fine",
        "`mentors` in people.toml",
        ("mentor",),
        "the form's *Mentor*; label `ilo:mentor-wanted`",
        "match by score, or make a mentor a condition",
    ),
    Practice(
        "P15",
        "Juniors help seniors grow",
        "`mentors` may point up the line; nothing else is different",
        ("mentor",),
        "the senior's own objective is the ticket",
        "let the senior rate the junior for it",
    ),
    Practice(
        "P16",
        "A mentor may come from elsewhere, and somebody pays for it",
        "`outside_mentor` in people.toml",
        ("mentor",),
        "label `ilo:cost-to-cover`",
        "write to the outsider, or keep how to reach them",
    ),
    Practice(
        "P17",
        "Managers connect people with people",
        "*My people* in the report, for each supervisor alone",
        (),
        "",
        "show that list to anybody else, or compare supervisors by it",
    ),
    Practice(
        "P18",
        "You may grow away from here, with the same time and help",
        "in every output it is a personal interest",
        (),
        "nothing: it is between the two of you",
        "show, count or keep it; a label that says it is a reason to stop",
    ),
    Practice(
        "P19",
        "Somebody gives a challenge, steps back, and stays at hand",
        "`at_hand` in people.toml",
        ("move",),
        "the form's *At hand*",
        "watch activity",
    ),
    Practice(
        "P20",
        "Something hard is tried with care around it",
        "",
        ("net",),
        "label `ilo:stretch`, the form's *Safety net*",
        "block the work, or leave the care to the learner",
    ),
    Practice(
        "P21",
        "Before it begins, it is clear what it would look like if it did not work out",
        "",
        ("net",),
        "the first line of the safety net",
        "describe a person, or hold it against them afterwards",
    ),
    Practice(
        "P22",
        "A supervisor says that it costs no one their job",
        "",
        ("net",),
        "`/ilo net assured`, by the supervisor",
        "give that word itself, or take the learner's tick for it",
    ),
    Practice(
        "P23",
        "Somebody steps in if it does not work out",
        "`plan_b` in people.toml",
        ("net",),
        "the second line of the safety net",
        "set Plan B off by itself",
    ),
    Practice(
        "P24",
        "Nobody is left without means, and nobody is leaned on by all",
        "",
        (),
        "the form's *What I need*",
        "publish anybody's load",
    ),
    Practice(
        "P25",
        "You look back without blame, whether it was done or let go",
        "",
        ("retro",),
        "the closed ticket and its box",
        "ask who was at fault, or treat letting go as worse",
    ),
    Practice(
        "P26",
        "The two of you agree to give each other notice and a heads-up",
        "`heads_up` in people.toml, a date",
        (),
        "nothing",
        "ask about plans to leave, or show this in any report",
    ),
    Practice(
        "P27",
        "People tell each other gently, in private, what was not helpful",
        "",
        (),
        "",
        "carry, keep or route it: this is between two people, and a program in the middle harms it",
    ),
    Practice(
        "P28",
        "People ask for feedback, and get it",
        "",
        ("ask",),
        "a comment of the owner's",
        "collect feedback nobody asked for, or keep any",
    ),
    Practice(
        "P29",
        "The group asks itself who feels safe enough to fail",
        "",
        (),
        "a question on the quarter's agenda",
        "run a poll in a tracker, or guess at safety from activity",
    ),
    Practice(
        "P30",
        "Nets, time and mentors are there for everybody, so that nobody has to ask",
        "the defaults of form and charter: the questions go to the organisation",
        (),
        "",
        "hold or guess who people are beyond their name and dates",
    ),
    Practice(
        "P31",
        "What is seen and kept is agreed with those whom it is about",
        "`[charter]` and `config/CHARTER.md`; representatives get the same report at the same time",
        (),
        "",
        "widen a view without a recorded agreement",
    ),
    Practice(
        "P32",
        "Learning goes on all the time, with or without tickets",
        "a short digest each month",
        (),
        "the ticket with the label `ilo:page`",
        "suggest that only what has a ticket counts; no streaks, no badges",
    ),
    Practice(
        "P33",
        "An objective may be a retreat of weeks",
        "an `away` in people.toml stops the dates; nothing is sent",
        ("pause", "resume"),
        "label `ilo:away-learning`",
        "disturb it, or take it for granted that all can afford one",
    ),
    Practice(
        "P34",
        "People say how they were supported, and thank each other",
        "",
        (),
        "the opening question of the quarter; the note when an objective closes",
        "count thanks, or require them",
    ),
)
