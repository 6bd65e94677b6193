"""Hidden suite of exercise 0.1."""

import pytest
from hypothesis import given

from smol_grade.judge import detect, rows
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_text

NAME = "transcript"


def _wanted(messages):
    return "\n".join(message["role"] + ": " + message["content"] for message in messages)


def _extra_line_break(seen):
    return seen.result == _wanted(seen.row) + "\n"


def _without_roles(seen):
    return seen.result == "\n".join(message["content"] for message in seen.row)


DETECTORS = [
    Detector("nothing_returned", detect.returned_nothing),
    Detector("line_break_at_the_end", _extra_line_break),
    Detector("roles_missing", _without_roles),
]


@pytest.mark.check(
    NAME, points=2, hint="one_line", promise="one line per message: the role, a colon, a space, the content"
)
@given(row=rows.smoltalk())
def test_one_line_a_message(submission, row):
    """Each message becomes one line: its role, a colon, a space, its content."""
    messages = row["messages"]
    expect_text(submission.call(NAME, messages), _wanted(messages), "result")


@pytest.mark.check(NAME, points=1, hint="empty", promise="An empty list of messages gives an empty text.")
def test_empty_conversation(submission):
    """An empty conversation gives an empty text."""
    expect_text(submission.call(NAME, []), "", "result")
