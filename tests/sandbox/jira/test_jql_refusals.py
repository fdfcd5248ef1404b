"""What Jira's query language refuses, and how it says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.sandbox.jira.jql import parse
from ilosync.sandbox.jira.nope import Nope
from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import keys

PRINTER = "WORK-1"
WRONG = [
    ("planet = Mars", "Field 'planet' does not exist or you do not have permission to view it."),
    ("project = NOWHERE", "The value 'NOWHERE' does not exist for the field 'project'."),
    ("status = Dreaming", "The value 'Dreaming' does not exist for the field 'status'."),
    ("issuetype = Epos", "The value 'Epos' does not exist for the field 'issuetype'."),
    ("resolution = Never", "The value 'Never' does not exist for the field 'resolution'."),
    ("assignee = nobody", "The value 'nobody' does not exist for the field 'assignee'."),
    ("key = LEARN-99", "An issue with key 'LEARN-99' does not exist for field 'key'."),
    ("id = 99", "A value with ID '99' does not exist for the field 'id'."),
    ("labels ~ ILO", "The operator '~' is not supported by the 'labels' field."),
    ("summary = x", "The operator '=' is not supported by the 'summary' field."),
    ("labels > ILO", "The operator '>' is not supported by the 'labels' field."),
    ("updated >= soon", "Date value 'soon' for field 'updated' is invalid."),
    ("assignee = nextDoor()", "Unable to find JQL function 'nextDoor()'."),
    ("updated > someday()", "Unable to find JQL function 'someday()'."),
    ("assignee in membersOf(ghosts)", "the group does not exist"),
    ("labels ILO", "Expecting operator but got 'ILO'."),
    ("labels = ", "Expecting either a value, list or function but got"),
    ("labels = ILO project = LEARN", "Expecting either 'OR' or 'AND' but got 'project'."),
    ("labels = next", "'next' is a reserved JQL word."),
    ("labels = a.b", "The character '.' is a reserved JQL character."),
    ("(labels = ILO", "Expecting ')' but got"),
    ('labels = "ILO', "The quoted string 'ILO' has not been completed."),
    ('labels = "I\\LO"', "is an illegal JQL escape sequence."),
    ("labels is ILO", "can only be used with 'EMPTY' or 'NULL'"),
    ("labels in ILO", "expects a list of values"),
    ("order = 1", "Expecting 'by' but got '='."),
    ("empty = 1", "Expecting a field name but got 'empty'."),
    ("= 1", "Expecting a field name but got '='."),
    ("status was Done", "does not know the operator 'WAS'"),
    ("labels = ILO ORDER BY planet", "Field 'planet' does not exist"),
    (f"labels = ILO ORDER BY {', '.join(['key'] * 8)}", "7 fields at most"),
]  # fmt: skip


@pytest.mark.parametrize(("jql", "said"), WRONG, ids=[x for x, _ in WRONG])
def test_what_is_wrong_is_said(team: JiraWorld, jql: str, said: str):
    """400 with a sentence, never an answer that ignores a part of the question."""
    with pytest.raises(Nope) as no:
        keys(team, jql)

    assert no.value.status == 400
    assert said in no.value.messages[0]


def test_where_a_query_breaks_is_told_by_line_and_character():
    """Counted from one."""
    with pytest.raises(Nope) as no:
        parse("labels = ILO\nAND project LEARN")

    assert no.value.messages[0].endswith("(line 2, character 13)")


def test_a_query_without_a_condition_is_unbounded(team: JiraWorld):
    """Refused on Cloud, everything on Data Center."""
    if team.cloud:
        for jql in ("", "ORDER BY key"):
            with pytest.raises(Nope) as no:
                keys(team, jql)
            assert no.value.messages[0].startswith("Unbounded JQL queries are not allowed here.")
    else:
        assert len(keys(team, "")) == len(keys(team, "ORDER BY key")) == 5


def test_a_leading_wildcard_is_refused_on_data_center(team: JiraWorld):
    """As its index refuses it."""
    if team.cloud:
        assert keys(team, 'summary ~ "*inter"') == [PRINTER]
    else:
        with pytest.raises(Nope, match="not allowed to start"):
            keys(team, 'summary ~ "*inter"')


@given(label=st.text(min_size=1, max_size=20))
def test_any_label_can_be_quoted(label: str):
    """A quoted value, with its quotes and backslashes escaped, means itself."""
    quoted = label.replace("\\", "\\\\").replace('"', '\\"')
    where = parse(f'labels = "{quoted}"').where

    assert getattr(where, "values", ())[0].text == label


@given(jql=st.text(alphabet="labels=ILO()\"' ANDORNTEMPY,-15m<>~!\\", max_size=40))
def test_any_text_is_a_query_or_a_refusal(jql: str):
    """No text makes the reader stumble."""
    try:
        status = 200 if parse(jql) else 0
    except Nope as no:
        status = no.status
    assert status in {200, 400}
