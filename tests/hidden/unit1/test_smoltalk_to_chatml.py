"""Hidden suite of exercise 1.1. The oracle is the drawn template itself, rendered on the judge's side."""

import pytest
from hypothesis import given

from smol_grade.judge import rows
from smol_grade.judge.chat import ChatMistakes, expect_rendered
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import ending, expect_key, expect_type, mismatch

NAME = "smoltalk_to_chatml"
KEYS = ("text",)
MISTAKES = ChatMistakes(lambda row: row["messages"])
DETECTORS = [*MISTAKES.of_shape(), Detector("returns_text", MISTAKES.no_text), *MISTAKES.of_text()]


@pytest.mark.check(NAME, points=1, hint="returns_text", promise='A dict with "text", a str')
@given(row=rows.smoltalk())
def test_returns_text(submission, tokenizer, row):
    """It returns a dict whose "text" is a text with the words of every message."""
    result = submission.call(NAME, row, tokenizer, keep=KEYS)
    expect_type(result, dict)
    text = expect_key(result, "text")
    expect_type(text, str, 'result["text"]')
    at = 0
    for message in row["messages"]:
        at = text.find(message["content"], at)
        if at < 0:
            raise mismatch("contains", where='result["text"]', expected=message["content"], got=text)
        at += len(message["content"])


@pytest.mark.check(
    NAME, points=4, hint="template", promise='exactly what the tokenizer\'s template makes of sample["messages"]'
)
@given(row=rows.smoltalk())
def test_template_of_messages(submission, tokenizer, row):
    """The text is exactly what the tokenizer's own chat template makes of the messages."""
    expect_rendered(submission.call(NAME, row, tokenizer, keep=KEYS), row["messages"], tokenizer)


@pytest.mark.check(NAME, points=2, hint="generation_prompt", promise="It ends where the last message ends")
@given(row=rows.smoltalk())
def test_ends_with_the_answer(submission, tokenizer, row):
    """The text ends with the last answer and its end token, not with the header of a further turn."""
    result = submission.call(NAME, row, tokenizer, keep=KEYS)
    expect_type(result, dict)
    text = expect_key(result, "text")
    expect_type(text, str, 'result["text"]')
    last = row["messages"][-1]["content"] + tokenizer.special_tokens.end
    if text.rstrip("\n")[-len(last) :] != last:
        raise mismatch("ends_with", where='result["text"]', expected=last, got=ending(text))


@pytest.mark.check(NAME, points=2, hint="content_changed", promise="Each message's content is copied verbatim")
def test_content_verbatim(submission, tokenizer, draw):
    """Spaces, line breaks, braces, quotes, empty content and letters beyond ASCII arrive unchanged."""
    for row in rows.awkward_smoltalk(draw):
        expect_rendered(submission.call(NAME, row, tokenizer, keep=KEYS), row["messages"], tokenizer)


@pytest.mark.check(
    NAME, points=1, hint="constant", promise="Each row gives its own text; the same row gives the same text again."
)
@given(first=rows.smoltalk(), second=rows.smoltalk())
def test_each_row_its_own(submission, tokenizer, first, second):
    """Each row gives its own text, and the same text when it comes again."""
    for row in (first, second, first):
        expect_rendered(submission.call(NAME, row, tokenizer, keep=KEYS), row["messages"], tokenizer)
