"""Hidden suite of exercise 5.2. Numbers are drawn first and written as texts after, so what matches is known unread.

Values are fractions, and what is asked lies well within a tolerance or well beyond it, or exactly at it where floats
hold all numbers. That lm-evaluation-harness's measure for ChartQA agrees, frozen cases prove.
"""

import random
import re
from fractions import Fraction
from typing import NamedTuple

import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises, expect_type

NAME = "relaxed_match"
MINUS = "\u2212"
DEFAULT = Fraction(5, 100)
LABELS = ("Yes", "New York", "Dark blue", "Perú", "Q1 2010", "2010-2015", "N/A", "Men, 18 to 24", "No. 7", "India")
NUMBERLIKE = ("nan", "inf", "infinity", "NaN", "-inf", "1e3", "-", "$", "%", ".", "", "1_000", "5 apples")
"""Texts that are no numbers, though float reads some of them."""


class Written(NamedTuple):
    """A number, and how a text writes it."""

    text: str
    value: Fraction
    per_cent: bool = False


def near(prediction, gold, tolerance=DEFAULT):
    """Return whether two numbers match: |p - g| is at most the tolerance times |g|, or a per cent sign is lifted."""
    readings = [(prediction.value, gold.value)]
    if prediction.per_cent and not gold.per_cent:
        readings.append((prediction.value / 100, gold.value))
    if gold.per_cent and not prediction.per_cent:
        readings.append((prediction.value, gold.value / 100))
    spans = [(g - tolerance * abs(g), p, g + tolerance * abs(g)) for p, g in readings]
    return any(least <= p <= most for least, p, most in spans)


def plain(value, places=2):
    """Write a fraction with so many decimals; it must have no more."""
    scaled = value * 10**places
    assert scaled.denominator == 1, value
    whole, rest = divmod(abs(int(scaled)), 10**places)
    sign = "-" if value < 0 else ""
    return Written(f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}", value)


def draw_gold(draw: random.Random) -> Written:
    """Return a whole number of three digits."""
    return plain(Fraction(draw.randint(200, 900)), 0)


def shifted(gold: Written, share: float) -> Written:
    """Return a number that is off by this share of gold, rounded to hundredths."""
    return plain(Fraction(round(gold.value * (1 + Fraction(share)) * 100), 100))


# What went wrong


def _texts(seen):
    prediction, gold = seen.args
    if type(prediction) is not str or type(gold) is not str:
        raise TypeError("no texts")
    return prediction.strip(), gold.strip()


def _tolerance(seen):
    return float(seen.kwargs.get("tolerance", DEFAULT))


def _numbers(seen):
    """Return both as numbers, of a call with numbers of the suite."""
    values = []
    for text in _texts(seen):
        digits = re.sub(r"[^\d.]", "", text)
        if re.search(r"[^\d.,$%\s+\u2212-]|\d-\d", text) or not digits.strip("."):
            raise ValueError("no number")
        values.append(-float(digits) if re.search(r"[-\u2212]", text) else float(digits))
    return values


def _good(seen):
    return all(type(text) is str for text in seen.args) and _tolerance(seen) >= 0


def _accepts_type(seen):
    """It is no text, and there is no TypeError."""
    return not all(type(text) is str for text in seen.args)


def _accepts_tolerance(seen):
    return _tolerance(seen) < 0


def _no_bool(seen):
    if seen.error is not None:
        return seen.error.unsupported
    return type(seen.result) is not bool


def _not_read(seen):
    """float, int or Decimal could not read a text."""
    return _good(seen) and seen.error.type in ("ValueError", "InvalidOperation")


def _refuses(seen):
    return _good(seen) and seen.error is not None and not seen.error.unsupported


def _numbers_do(variant, answer=None):
    """Return a predicate: the answer is what this variant of the formula gives of two plain numbers."""

    def sees(seen):
        p, g = _numbers(seen)
        plain_ones = "%" not in "".join(_texts(seen))
        wrong = variant(p, g, _tolerance(seen))
        return plain_ones and seen.result is wrong and answer in (None, wrong)

    return sees


def _sign_of_gold(seen):
    """Gold is negative, and nothing or everything matches it."""
    p, g = _numbers(seen)
    near_it = abs(p - g) <= _tolerance(seen) * abs(g)
    return g < 0 and seen.result is not near_it


def _sign_of_difference(seen):
    """Gold is well above the prediction, and matches all the same."""
    p, g = _numbers(seen)
    return seen.result is True and p - g < -_tolerance(seen) * max(abs(g), abs(p))


def _has(pattern, answer=None):
    """Return a predicate: one of the numbers is written like this."""

    def sees(seen):
        there = any(re.search(pattern, text) for text in _texts(seen))
        return there and _numbers(seen) is not None and answer in (None, seen.result)

    return sees


def _signs_lost(seen):
    p, g = _numbers(seen)
    return seen.result is True and p * g < 0 and abs(abs(p) - abs(g)) <= _tolerance(seen) * abs(g)


def _zero(seen):
    return _numbers(seen)[1] == 0


def _lifted_for_both(seen):
    """Both have a per cent sign, and one of them was lifted."""
    return all("%" in text for text in _texts(seen)) and seen.result is True


def _per_cent(seen):
    return _numbers(seen) is not None and "%" in "".join(_texts(seen))


def _read_by_float(seen):
    """A text that is no number here was read as one."""
    forms = r"[+-]?(nan|inf|infinity)|\d+e\d+|\d+_\d+"
    return any(re.fullmatch(forms, text.lower()) or (text.isdigit() and not text.isascii()) for text in _texts(seen))


def _loose_number(seen):
    """A text of digits and signs that is nearly, but not quite, a number."""
    nearly = r"[$-] \d+|\d+ \d+|\d+%%|\$\$\d+|--\d+|\d+\.\d+\.\d+|\d+ \$"
    return seen.result is True and any(re.fullmatch(nearly, text) for text in _texts(seen))


def _part_of_text(seen):
    """One text stands within the other, or a number of one was taken for all of it."""
    one, other = (text.lower() for text in _texts(seen))
    inside = one != other and (one in other or other in one)
    numbers = [re.findall(r"\d+", text) for text in (one, other)]
    return seen.result is True and (inside or (numbers[0] and numbers[0] == numbers[1]) or _alike(one, other))


def _alike(one, other):
    words = [re.sub(r"[\W_]+", "", text) for text in (one, other)]
    return words[0] == words[1]


def _letters(seen):
    one, other = _texts(seen)
    return seen.result is False and one != other and one.lower() == other.lower()


def _ends(seen):
    """The same but for white space at the ends."""
    return seen.result is False and [*seen.args] != [*_texts(seen)]


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("bad_types", _accepts_type),
    Detector("bad_tolerance", _accepts_tolerance),
    Detector("gold_zero", lambda seen: seen.error.type == "ZeroDivisionError"),
    Detector("not_read", _not_read),
    Detector("refuses_good", _refuses),
    Detector("no_bool", _no_bool),
    Detector("read_by_float", _read_by_float),
    Detector("loose_number", _loose_number),
    Detector("letters", _letters),
    Detector("ends", _ends),
    Detector("signs_lost", _signs_lost),
    Detector("both_per_cent", _lifted_for_both),
    Detector("per_cent", _per_cent),
    Detector("dollar", _has(r"\$", False)),
    Detector("commas", _has(",", False)),
    Detector("minus", _has(MINUS, False)),
    Detector("plus", _has(r"\+", False)),
    Detector("points", _has(r"(?<!\d)\.|\.(?!\d)", False)),
    Detector("gold_zero", _zero),
    Detector("sign_of_gold", _sign_of_gold),
    Detector("sign_of_difference", _sign_of_difference),
    Detector("share_of_prediction", _numbers_do(lambda p, g, t: abs(p - g) <= t * abs(p), True)),
    Detector("at_tolerance", _numbers_do(lambda p, g, t: abs(p - g) < t * abs(g), False)),
    Detector("other_tolerance", lambda seen: "tolerance" in seen.kwargs and _numbers(seen) is not None),
    Detector("compared_as_text", lambda seen: seen.result is False and bool(_numbers(seen))),
    Detector("part_of_text", _part_of_text),
]


# Checks


def _expect(submission, prediction, gold, wanted, **tolerance):
    """Require True or False, and a bool."""
    got = submission.call(NAME, prediction, gold, **tolerance)
    expect_type(got, bool)
    expect_equal(got, wanted, "result")


def _compare(submission, prediction, gold, **tolerance):
    """Require what the fractions say of two written numbers."""
    allowed = Fraction(tolerance["tolerance"]) if tolerance else DEFAULT
    _expect(submission, prediction.text, gold.text, near(prediction, gold, allowed), **tolerance)


@pytest.mark.check(NAME, points=3, hint="formula", promise="|p - g| <= tolerance * |g|")
def test_numbers_within_tolerance(submission, draw):
    """A number may be off by the tolerance, as a share of gold, to either side."""
    for share in (0.0, 0.03, -0.03, 0.07, -0.07, 0.047, -0.047, 0.0514, -0.0514, 0.3, -0.9, 2.0):
        gold = draw_gold(draw)
        _compare(submission, shifted(gold, share), gold)
    small = plain(Fraction(draw.randint(11, 19), 1000), 3)
    _compare(submission, plain(small.value + Fraction(2, 1000), 3), small)
    for tolerance, share in (
        (0.2, 0.15),
        (0.2, -0.18),
        (0.2, 0.24),
        (0.01, 0.03),
        (0.01, -0.03),
        (0.0, 0.01),
        (1.5, -2.0),
        (1.5, 1.2),
    ):
        gold = draw_gold(draw)
        _compare(submission, shifted(gold, share), gold, tolerance=tolerance)
    for tolerance in (0.25, 0.5, 0.125):
        gold = plain(Fraction(8 * draw.randint(10, 99)), 0)
        for sign in (1, -1):
            _compare(submission, plain(gold.value * (1 + sign * Fraction(tolerance)), 0), gold, tolerance=tolerance)
    gold = draw_gold(draw)
    _compare(submission, plain(gold.value, 1), gold, tolerance=0)


@pytest.mark.check(NAME, points=2, hint="signs_lost", promise="Signs count: -95 matches -100, and not 100.")
def test_signs_of_numbers(submission, draw):
    """Signs count, and 0 is matched by 0 alone."""
    for share in (0.07, 0.03, -0.03, 0.0, -0.07, -0.5, 0.9):
        gold = draw_gold(draw)
        negative, other = plain(-gold.value, 0), shifted(gold, share)
        _compare(submission, plain(-other.value), negative)
        _compare(submission, other, negative)
        _compare(submission, plain(-other.value), gold)
    zeros = [Written(text, Fraction(0), "%" in text) for text in ("0", "0.0", "-0", "$0", "0%", ".0")]
    for zero in zeros:
        _compare(submission, draw.choice(zeros), zero)
        for value in (Fraction(1, 100), Fraction(-1, 100), Fraction(3)):
            _compare(submission, plain(value), zero)
            _compare(submission, zero, plain(value))
    _compare(submission, plain(Fraction(1, 10)), zeros[0], tolerance=0.5)


def _forms(value: int) -> list[Written]:
    """Return ways to write a whole number of seven digits; those that differ in one thing come first."""
    sign, size = "-" if value < 0 else "", str(abs(value))
    grouped = f"{abs(value):,}"
    signs = ("-", MINUS) if sign else ("", "+")
    forms = [f"{sign}{grouped}", f"{sign}{size[:3]},{size[3:]}", f"{value}.0", f"{value}.", f" {value}\n"]
    forms += [f"{kind}{size}" for kind in signs]
    forms += [text for kind in signs for text in (f"{kind}${size}", f"${kind}{size}")]
    forms += [f"\t${signs[1]}{grouped}.00 ", f"{signs[1]}${grouped}.0"]
    return [Written(text, Fraction(value)) for text in forms]


@pytest.mark.check(NAME, points=3, hint="forms", promise="Dollar signs and commas do not count.")
def test_forms_of_numbers(submission, draw):
    """Numbers match in whatever form: with a dollar sign, commas, decimals, either minus, a percent sign."""
    value = draw.randint(2_000_000, 9_000_000)
    for number in (value, -value):
        forms = _forms(number)
        for form in forms:
            _compare(submission, form, plain(Fraction(number), 0), tolerance=0.001)
            _compare(submission, plain(Fraction(number), 0), form, tolerance=0.001)
            _compare(submission, form, plain(Fraction(round(number * 1.2)), 0))
        for form in draw.sample(forms, len(forms)):
            _compare(submission, form, draw.choice(forms), tolerance=0)
    tenths = draw.randint(2, 8)
    half = Written(f".{tenths}", Fraction(tenths, 10))
    for other in (f"0.{tenths}", f"${tenths / 10}0", f"0.{tenths + 1}"):
        _compare(submission, half, Written(other, Fraction(other.strip("$"))))
    _per_cents(submission, draw)


def _per_cents(submission, draw):
    """Compare numbers of which both, or one, have a percent sign."""
    number = draw.randint(11, 19)
    bare = [Written(str(number * 100), Fraction(number * 100)), Written(str(number), Fraction(number))]
    bare += [Written(f"0.{number}", Fraction(number, 100)), Written(f"0.00{number}", Fraction(number, 10000))]
    signed = [Written(f"{one.text}{draw.choice((' %', '%'))}", one.value, per_cent=True) for one in bare]
    for first in (*bare, *signed):
        for second in (signed[1], signed[2], bare[1]):
            _compare(submission, first, second)
    _compare(submission, bare[2], signed[1], tolerance=0.001)
    _compare(submission, signed[1], bare[2], tolerance=0.001)
    for share in (0.03, 0.07):
        exact = Written(f"{number}%", Fraction(number), per_cent=True)
        moved = Written(f"{number * (1 + share) / 100:.6f}", Fraction(number * round(100 * (1 + share)), 10000))
        _compare(submission, moved, exact)
        _compare(submission, exact._replace(text=f"-{exact.text}", value=-exact.value), moved)


@pytest.mark.check(NAME, points=1, hint="texts", promise="Two texts that are no numbers match if they are the same")
def test_texts_exactly(submission, draw):
    """Texts match when they are the same, upper or lower case and the ends aside, and never match a number."""
    for label in draw.sample(LABELS, len(LABELS)):
        other = draw.choice([text for text in LABELS if text != label])
        for prediction in (label, label.lower(), label.upper(), f" {label}\n"):
            _expect(submission, prediction, draw.choice((label, f"{label.upper()} ")), True)
        for prediction in (other, f"{label}.", f"The answer is {label}", label[:-1], f"{label}s", ""):
            _expect(submission, prediction, label, False)
        number = str(draw.randint(10, 99))
        _expect(submission, number, label, False)
        _expect(submission, label, number, False)
    for text in NUMBERLIKE:
        _expect(submission, text, text.upper(), True)
    for prediction, gold in (
        ("NewYork", "New York"),
        ("Q1 2011", "Q1 2010"),
        ("2010-2016", "2010-2015"),
        ("Men 18 to 24", "Men, 18 to 24"),
        ("", "$"),
        ("%", ""),
        ("7", "No. 7"),
    ):
        _expect(submission, prediction, gold, False)
    few = draw.randint(3, 9)
    for text in (f"$ {few}", f"- {few}", f"{few}%%", f"$${few}", f"--{few}", f"{few}.{few}.{few}"):
        number = {"$": str(few), "-": f"-{few}"}.get(text[0], f"{few}")
        _expect(submission, text, number, False)
        _expect(submission, number, text, False)
        _expect(submission, text, text, True)
    _expect(submission, f"{few} 000", f"{few}000", False)
    texts = (f"{few} apples", f"€{few}", f"{few} $", f"{few}e0", f"{few}_0", f"{few}-{few}", f"approx. {few}")
    for text in texts:
        _expect(submission, text, f"{few}0" if "_" in text else str(few), False)
        _expect(submission, f"{few}0" if "_" in text else str(few), text, False)
    _expect(submission, "\u0663", "3", False)
    _expect(submission, "inf", "infinity", False)


@pytest.mark.check(NAME, points=1, hint="bad_types", promise="prediction or gold is not a str, such as 5 or None.")
def test_bad_arguments(submission, draw):
    """It raises TypeError for what is no text, and ValueError for a tolerance below 0."""
    gold = draw_gold(draw)
    for bad in (int(gold.value), float(gold.value), None, [gold.text]):
        expect_raises("TypeError", lambda bad=bad: submission.call(NAME, bad, gold.text))
        expect_raises("TypeError", lambda bad=bad: submission.call(NAME, gold.text, bad))
        expect_raises("TypeError", lambda bad=bad: submission.call(NAME, bad, bad))
    for texts in ((gold.text, gold.text), ("Yes", "yes")):
        for tolerance in (-0.05, -1):
            expect_raises(
                "ValueError",
                lambda texts=texts, tolerance=tolerance: submission.call(NAME, *texts, tolerance=tolerance),
            )
