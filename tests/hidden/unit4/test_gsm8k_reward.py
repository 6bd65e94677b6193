"""Hidden suite of exercise 4.3. The oracle reads numbers character by character, as exact fractions.

That a real GRPOTrainer passes what is passed here, frozen cases prove.
"""

import itertools
import re
from fractions import Fraction

import pytest

from smol_grade.judge import rewards, rows
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_raises
from smol_grade.judge.rewards import as_chat, expect_rewards, same_reward, text_of, told

NAME = "gsm8k_reward"
MARK = "####"
DIGITS = "0123456789"


def number_of(text):
    """The number that the first mark of a text announces, or None."""
    return _leading_number(text.partition(MARK)[2].lstrip(" "))


def _leading_number(text):
    negative = text[:1] == "-" or text[:2] == "$-"
    for sign in ("-$", "$-", "-", "$"):
        if text.startswith(sign):
            text = text[len(sign) :]
            break
    if text[:1] not in DIGITS or not text:
        return None
    whole = 0
    while text and text[0] in DIGITS + ",":
        whole = whole if text[0] == "," else 10 * whole + DIGITS.index(text[0])
        text = text[1:]
    value, unit = Fraction(whole), Fraction(1)
    if text[:1] == "." and text[1:2] and text[1] in DIGITS:
        for character in text[1:]:
            if character not in DIGITS:
                break
            unit /= 10
            value += DIGITS.index(character) * unit
    return -value if negative else value


def reward(text, gold):
    """The reward of a text."""
    wanted = number_of(gold)
    return None if wanted is None else float(number_of(text) == wanted)


def rewards_of(completions, answer):
    """The reward of each completion."""
    return [reward(text_of(item), gold) for item, gold in zip(completions, answer, strict=True)]


# mistakes

SOME = r"-?\$?\d[\d,]*(?:\.\d+)?"


def _value(found):
    return None if found is None else float(found.replace(",", "").replace("$", ""))


def _pairs(seen):
    """Return text, gold, reward and right reward of each completion."""
    completions, answer = seen.kwargs["completions"], seen.kwargs["answer"]
    right = rewards_of(completions, answer)
    return list(zip(map(text_of, completions), answer, seen.result, right, strict=True))


def _gives(*variants):
    """A detector: the rewards are those of another rule (where the answer has a number), and wrong."""

    def sees(seen):
        judged = [pair for pair in _pairs(seen) if pair[3] is not None]
        if all(same_reward(got, right) for _, _, got, right in judged):
            return False
        return any(all(same_reward(got, float(rule(text, gold))) for text, gold, got, _ in judged) for rule in variants)

    return sees


def _every_wrong(value, about):
    """A detector: some rewards are wrong, and of all those it is true that they are this value, and something more."""

    def sees(seen):
        wrong = [(text, gold, got) for text, gold, got, right in _pairs(seen) if not same_reward(got, right)]
        return bool(wrong) and all(same_reward(got, value) and about(text, gold) for text, gold, got in wrong)

    return sees


def _some_wrong(value, about):
    """A detector: a reward is wrong, is this value, and something is true of text and gold."""

    def sees(seen):
        wrong = [(text, gold, got) for text, gold, got, right in _pairs(seen) if not same_reward(got, right)]
        return any(same_reward(got, value) and about(text, gold) for text, gold, got in wrong)

    return sees


def _after(text, *, last=False):
    return (text.rpartition(MARK) if last else text.partition(MARK))[2]


def _written(gold):
    return _after(gold).strip()


def _substring(text, gold):
    return _written(gold) in text


def _substring_without_commas(text, gold):
    return _written(gold).replace(",", "") in text.replace(",", "")


def _in_the_tail(text, gold):
    return MARK in text and _written(gold).replace(",", "") in _after(text).replace(",", "")


def _same_text(text, gold):
    return MARK in text and _after(text).strip() == _written(gold)


def _same_text_without_commas(text, gold):
    return MARK in text and _after(text).strip().replace(",", "") == _written(gold).replace(",", "")


def _number_text(text):
    found = re.match(r" *(" + SOME + ")", _after(text))
    return None if found is None else found[1]


def _same_digits(text, gold):
    first, second = _number_text(text), _number_text(gold)
    return first is not None and first == second


def _same_digits_without_commas(text, gold):
    first, second = (_number_text(value) or "" for value in (text, gold))
    return first != "" and first.replace(",", "").replace("$", "") == second.replace(",", "").replace("$", "")


def _last_mark(text, gold):
    found = _leading_number(_after(text, last=True).lstrip(" ")) if MARK in text else None
    return found is not None and found == number_of(gold)


def _last_number(text, gold):
    found = re.findall(SOME, text)
    return bool(found) and _value(found[-1]) == number_of(gold)


def _last_of_the_tail(text, gold):
    found = re.findall(SOME, _after(text))
    return bool(found) and _value(found[-1]) == number_of(gold)


def _first_of_the_tail(text, gold):
    found = re.findall(SOME, _after(text))
    return bool(found) and _value(found[0]) == number_of(gold)


def _later_mark(text, gold):
    """The first mark that is followed by a number, not the first."""
    found = re.search(MARK + " *(" + SOME + ")", text)
    return found is not None and _value(found[1]) == number_of(gold)


def _any_number(text, gold):
    return number_of(gold) in [_value(found) for found in re.findall(SOME, text)]


def _mark_or_last(text, gold):
    return number_of(text) == number_of(gold) if MARK in text else _last_number(text, gold)


def _unsigned(text, gold):
    found, wanted = number_of(text), number_of(gold)
    return found is not None and abs(found) == abs(wanted)


def _whole(text, gold):
    found, wanted = number_of(text), number_of(gold)
    return found is not None and int(found) == int(wanted)


def _rounded(text, gold):
    found, wanted = number_of(text), number_of(gold)
    return found is not None and round(found) == round(wanted)


def _near(text, gold):
    found, wanted = number_of(text), number_of(gold)
    return found is not None and abs(found - wanted) < 1


def _nearly(text, gold):
    """Nearly the same numbers, and not the same."""
    found, wanted = number_of(text), number_of(gold)
    return found is not None and 0 < abs(found - wanted) <= max(Fraction(1, 1000), abs(wanted) / 10_000_000)


def _up_to_comma(text):
    found = re.match(r" *(-?)\$?(-?)(\d+)", _after(text))
    return None if found is None else ["".join(found.groups())]


def _digits_only(text, gold):
    found, wanted = _up_to_comma(text), _up_to_comma(gold)
    return found is not None and wanted is not None and int(found[0]) == int(wanted[0])


def _other_values(seen):
    return any(value is not None and value not in (0, 1) for value in seen.result)


def _same_for_all(seen):
    return len(seen.result) > 2 and all(value == seen.result[0] for value in seen.result)


def _lengths_differ(seen):
    return len(seen.kwargs["completions"]) != len(seen.kwargs["answer"])


def _silent_zip(seen):
    return seen.error is None and _lengths_differ(seen)


def _raises_other(seen):
    return seen.error is not None and _lengths_differ(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _no_number_raises(seen):
    """A match that is None, or an empty list, is used as if it were a number."""
    words = ("NoneType", "list index out of range", "no such group")
    return seen.error is not None and any(word in seen.error.message for word in words)


def _not_converted(seen):
    words = ("could not convert string to float", "invalid literal", "ConversionSyntax", "InvalidOperation")
    return seen.error is not None and any(word in f"{seen.error.type} {seen.error.message}" for word in words)


def _chats_get_nothing(seen):
    chats = [got for got, item in zip(seen.result, seen.kwargs["completions"], strict=True) if type(item) is list]
    wanted = rewards_of(seen.kwargs["completions"], seen.kwargs["answer"])
    return bool(chats) and not any(chats) and any(wanted)


def _against_the_first(seen):
    """Every completion is compared with the answer of the first, or of the last."""
    pairs = _pairs(seen)
    for at in (0, -1):
        other = [reward(text, pairs[at][1]) for text, *_ in pairs]
        if all(same_reward(got, value) for (_, _, got, _), value in zip(pairs, other, strict=True)):
            return not all(same_reward(got, right) for *_, got, right in pairs)
    return False


def _upside_down(seen):
    judged = [pair for pair in _pairs(seen) if pair[3] is not None]
    return all(same_reward(got, 1 - right) for _, _, got, right in judged)


def _nothing_given(_text, gold):
    return number_of(gold) is None


def _dollar_unread(seen):
    """Wherever something is wrong, a $ stands before a number, and it is as if there were none."""
    wrong = [(text, gold, got) for text, gold, got, right in _pairs(seen) if not same_reward(got, right)]
    before = re.compile(r" *-?\$")
    return bool(wrong) and all(
        got in (None, 0) and (before.match(_after(text)) or before.match(_after(gold))) for text, gold, got in wrong
    )


DETECTORS = [
    Detector("raises_other", _raises_other),
    Detector("silent_zip", _silent_zip),
    *rewards.OF_CALLS,
    Detector("no_number_raises", _no_number_raises),
    Detector("not_converted", _not_converted),
    Detector("other_values", _other_values),
    Detector("chats_unread", _chats_get_nothing),
    Detector("dollar", _dollar_unread),
    Detector("left_out", lambda seen: any(got is None and right is not None for *_, got, right in _pairs(seen))),
    Detector("gold_missing", _every_wrong(1.0, _nothing_given)),
    Detector("gold_missing", _every_wrong(0.0, _nothing_given)),
    Detector("nearly_equal", _every_wrong(1.0, _nearly)),
    Detector("same_for_all", _same_for_all),
    Detector("upside_down", _upside_down),
    Detector("against_the_first", _against_the_first),
    Detector("substring", _gives(_substring, _substring_without_commas, _in_the_tail)),
    Detector("any_number", _gives(_any_number)),
    Detector("last_number", _gives(_last_number, _mark_or_last)),
    Detector("last_mark", _gives(_last_mark, _last_of_the_tail)),
    Detector("later_mark", _gives(_later_mark, _first_of_the_tail)),
    Detector(
        "rest_counts", _every_wrong(0.0, lambda text, _gold: _after(text).strip(" ") != (_number_text(text) or ""))
    ),
    Detector("texts_compared", _gives(_same_text, _same_text_without_commas)),
    Detector("texts_compared", _gives(_same_digits, _same_digits_without_commas)),
    Detector("sign_lost", _gives(_unsigned)),
    Detector("line_break", _every_wrong(1.0, lambda text, _gold: re.match(r"\s*\n", _after(text)))),
    Detector("digits_only", _gives(_digits_only)),
    Detector("whole_only", _gives(_whole, _rounded, _near)),
    Detector("gold_missing", _some_wrong(1.0, _nothing_given)),
    Detector("gold_missing", _some_wrong(0.0, _nothing_given)),
    Detector("any_number", _every_wrong(1.0, lambda text, _gold: MARK not in text)),
    Detector("sign_lost", _every_wrong(1.0, _unsigned)),
    Detector("last_mark", _every_wrong(1.0, _last_mark)),
    Detector("later_mark", _every_wrong(1.0, _later_mark)),
    Detector("later_mark", _every_wrong(1.0, _first_of_the_tail)),
    Detector("substring", _every_wrong(1.0, _substring_without_commas)),
    Detector("whole_only", _every_wrong(1.0, _near)),
    Detector("last_mark", _some_wrong(1.0, _last_mark)),
    Detector(
        "commas", _every_wrong(0.0, lambda text, gold: "," in (_number_text(text) or "") + (_number_text(gold) or ""))
    ),
    Detector("spaces", _every_wrong(0.0, lambda text, _gold: re.match(r"\S|  ", _after(text)))),
    Detector("texts_compared", _every_wrong(0.0, lambda text, gold: _after(text) != _after(gold))),
]


# completions


def _gold(number):
    return f"2 of 3 = <<2*3=6>>6 are left.\n{MARK} {number}"


def _says(draw, number, end=""):
    """Return a completion that works towards a number and gives it."""
    a, b = draw.randint(2, 9), draw.randint(2, 9)
    return f"First {a}*{b} = <<{a}*{b}={a * b}>>{a * b},\nthen some more.\n{MARK} {number}{end}"


def _expect(submission, pairs):
    completions, answer = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    expect_rewards(submission.call(NAME, completions=completions, answer=answer), rewards_of(completions, answer))


def _shuffled(draw, pairs):
    return draw.sample(pairs, len(pairs))


def _whole_number(draw):
    """Return a number of three digits that no work of `_says` and no row comes to; its halves are no part of it."""
    return draw.choice([number for number in range(231, 987) if len(set(str(number))) == 3 and number % 10 > 1])


def _apart(draw):
    """Return completions with the same digits somewhere, of which only some say the number."""
    number = _whole_number(draw)
    gold = _gold(number)
    return [
        (_says(draw, number), gold),
        (_says(draw, number + 1), gold),
        (_says(draw, f"1{number}"), gold),
        (_says(draw, f"{number}0"), gold),
        (_says(draw, number), _gold(f"1{number}")),
        (_says(draw, str(number)[1:]), gold),
        (f"The answer is {number}.", gold),
        (str(number), gold),
        (f"{number} it is.\n{MARK} {number + 2}", gold),
        (f"There are {number} of {number}.\n{MARK} none", gold),
        (f"{MARK}", gold),
        ("", gold),
        (_says(draw, number, "\n"), gold),
    ]


def _same_numbers(draw):
    """Return completions that write numbers in other ways, and others that are near."""
    number, thousands = _whole_number(draw), draw.randint(2, 99) * 1000 + draw.choice((125, 340, 708))
    long = str(draw.randint(10**11, 10**12 - 2))
    half = f"{draw.randint(2, 90)}.{draw.choice((25, 5, 75))}"
    return [
        (_says(draw, f"{thousands:,}"), _gold(thousands)),
        (_says(draw, thousands), _gold(f"{thousands:,}")),
        (_says(draw, f"{thousands:,}.0"), _gold(thousands)),
        (_says(draw, f"{1_000_000 + thousands:,}"), _gold(1_000_000 + thousands)),
        (_says(draw, f"{thousands + 1:,}"), _gold(f"{thousands:,}")),
        (_says(draw, f"{number}.00"), _gold(number)),
        (_says(draw, number), _gold(f"{number}.0")),
        (_says(draw, half), _gold(half)),
        (_says(draw, f"{half}0"), _gold(half)),
        (_says(draw, half), _gold(half.partition(".")[0])),
        (_says(draw, half.partition(".")[0]), _gold(half)),
        (_says(draw, f"{number}.4"), _gold(number)),
        (_says(draw, -number), _gold(number)),
        (_says(draw, number), _gold(-number)),
        (_says(draw, -number), _gold(-number)),
        (_says(draw, f"-{thousands:,}.0"), _gold(-thousands)),
        (_says(draw, f"${number}"), _gold(number)),
        (_says(draw, number), _gold(f"${number}")),
        (_says(draw, f"-${number}"), _gold(-number)),
        (_says(draw, f"$-{number}"), _gold(-number)),
        (_says(draw, f"-${number}"), _gold(number)),
        (_says(draw, f"0{number}"), _gold(number)),
        (_says(draw, "0"), _gold("0")),
        (_says(draw, "0"), _gold(number)),
        (_says(draw, "-0"), _gold("0")),
        (_says(draw, f"{number}.0004"), _gold(number)),
        (_says(draw, f"{long[:2]},{long[2:7]},{long[7:]}"), _gold(long)),
        (_says(draw, int(long) + 1), _gold(long)),
    ]


def _rests(draw):
    """Return completions in which something follows the number, or other spaces stand before it."""
    number = _whole_number(draw)
    gold, other = _gold(number), number + draw.randint(2, 9)
    rests = [
        ".",
        "!",
        " eggs",
        " $",
        "%",
        ", I think",
        f"\nQuestion: how many? {other}",
        "<|im_end|>",
        " = 7*8",
        ".\n",
        ",",
    ]
    pairs = [(_says(draw, number, rest), gold) for rest in rests]
    return [
        *pairs,
        (f"{MARK}{number}", gold),
        (f"So\n{MARK}    {number}  ", gold),
        (f"{MARK} {other}, not {number}", gold),
    ]


def _marks(draw):
    """Return completions with several marks, of which the first decides."""
    number = _whole_number(draw)
    other, gold = number + draw.randint(2, 9), _gold(number)
    return [
        (f"{MARK} {number}\nQuestion: what now?\n{MARK} {other}", gold),
        (f"{MARK} {other}\nOr rather:\n{MARK} {number}", gold),
        (f"{MARK} {other} {MARK} {number}", gold),
        (f"{MARK} {number} {MARK} {other}", gold),
        (f"{MARK} ? No: {MARK} {number}", gold),
        (f"{MARK} The answer is {number}", gold),
        (f"{MARK} x = {number}", gold),
        (f"{MARK} {number} {MARK}", gold),
        (f"{number} {MARK}", gold),
        (f"{MARK}\n{number}", gold),
        (f"{MARK}# {number}", gold),
        (f"### {number}", gold),
        *((f"{MARK} {before}{number}", gold) for before in ("**", ": ", "+", "$ ", "- ", ".")),
        (f"{MARK} \u2212{number}", _gold(-number)),
        (f"{MARK} {other}", f"{MARK} {number}\n{MARK} {other}"),
        (f"{MARK} {number}", f"{MARK} {number}\n{MARK} {other}"),
    ]


# checks


@pytest.mark.check(NAME, points=3, hint="right_number", promise="Return 1.0 for each completion whose number equals")
def test_right_number(submission, draw, real_rows):
    """A completion earns 1.0 if the number that it announces is the answer's, 0.0 for another number or none."""
    _expect(submission, _apart(draw))
    _expect(submission, _shuffled(draw, _apart(draw)))
    known = rows.sample_gsm8k(draw, real_rows or 12, real=real_rows > 0)
    gold = [row["answer"] for row in known]
    _expect(
        submission,
        [(answer, answer) for answer in gold] + [(one, other) for one, other in itertools.pairwise(gold)],
    )


@pytest.mark.check(NAME, points=3, hint="texts_compared", promise="Numbers are compared, not texts")
def test_numbers_not_texts(submission, draw):
    """Numbers are compared, with commas, decimals, signs and $, whatever follows them."""
    _expect(submission, _same_numbers(draw))
    _expect(submission, _rests(draw))
    _expect(submission, _shuffled(draw, _same_numbers(draw) + _rests(draw)))


@pytest.mark.check(NAME, points=2, hint="last_mark", promise="Only the first #### counts")
def test_first_mark_counts(submission, draw):
    """Only the first #### announces the number: what a model says later, or elsewhere, earns nothing."""
    _expect(submission, _marks(draw))
    _expect(submission, _shuffled(draw, _marks(draw)))


@pytest.mark.check(NAME, points=2, hint="gold_missing", promise="None where the answer has no number")
def test_no_gold(submission, draw):
    """Where the answer has no number the reward is None, whatever the completion says; else it is a number."""
    number = _whole_number(draw)
    golds = [f"It is {number}.", f"{MARK} unknown", "", f"{MARK} x\n{MARK} {number}", f"{MARK}"]
    says = [_says(draw, number), f"It is {number}.", "", f"{MARK} unknown"]
    _expect(submission, [(says[0], _gold(number)), (says[0], golds[0]), (says[1], _gold(number)), (says[2], golds[2])])
    _expect(submission, _shuffled(draw, [(text, gold) for gold in [*golds, _gold(number)] for text in says]))


@pytest.mark.check(NAME, points=2, hint="chats_unread", promise="An item is either a str, its text, or a conversation")
def test_kinds_of_completions(submission, draw):
    """Completions are texts or conversations or both, as many as answers; for another number it raises ValueError."""
    pairs = _shuffled(draw, _apart(draw))
    _expect(submission, [(as_chat(text), gold) for text, gold in pairs])
    _expect(submission, [(as_chat(text) if index % 2 else text, gold) for index, (text, gold) in enumerate(pairs)])
    _expect(submission, [([{"content": pairs[0][0], "role": "assistant"}], pairs[0][1])])
    _expect(submission, [])
    texts, golds = [pair[0] for pair in pairs[:3]], [pair[1] for pair in pairs[:3]]
    for completions, answer in ((texts, golds[:2]), (texts[:2], golds), (texts, []), ([], golds[:1])):
        arguments = {"completions": completions, "answer": answer}
        expect_raises("ValueError", lambda arguments=arguments: submission.call(NAME, **arguments))


@pytest.mark.check(NAME, points=2, hint="takes_too_little", promise="the function has to take it")
def test_as_trl_calls_it(submission, draw):
    """GRPOTrainer can call it: by keyword, with all else that a trainer knows, and the data set's other columns."""
    for kind in (str, as_chat):
        known = rows.sample_gsm8k(draw, 4)
        texts = [row["answer"] if index % 2 else _says(draw, _whole_number(draw)) for index, row in enumerate(known)]
        columns = {name: [row[name] for row in known] for name in ("question", "answer")}
        asked = told(draw, [kind(text) for text in texts], **columns)
        expect_rewards(submission.call(NAME, **asked), rewards_of(texts, columns["answer"]))
