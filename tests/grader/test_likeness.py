"""Whose rows are these? Twins, formulas, known texts."""

from __future__ import annotations

import random
import time

import pytest

from smol_grade.devcheck import fingerprints
from smol_grade.judge import rows as samples
from smol_grade.judge.expect import Mismatch
from smol_grade.judge.likeness import KNOWN, SIZE, expect_no_formula, expect_no_twins, expect_own, fingerprint, words
from smol_grade.judge.own_data import Row, Value
from smol_grade.messages import say_sentence

NAME = "own_data.jsonl"
ENOUGH_S = 5.0
"""Far above what it takes on a busy machine (some tenths of a second), far below what quadratic time would be."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rows(*values: dict[str, Value]) -> list[Row]:
    """Return rows on lines 1, 2, …"""
    return [Row(line, one) for line, one in enumerate(values, 1)]


def asked(question: str, answer: str) -> dict[str, Value]:
    """Return a row of a question and an answer."""
    return {"q": question, "a": answer}


def test_words_are_letters_only() -> None:
    """Case, accents, digits, punctuation and widths do not count; letters of any script do."""
    assert ["el", "nino", "s", "cafe"] == words("¡El NIÑO's 3 cafe\u0301!")
    assert ["strasse", "fi", "abc"] == words("Straße ﬁ ＡＢＣ")
    assert ["画蛇添足", "给蛇"] == words("画蛇添足，给蛇。")
    assert words("हिन्दी में") == words("हिन्दी, में!")
    assert [] == words("12 + 30 = 42 🐢")


TWINS = [
    (asked("Is it 3 o'clock?", "Yes."), asked("is it 4 O'CLOCK", "yes!")),
    (asked("ice cream", "cold"), asked("icecream", "cold")),
    (asked("1492", "1500"), asked("3", "5")),
    ({"q": "a b", "a": "c", "n": 1}, {"a": "c", "q": "a b", "n": None}),
]


@pytest.mark.parametrize("pair", TWINS)
def test_twins_are_named_by_their_lines(pair: tuple[dict[str, Value], dict[str, Value]]) -> None:
    """Rows that differ in nothing but numbers, case, punctuation, spaces or the order of keys are the same."""
    known = rows(pair[0], asked("Something else?", "Of course."), pair[1])
    with pytest.raises(Mismatch) as caught:
        expect_no_twins(known, NAME)
    assert "own_data.jsonl, lines 1 and 3: the same row" in say_sentence("en", caught.value.sentence)
    expect_no_twins(known[:2], NAME)


def test_a_formula_is_said_with_its_lines_and_share() -> None:
    """From 80 % of the words of the longer row on, rows are too much alike; one word less is fine."""
    first = asked("one two three four", "five six seven eight nine ten")
    for same, refused in ((8, True), (7, False)):
        kept = " ".join(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"][:same])
        other = asked(kept, " ".join(LETTERS[i] * 3 for i in range(10 - same)))
        if refused:
            with pytest.raises(Mismatch) as caught:
                expect_no_formula(rows(asked("quite", "different"), first, other), NAME)
            said = say_sentence("en", caught.value.sentence)
            assert "lines 2 and 3: 80 % of the words are the same. (Such pairs in the file: 1.)" in said
        else:
            expect_no_formula(rows(asked("quite", "different"), first, other), NAME)


def test_a_text_that_comes_again_does_not_count() -> None:
    """Topics, labels and fixed instructions may be the same in every row."""
    instruction = "Answer the following question about life at sea in one short and friendly sentence, please."
    pairs = [("port", "left side"), ("galley", "a kitchen"), ("bilge", "lowest inside"), ("jib", "foremost sail")]
    expect_no_formula(rows(*({"i": instruction, "topic": "sea", "w": w, "m": m} for w, m in pairs)), NAME)
    with pytest.raises(Mismatch):
        expect_no_formula(rows(*(asked(f"{instruction} {w}", m) for w, m in pairs)), NAME)


def test_comparing_is_bounded() -> None:
    """As many and as long rows as a file can hold are compared in well under a second."""
    vocabulary = [a + b + c for a in LETTERS for b in LETTERS for c in "aeiou"]
    many = [
        asked(" ".join(vocabulary[i % 9 :: 9][:160]) + f" {LETTERS[i % 26] * (i + 2)}", LETTERS[i % 26] * 90)
        for i in range(200)
    ]
    begun = time.monotonic()
    for check in (expect_own, expect_no_twins, expect_no_formula):
        try:
            check(rows(*many), NAME)
        except Mismatch:
            continue
    odd = "".join(map(chr, range(0x4E00, 0x9FFF))) + "e" + "\u0301\u0327" * 40_000 + "\ufdfa" * 20_000
    expect_own(rows(asked(odd, odd[::-1])), NAME)
    assert time.monotonic() - begun < ENOUGH_S


def test_what_the_course_shows_is_known() -> None:
    """Examples of every stub and the judge's own sample rows are refused, shortest texts aside."""
    [made_up] = samples.awkward_gsm8k(random.Random(1))[-3:-2]
    of_stubs = ("Tom has 3 bags of 24 nuts. How many nuts?", "The soft inside of a loaf.")
    for text in (*of_stubs, samples.QUESTIONS[1], samples.ANSWERS[1], made_up["question"]):
        with pytest.raises(Mismatch) as caught:
            expect_own(rows(asked("Fine?", "Fine."), asked(text, "Mine.")), NAME)
        assert "line 2: the text of 'q' is an example of the course" in say_sentence("en", caught.value.sentence)
    expect_own(rows(asked("Hi there", "Lima.")), NAME)


def test_fingerprints_are_many_sorted_and_small() -> None:
    """One per question, none twice."""
    data = (KNOWN / "gsm8k.bin").read_bytes()
    marks = [data[at : at + SIZE] for at in range(0, len(data), SIZE)]
    assert sorted(set(marks)) == marks
    assert 8791 == len(marks)  # 8792 questions, of which two differ only in their numbers


@pytest.mark.skipif(samples.gsm8k_folder() is None, reason="GSM8K_DIR names no folder with the data set")
def test_fingerprints_are_those_of_gsm8k() -> None:
    """The file is what the script makes; every question is known, with other numbers too."""
    assert (KNOWN / "gsm8k.bin").read_bytes() == fingerprints.questions()
    folder = samples.gsm8k_folder()
    assert folder is not None
    for known in samples.real_gsm8k(folder)[::500]:
        other = "".join("7" if sign.isdigit() else sign for sign in known["question"]).upper()
        for text in (known["question"], other):
            with pytest.raises(Mismatch) as caught:
                expect_own(rows(asked("Fine?", "Fine."), asked("My own question?", text)), NAME)
            assert "line 2: the text of 'a' is a question of GSM8K." == say_sentence(
                "en", caught.value.sentence
            ).removeprefix("own_data.jsonl, ")
        assert fingerprint(known["question"]) != fingerprint(known["question"] + " Really?")
