"""Hidden suite of exercise 2.1. Texts are built around numbers, so which answer they give is known without reading them.

Of a number its parts are drawn (sign, whole, decimals), and from them come both its shortest form and how a text writes it.
"""

import random
import re
from typing import NamedTuple

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises, expect_text

NAME = "extract_answer"
MINUS = "\u2212"
LONG = 40
"""Digits of a number that no float holds, and Decimal not without more precision."""
HUGE = 5000
"""Digits that int refuses to read."""


class Written(NamedTuple):
    """A number as a text writes it, and its shortest form."""

    text: str
    answer: str


def _numbers(draw: random.Random, count: int) -> list[str]:
    """Return different whole numbers of two digits."""
    return [str(number) for number in draw.sample(range(11, 99), count)]


def _digits(draw: random.Random, count: int) -> str:
    """Return digits, neither the first nor the last of which is zero."""
    return "".join(draw.choices("123456789", k=count))


def _grouped(whole: str) -> str:
    """Return a whole number with a comma before every three digits."""
    first = len(whole) % 3 or 3
    return ",".join([whole[:first], *(whole[i : i + 3] for i in range(first, len(whole), 3))])


def _plain_forms(draw: random.Random) -> list[Written]:
    """Commas, dollar signs, decimals, zeros at either end."""
    short, thousands, millions = _digits(draw, 2), _digits(draw, 4), _digits(draw, 7)
    decimal, more = _digits(draw, 1), _digits(draw, 2)
    return [
        Written(_grouped(thousands), thousands),
        Written(_grouped(millions), millions),
        Written(f"{short},{more}", f"{short}{more}"),
        Written(f"${short}", short),
        Written(f"{short}.{more}", f"{short}.{more}"),
        Written(f"{short}.{decimal}0", f"{short}.{decimal}"),
        Written(f"0.{decimal}00", f"0.{decimal}"),
        Written(f"{short}.0{decimal}", f"{short}.0{decimal}"),
        Written(f"${short}.00", short),
        Written(f"${_grouped(thousands)}.{decimal}0", f"{thousands}.{decimal}"),
        Written(f"{short}000000", f"{short}000000"),
        Written(f"00{short}", short),
        Written("0", "0"),
        Written("0.00", "0"),
    ]


def _signed_forms(draw: random.Random) -> list[Written]:
    """A minus of either kind, before or after a dollar sign, and zero, which has none."""
    short, thousands, decimal = _digits(draw, 2), _digits(draw, 4), _digits(draw, 1)
    return [
        Written(f"-{short}", f"-{short}"),
        Written(f"{MINUS}{short}", f"-{short}"),
        Written(f"-{_grouped(thousands)}.{decimal}0", f"-{thousands}.{decimal}"),
        Written(f"-${short}", f"-{short}"),
        Written(f"$-{short}", f"-{short}"),
        Written(f"{MINUS}${short}.00", f"-{short}"),
        Written(f"${MINUS}0.{decimal}", f"-0.{decimal}"),
        Written("-0", "0"),
        Written(f"{MINUS}0.00", "0"),
    ]


def _long_forms(draw: random.Random) -> list[Written]:
    long, decimals = _digits(draw, LONG), _digits(draw, LONG)
    huge = _digits(draw, HUGE)
    return [
        Written(long, long),
        Written(f"-{_grouped(long)}", f"-{long}"),
        Written(f"0.{decimals}", f"0.{decimals}"),
        Written(huge, huge),
    ]


# What went wrong


def _text(seen):
    if type(seen.row) is not str:
        raise TypeError("no text")
    return seen.row


def _got(seen):
    """Return the result, a text of which something is left."""
    if type(seen.result) is not str or not seen.result:
        raise TypeError("no text")
    return seen.result


def _runs(text):
    """Return the runs of digits in a text, in order."""
    return re.findall(r"\d+", text)


def _is(seen, number):
    """Whether the result is this number of the text, in whichever form."""
    return _got(seen).strip(" $.%*\n").lstrip("0") == number.lstrip("0")


def _accepts_other_types(seen):
    """It is no text, and there is no TypeError."""
    return type(seen.row) is not str and (seen.error is None or "TypeError" not in (seen.error.type, *seen.error.kinds))


def _no_match(seen):
    """A search that found nothing is used as if it had found something."""
    message = seen.error.message
    return (seen.error.type == "AttributeError" and "NoneType" in message) or (
        seen.error.type in ("IndexError", "TypeError") and ("index out of range" in message or "NoneType" in message)
    )


def _too_long(seen):
    """A number of very many digits was read as int or float, or rounded."""
    if max(map(len, _runs(_text(seen).replace(",", "")))) < LONG:
        return False
    if seen.error is not None:
        return seen.error.type in ("ValueError", "OverflowError", "InvalidOperation")
    return _got(seen)[:5].strip("-") in _text(seen).replace(",", "") and len(_got(seen)) > 5


def _not_read(seen):
    """What stands there was given to int, float or Decimal as it stands."""
    return type(seen.row) is str and seen.error.type in ("ValueError", "InvalidOperation")


def _no_text(seen):
    """A number, a list, a match …"""
    if seen.error is not None:
        return seen.error.unsupported
    return seen.result is not None and type(seen.result) is not str


def _nothing_yet(seen):
    """None, here and before, although the first text is the plainest of all."""
    return seen.result is None and seen.error is None and all(call.result is None for call in seen.earlier)


def _invented(seen):
    """The text has no number."""
    return not _runs(_text(seen)) and type(seen.result) is str


def _keeps(sign):
    return lambda seen: sign in _got(seen)


def _text_around(seen):
    return re.search(r"[^\W\d_]|[#*:={}\n+/()]", _got(seen)) is not None


def _scientific(seen):
    return re.fullmatch(r"-?[\d.]+[eE][-+]?\d+", _got(seen)) is not None


def _zeros(seen):
    """Zeros at the end of decimals, or a point that nothing follows."""
    got = _got(seen)
    return "." in got and got[-1] in "0."


def _zeros_gone(seen):
    """Zeros at the end of a whole number are not decimals."""
    got = _got(seen)
    return any(run != run.rstrip("0") == got.lstrip("-") for run in _runs(_text(seen)))


def _zeros_before(seen):
    return re.match(r"-?(0\d|\.)", _got(seen)) is not None


def _whole(seen):
    """The text with no commas and dollar signs."""
    return _text(seen).replace(",", "").replace("$", "")


def _sign_lost(seen):
    got = _got(seen)
    return any(f"{sign}{got}" in _whole(seen) for sign in ("-", MINUS))


def _sign_invented(seen):
    got = _got(seen)
    return got.startswith("-") and not any(f"{sign}{got[1:]}" in _whole(seen) for sign in ("-", MINUS))


def _decimals_lost(seen):
    """Only the whole part, or only the decimals, or rounded."""
    got = _got(seen).lstrip("-")
    pairs = re.findall(r"(\d+)\.(\d+)", _whole(seen))
    return any(
        got in (whole, whole.lstrip("0"), str(int(whole) + 1), decimals, decimals.rstrip("0"))
        or ("." in got and f"{whole}.{decimals}".startswith(got) and decimals.strip("0") != got.partition(".")[2])
        for whole, decimals in pairs
        if len(whole) < LONG and decimals.strip("0")
    )


def _split_at_comma(seen):
    got = _got(seen).lstrip("-")
    groups = re.findall(r"\d+(?:,\d+)+", _text(seen))
    return any(got in (*group.split(","), group.rpartition(",")[0].replace(",", "")) for group in groups)


def _after_marks(seen):
    """Return the first run of digits after each mark that has one directly behind."""
    parts = _text(seen).split("####")[1:]
    return [_runs(part)[0] for part in parts if re.match(r"[\s:*$\u2212-]*\d", part)]


def _empty_mark(seen):
    """The number that follows at some distance was taken, or none, since this mark has none."""
    direct = _after_marks(seen)
    first = _text(seen).split("####")[1]
    alone = not re.match(r"[\s:*$\u2212-]*\d", first)
    return alone and (seen.result is None or not direct or not _is(seen, direct[0]))


def _last_mark(seen):
    direct = _after_marks(seen)
    return len(direct) > 1 and _is(seen, direct[-1])


def _said(seen):
    """Return the first run of digits after each word that marks an answer."""
    parts = re.split(r"answer is|answer:|\\boxed", _text(seen), flags=re.IGNORECASE)[1:]
    return [_runs(part)[0] for part in parts if _runs(part)]


def _words_before_mark(seen):
    direct = _after_marks(seen)
    return bool(direct) and any(_is(seen, number) for number in _said(seen) if number != direct[0])


def _last_said(seen):
    said = _said(seen)
    return len(said) > 1 and "####" not in _text(seen) and _is(seen, said[-1])


def _missed(pattern):
    """The text has this, and the result is another number of it, or none."""

    def sees(seen):
        there = re.search(pattern, _text(seen)) is not None
        return there and seen.error is None and (seen.result is None or any(_is(seen, run) for run in _runs(seen.row)))

    return sees


def _unmarked(seen):
    """Nothing marks the answer."""
    return seen.error is None and not _said(seen) and "####" not in _text(seen) and bool(_runs(seen.row))


def _first_number(seen):
    runs = _runs(_text(seen))
    return _unmarked(seen) and len(runs) > 1 and any(_is(seen, run) for run in runs[:-1])


def _not_found(seen):
    return seen.result is None and seen.error is None and bool(_runs(_text(seen)))


def _other_number(seen):
    """Some other number of a text that has a mark."""
    return "####" in _text(seen) and any(_is(seen, run) for run in _runs(seen.row))


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("type_error", _accepts_other_types),
    Detector("long_numbers", _too_long),
    Detector("no_match", _no_match),
    Detector("not_read", _not_read),
    Detector("no_text", _no_text),
    Detector("invented", _invented),
    Detector("nothing_returned", _nothing_yet),
    Detector("scientific", _scientific),
    Detector("text_around", _text_around),
    Detector("text_around", lambda seen: _got(seen) != _got(seen).strip()),
    Detector("commas", _keeps(",")),
    Detector("dollar", _keeps("$")),
    Detector("behind", _keeps("%")),
    Detector("unicode_minus", _keeps(MINUS)),
    Detector("minus_zero", lambda seen: re.fullmatch(r"-0+(\.0*)?", _got(seen)) is not None),
    Detector("zeros", _zeros),
    Detector("zeros_in_front", _zeros_before),
    Detector("zeros_gone", _zeros_gone),
    Detector("sign_lost", _sign_lost),
    Detector("minus_apart", _sign_invented),
    Detector("commas", _split_at_comma),
    Detector("decimals", _decimals_lost),
    Detector("last_mark", _last_mark),
    Detector("empty_mark", _empty_mark),
    Detector("mark_first", _words_before_mark),
    Detector("sign_lost", _missed(r"####\s*\$?\u2212")),
    Detector("dollar", _missed(r"####\s*[-\u2212]?\$")),
    Detector("gap", _missed(r"####[\s]*[:*]|####\d|####\s\s+\d")),
    Detector("last_number", _other_number),
    Detector("last_said", _last_said),
    Detector("letters", _missed(r"ANSWER|Answer")),
    Detector("boxed", _missed(r"\\boxed")),
    Detector("gap", _missed(r"(answer is|answer:)[\s]*[:*]")),
    Detector("said", _missed(r"answer is|answer:")),
    Detector("first_number", _first_number),
    Detector("not_found", _not_found),
]


# Checks


def _expect(submission, text: str, answer: str) -> None:
    expect_text(submission.call(NAME, text), answer, "result")


@pytest.mark.check(NAME, points=3, hint="marked", promise="The first number that is marked by ####")
def test_marked_answer(submission, draw):
    """The number that #### marks is the answer, whatever other numbers there are, and whatever stands behind it."""
    first, second, answer, last = _numbers(draw, 4)
    for text in (
        f"#### {answer}",
        f"{first} + {second} = <<{first}+{second}={last}>>{last}.\n#### {answer}",
        f"#### {answer}\nThis took {last} steps.",
        f"#### {answer} {draw.choice(rows.THINGS)} in {last} days",
        f"#### {answer}.",
        f"#### {answer}%\n{last}",
        f"The answer is {first}, no:\n#### {answer}",
        f"Answer: {first}? #### {answer}! Or \\boxed{{{last}}}?",
        f"####{answer} of {last}",
        f"####   {answer}\n\n{last}",
        f"#### **{answer}** ({last})",
        f"####:\n{answer}, {last}",
        f"#### {answer}km of {last}",
        f"#### **:\u00a0{answer}, {last}",
    ):
        _expect(submission, text, answer)


@pytest.mark.check(NAME, points=2, hint="last_mark", promise="rule 1 takes the first mark")
def test_first_mark_counts(submission, draw):
    """The first marked number counts when a model runs on; a mark without a number does not count."""
    answer, first, second, last = _numbers(draw, 4)
    for text in (
        f"#### {answer}\n#### {last}",
        f"#### {answer}\nQuestion: {first} + {second}?\n#### {last}",
        f"#### {answer}\n\nAnswer: {first}. #### {second} #### {last}",
        f"#### Step 1\n{first} + 1\n#### {answer}\n{last} words",
        f"#### Sum of {first}\n#### {answer}\n#### {last}",
    ):
        _expect(submission, text, answer)


@pytest.mark.check(NAME, points=2, hint="said", promise="The first number that is marked by one of: answer is, answer:")
def test_other_ways_to_say_it(submission, draw):
    """Without a number marked by ####, "answer is", "answer:" or \\boxed{ marks it; without these the last number counts."""
    answer, first, second, last = _numbers(draw, 4)
    for text in (
        f"From {first}, the answer is {answer}. It took {last} steps.",
        f"{first} it is not. My answer: {answer} of {last}",
        f"Of {first} only \\boxed{{{answer}}} are left, not {last}.",
        f"The answer is \\boxed{{{answer}}}, in {last} steps",
        f"THE ANSWER IS {answer}, I am {last} % sure",
        f"Answer: {answer}\n\n({last} tokens)",
        f"The answer is: **{answer}** of {last}",
        f"**Answer:** {answer}, {last}",
        f"**The answer is**: {answer}, {last}",
        f"So my answer is {answer} of {last}.",
        f"The answer is {answer}. Next: the answer is {last}.",
        f"\\boxed{{{answer}}} Then: 1+{first}? Answer: {last}",
        f"The answer is {answer}. Then: 1+{first}? \\boxed{{{last}}}",
        f"The answer is near: {first}-1 ... answer: {answer}, {last}",
        f"#### none, so the answer is {answer}, not {last}",
    ):
        _expect(submission, text, answer)
    for text in (
        f"{first} and {second} make {answer}",
        f"With {first} of {second} it is {answer}.",
        f"{first}\n{second}\n{answer} {draw.choice(rows.THINGS)}!\n",
        f"From {first} she has {answer} left.\nThat is all.",
        f"From {first} it is {answer}km.",
        f"Of {first} buses she takes bus B{answer}",
        f"The {first}th answer was {second}, so {answer}",
        f"#### Sum\n{first} + {second} = {answer}",
    ):
        _expect(submission, text, answer)


@pytest.mark.check(
    NAME, points=3, hint="shortest_form", promise="A str of digits, with a point and a minus sign if needed"
)
def test_canonical_numbers(submission, draw):
    """The answer is written in its shortest form: no commas, no $, no idle zeros, a hyphen as minus, every digit kept."""
    frames = ("#### {}", "The answer is {}.", "That leaves {}", "So it is \\boxed{{{}}}!", "{} apples", "Answer: {}%")
    forms = [*_plain_forms(draw), *_signed_forms(draw)]
    for number in forms:
        for frame in ("#### {} of 77", draw.choice(frames[1:])):
            _expect(submission, frame.format(number.text), number.answer)
    [answer] = _numbers(draw, 1)
    for text in (f"- {answer} apples", f"The total is - {answer}"):
        _expect(submission, text, answer)
    for number in _long_forms(draw):
        for frame in ("#### {}", "That leaves {}"):
            _expect(submission, frame.format(number.text), number.answer)


@pytest.mark.check(NAME, points=1, hint="invented", promise="None if there is no number in the text")
def test_no_answer(submission, draw):
    """A text without any number gives None, and what is no text raises TypeError."""
    for text in ("I do not know.", "", "####", f"#### {draw.choice(rows.THINGS)}", "The answer is: $", "\\boxed{}"):
        expect_equal(submission.call(NAME, text), None, "result")
    for other in (None, draw.randint(2, 90), ["#### 7"]):
        expect_raises("TypeError", lambda other=other: submission.call(NAME, other))


@pytest.mark.check(NAME, points=1, hint="marked", promise="The first number that is marked by ####")
def test_rows_of_gsm8k(submission, draw, real_rows):
    """Solutions of gsm8k give their own final answers, also when a model would run on behind them."""
    sample = rows.sample_gsm8k(draw, real_rows or 10, real=real_rows > 0)
    for row, other in zip(sample, [*sample[1:], sample[0]], strict=True):
        final = row["answer"].rpartition("####")[2].strip().replace(",", "")
        _expect(submission, row["answer"], final)
        _expect(submission, f"{row['answer']}\n\nQuestion: {other['question']}\n{other['answer']}", final)
