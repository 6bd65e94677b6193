"""Hidden suite of exercise 1.5. Rows are made to be kept, or to be left out for one reason each: nothing is parsed."""

import random
import re

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.chat import LONGEST
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_key, expect_text, expect_type
from smol_grade.judge.stack import stack_row, stack_smol

NAME = "stack_smol_to_text"
KEYS = ("text",)
FIT = {"avg_line_length": 21.5, "max_line_length": 64, "alphanum_fraction": 0.61}
LIMITS = {"max_line_length": 1000, "avg_line_length": 100, "alphanum_fraction": 0.25}
AWKWARD = (
    *(text for text in rows.AWKWARD if text.strip()),
    "def f(x):\n\treturn x\n",
    "\n\n# starts with empty lines\nx = 1\n\n\n",
    "    if ready:\n        go()   \n\t\n    else:\n\t\twait()",
    "x = 1",
    "print('no line break at the end')",
    "#include <a.h>\r\nint a;\r\n",
    "\ufeff# a byte order mark\n",
    "```python\nx = 1\n```\n",
    "chat = '<|im_start|>user\\nHi<|im_end|>'\nend = '<|endoftext|>'\n",
    "f'{x!r:>{width}}' % y\n",
    "\x0cpage break\x0b\n",
    "from typing import Any\n" * 400,
    "role = 'user'  # assistant: system:\n",
)
BLANK = ("", "\n", "   ", "\t\r\n \n")


def _made_unfit(draw: random.Random) -> list[tuple[str, dict]]:
    """Return rows that are to be left out, each for one reason, with the reason's name: blank, licenses or a column."""
    good = stack_smol(draw, 12)
    unfit = [("blank", stack_row(draw, text, **FIT)) for text in draw.sample(BLANK, len(BLANK))]
    unfit += [("licenses", good.pop() | {"licenses": []})]
    far = {"max_line_length": draw.randint(1100, 90_000), "avg_line_length": draw.uniform(110, 900)}
    far["alphanum_fraction"] = draw.uniform(0.01, 0.2)
    near = {"max_line_length": 1001, "avg_line_length": 100.25, "alphanum_fraction": 0.2499}
    for values in (far, near):
        unfit += [(column, good.pop() | {column: value}) for column, value in values.items()]
    return [*unfit, ("alphanum_fraction", good.pop() | {"alphanum_fraction": 0.0})]


def _text_of(result):
    expect_type(result, dict)
    text = expect_key(result, "text")
    expect_type(text, str, 'result["text"]')
    return text


def _expect_kept(result, row) -> None:
    expect_text(_text_of(result), row["content"], 'result["text"]')


def _expect_left_out(result) -> None:
    expect_text(_text_of(result), "", 'result["text"]')


# What went wrong


def _text(seen):
    """Return the text of the result; a result without one is not this detector's mistake."""
    text = seen.fields["text"]
    if type(text) is not str or len(text) > LONGEST:
        raise TypeError("no text")
    return text


def _fit_numbers(row):
    return (
        row["max_line_length"] <= LIMITS["max_line_length"]
        and row["avg_line_length"] <= LIMITS["avg_line_length"]
        and row["alphanum_fraction"] >= LIMITS["alphanum_fraction"]
    )


def _unfit(row):
    """Return whether a row is to be left out."""
    return not row["content"].strip() or not row["licenses"] or not _fit_numbers(row)


def _none_for_left_out(seen):
    left_out = seen.result is None or "text" not in seen.fields or seen.fields["text"] is None
    return seen.error is None and _unfit(seen.row) and type(seen.result) in (dict, type(None)) and left_out


def _raises_for_left_out(seen):
    return seen.error is not None and not seen.error.unsupported and _unfit(seen.row)


def _chat_keys(seen):
    return "text" not in seen.fields and "messages" in seen.fields


def _under_another_key(seen):
    return "text" not in seen.fields and seen.row["content"] in [
        seen.fields[key] for key in seen.fields.keys() - seen.row.keys()
    ]


def _no_text(seen):
    return seen.error is None and type(seen.fields.get("text")) is not str and bool(seen.fields)


def _kept(column):
    """A row that only this column, or the blank content, should have left out is there."""

    def sees(seen):
        row = seen.row
        if not _unfit(row) or not _text(seen).strip() or column == "content":
            return column == "content" and not row["content"].strip() and _text(seen) != "" and not _text(seen).strip()
        if column == "licenses":
            return not row["licenses"]
        return row[column] > LIMITS[column] if column != "alphanum_fraction" else row[column] < LIMITS[column]

    return sees


def _at_the_limit(seen):
    return _text(seen) == "" and not _unfit(seen.row) and any(seen.row[name] == LIMITS[name] for name in LIMITS)


def _left_out_by_mistake(seen):
    return _text(seen) == "" and not _unfit(seen.row)


def _counted_again(seen):
    """A good row is left out whose content, counted again, would be beyond a limit."""
    counted = stack_row(random.Random(0), seen.row["content"])
    return _left_out_by_mistake(seen) and not _fit_numbers(counted)


def _nothing_of_the_row(seen):
    words = set(re.findall(r"\w{3,}", seen.row["content"]))
    return _text(seen) != "" and bool(words) and not any(word in _text(seen) for word in words)


def _all_left_out(seen):
    """Every row so far came out empty."""
    return _left_out_by_mistake(seen) and all(call.result["text"] == "" for call in seen.earlier)


def _chat(seen):
    marks = ("<|im_start|>", "<|user|>", "[INST]", "user:", "User:", "assistant\n", "### ", "'role'")
    return any(_text(seen).count(mark) > seen.row["content"].count(mark) for mark in marks)


def _fenced(seen):
    return _text(seen).count("```") > seen.row["content"].count("```")


def _path_added(seen):
    names = [seen.row["path"], seen.row["repository_name"], f"{seen.row['lang']}\n"]
    return any(name and _text(seen).count(name) > seen.row["content"].count(name) for name in names)


def _end_token(seen):
    return (
        _text(seen).startswith(seen.row["content"]) and _text(seen) != seen.row["content"] and "<" in _text(seen)[-20:]
    )


def _cut_off(seen):
    return 0 < len(_text(seen)) < len(seen.row["content"].rstrip()) and seen.row["content"].startswith(_text(seen))


def _stripped(seen):
    content, text = seen.row["content"], _text(seen)
    return text != content and text.strip() == content.strip()


def _white_space(seen):
    return _text(seen) != seen.row["content"] and _text(seen).split() == seen.row["content"].split()


def _content_changed(seen):
    return _text(seen) != "" and not _unfit(seen.row)


def _earlier_texts(seen):
    before = [call.result["text"] for call in seen.earlier if call.error is None and call.args[0] != seen.row]
    return any(text and text != _text(seen) and _text(seen).startswith(text) for text in before)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("raises_for_left_out", _raises_for_left_out),
    Detector("missing_column", detect.missing_column),
    Detector("content_changed", detect.formats_content),
    Detector("none_for_left_out", _none_for_left_out),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("thrown_away", detect.returned_input),
    Detector("not_a_dict", detect.returned_bare),
    Detector("chat", _chat_keys),
    Detector("other_key", _under_another_key),
    Detector("returns_text", _no_text),
    Detector("constant", detect.same_for_every_row),
    Detector("at_the_limit", _at_the_limit),
    Detector("counted_again", _counted_again),
    Detector("all_left_out", _all_left_out),
    Detector("left_out_by_mistake", _left_out_by_mistake),
    Detector("keeps_blank", _kept("content")),
    Detector("keeps_unlicensed", _kept("licenses")),
    Detector("keeps_long_lines", _kept("max_line_length")),
    Detector("keeps_long_average", _kept("avg_line_length")),
    Detector("keeps_no_letters", _kept("alphanum_fraction")),
    Detector("rows_pile_up", _earlier_texts),
    Detector("chat", _chat),
    Detector("fenced", _fenced),
    Detector("path_added", _path_added),
    Detector("end_token", _end_token),
    Detector("stripped", _stripped),
    Detector("white_space", _white_space),
    Detector("cut_off", _cut_off),
    Detector("constant", _nothing_of_the_row),
    Detector("content_changed", _content_changed),
]


# Checks


@pytest.mark.check(NAME, points=3, hint="returns_text", promise='A dict with "text", a str: exactly sample["content"]')
def test_text_of_the_file(submission, draw):
    """The text of a file worth training on is its content, without a chat around it."""
    for row in sorted(stack_smol(draw, 8), key=lambda row: len(row["content"])):
        _expect_kept(submission.call(NAME, row, keep=KEYS), row)


@pytest.mark.check(NAME, points=2, hint="content_changed", promise="The content is copied verbatim")
def test_content_verbatim(submission, draw):
    """Tabs, indentation, empty lines, line breaks of any kind and signs beyond ASCII arrive unchanged."""
    for text in sorted(draw.sample(AWKWARD, len(AWKWARD)), key=len):
        row = stack_row(draw, text, **FIT)
        _expect_kept(submission.call(NAME, row, keep=KEYS), row)


@pytest.mark.check(NAME, points=4, hint="left_out", promise="A file is left out if at least one of these holds")
def test_left_out(submission, draw):
    """A blank file, one without a licence, one with too long lines or too few letters and digits gives an empty text."""
    for _, row in _made_unfit(draw):
        _expect_left_out(submission.call(NAME, row, keep=KEYS))


@pytest.mark.check(
    NAME, points=2, hint="at_the_limit", promise="A number exactly at its limit does not leave a file out."
)
def test_at_the_limits(submission, draw):
    """A file whose number is exactly at its limit is kept, and it is the columns that count."""
    for row in stack_smol(draw, 3):
        for values in (*({name: value} for name, value in LIMITS.items()), {**LIMITS, "avg_line_length": 100.0}):
            _expect_kept(submission.call(NAME, row | values, keep=KEYS), row)
    for text in (f"x = '{'abc' * 400}'\n", "# " + "-" * 70 + "\n"):  # counted again, these would be left out
        row = stack_row(draw, text, **FIT)
        _expect_kept(submission.call(NAME, row, keep=KEYS), row)


@pytest.mark.check(
    NAME, points=1, hint="left_out_by_mistake", promise="The other columns do not matter, whatever they say."
)
def test_each_row_its_own(submission, draw):
    """Each row gives its own text; language, path, repository and size do not matter."""
    first, second, third = stack_smol(draw, 3)
    other = {"lang": "Markdown", "path": "node_modules/a.min.js", "repository_name": "", "size": 0}
    for row in (first, second, first, second | other, third | {"size": 10**7, "lang": "", "path": "README"}):
        _expect_kept(submission.call(NAME, row, keep=KEYS), row)
