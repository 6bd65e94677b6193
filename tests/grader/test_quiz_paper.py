"""Papers: what is published tells no key, and what is drawn from it is even, repeatable and the same everywhere."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smol_grade.quiz.bank import Bank
from smol_grade.quiz.marking import enough, needed, right_answer, score
from smol_grade.quiz.paper import Paper, PublicBank, Question, draw_paper, filled, published

from .quiz_bank import OBJECTIVES, SECRETS, bank

FROZEN = (
    Question(
        item="instruction-multi-1",
        order=("f09541c1f1f6", "dbbc790faaf0", "b44c0b3f634f", "cd96da76cf12", "27ca323a7be5"),
    ),
    Question(item="instruction-code-output-0"),
    Question(item="instruction-order-1", order=("d82ba2a22426", "0da62b1a683d", "e18a48bdddfc", "676170de9074")),
)
"""What the seed below gives."""
BANK = bank()
PUBLIC = published(BANK)
PAPERS = [draw_paper(PUBLIC, f"seed {number}") for number in range(1000)]
CHI_SQUARE = {2: 20.83, 3: 23.62, 9: 36.68}
"""Degrees of freedom -> what an even draw exceeds with a probability of 3e-5 (scipy.stats.chi2.isf)."""


def chi_square(counts: Counter[int], places: int) -> float:
    """Return how far counts are from even ones."""
    even = counts.total() / places
    return sum((counts[place] - even) ** 2 / even for place in range(places))


def test_nothing_that_is_published_tells_a_key() -> None:
    """No secret word, no number of a case's answer, and none of the fields that hold keys is in the bytes."""
    content = PUBLIC.content
    assert content == msgspec.json.encode(msgspec.json.decode(content, type=PublicBank), order="deterministic")
    for word in (*SECRETS, '"right"', '"answer"', '"output"', '"line"', '"fix"', '"raises"', '"why"', '"compute"'):
        assert word.encode() not in content, word
    for item in BANK.items:
        assert not [case for case in item.cases if str(case.answer).encode() in content], item.id


def test_the_order_of_a_file_does_not_change_what_is_published() -> None:
    """Items, options and steps in another order give the same bytes, so where they stand can tell nothing."""
    turned = [
        msgspec.structs.replace(item, options=item.options[::-1], steps=item.steps[::-1]) for item in BANK.items[::-1]
    ]
    other = published(Bank(schema_version=1, unit="instruction", items=tuple(turned)))
    assert PUBLIC.sha256 == other.sha256


def test_the_hash_changes_with_a_question_and_not_with_a_key() -> None:
    """It names what people were asked."""
    first, *rest = BANK.items
    marked = [msgspec.structs.replace(option, right=not option.right) for option in first.options]
    other = msgspec.structs.replace(BANK, items=(msgspec.structs.replace(first, options=tuple(marked)), *rest))
    assert PUBLIC.sha256 == published(other).sha256
    asked = msgspec.structs.replace(first, question=rest[0].explanation)
    assert PUBLIC.sha256 != published(msgspec.structs.replace(BANK, items=(asked, *rest))).sha256


def test_a_seed_gives_one_paper_in_every_version() -> None:
    """Frozen: whoever changes how papers are drawn breaks the check of every official paper that was ever taken."""
    paper = draw_paper(published(bank(2)), "ana|instruction|1", 3)
    assert paper == Paper(
        unit="instruction",
        seed="ana|instruction|1",
        questions=FROZEN,
    )


def test_no_item_is_asked_twice_and_objectives_share_a_paper() -> None:
    """Ten items of four objectives: two or three of each."""
    for paper in PAPERS:
        assert 10 == len({question.item for question in paper.questions})
        counts = Counter(BANK.item(question.item).objective for question in paper.questions)
        assert {2, 3} == set(counts.values())
        assert set(OBJECTIVES) == set(counts)


def test_every_place_is_as_likely_for_the_right_option() -> None:
    """Over 1 000 papers the right option of four stands in each place equally often, and so does each case."""
    places: Counter[int] = Counter()
    cases: Counter[int] = Counter()
    for question in (question for paper in PAPERS for question in paper.questions):
        item = BANK.item(question.item)
        if item.kind == "single":
            places[question.order.index(right_answer(item, 0)[0])] += 1
        if item.kind == "numeric":
            cases[question.case] += 1
    assert min(places.total(), cases.total()) > 1000
    assert chi_square(places, 4) < CHI_SQUARE[3]
    assert chi_square(cases, 3) < CHI_SQUARE[2]


def test_every_item_stands_in_every_place_of_a_paper_equally_often() -> None:
    """An item's place in the paper is even, whatever its kind."""
    places: dict[str, Counter[int]] = {kind: Counter() for kind in {item.kind for item in BANK.items}}
    for paper in PAPERS:
        for place, question in enumerate(paper.questions):
            places[BANK.item(question.item).kind][place] += 1
    assert not {
        kind: chi_square(counts, 10) for kind, counts in places.items() if chi_square(counts, 10) > CHI_SQUARE[9]
    }


def test_a_small_bank_is_asked_as_a_whole() -> None:
    """A bank of six gives six questions, each once; asking for none is a mistake of ours."""
    small = published(bank(1))
    assert {item.id for item in small.items} == {question.item for question in draw_paper(small, "x").questions}
    assert 6 == len(draw_paper(small, "x").questions)
    with pytest.raises(ValueError, match="at least one"):
        draw_paper(small, "x", 0)


def test_what_was_wrong_before_is_asked_first() -> None:
    """All of a few items that `before` names are asked again, and objectives still share the paper."""
    before = {"instruction-single-0", "instruction-order-3", "instruction-numeric-4"}
    for number in range(100):
        paper = draw_paper(PUBLIC, str(number), before=before)
        assert before <= {question.item for question in paper.questions}
        assert 4 == len({BANK.item(question.item).objective for question in paper.questions})
    assert before >= {question.item for question in draw_paper(PUBLIC, "x", 2, before).questions}


def test_a_paper_is_scored_by_its_bank() -> None:
    """How many are right, which were skipped, of which objectives something was wrong."""
    for paper in PAPERS[:50]:
        right = {q.item: right_answer(BANK.item(q.item), q.case) for q in paper.questions}
        assert 10 == score(BANK, paper, right).right
        nothing = score(BANK, paper, {})
        assert (0, 10) == (nothing.right, sum(mark.skipped for mark in nothing.marks))
        some = list(right)
        eight = score(BANK, paper, {name: right[name] for name in some[:8]})
        assert 8 == eight.right
        assert {BANK.item(name).objective for name in some[8:]} == set(eight.weak)
        assert 0 == score(BANK, paper, dict.fromkeys(right, ("0" * 12,))).right


@given(st.integers(1, 40), st.integers(1, 100))
def test_a_paper_is_passed_from_the_share_on_that_the_course_asks_for(total: int, percent: int) -> None:
    """As many as are needed are enough, one less is not, whatever the share; a paper without questions is no pass."""
    need = needed(total, percent)
    assert (True, False) == (enough(need, total, percent), enough(need - 1, total, percent))
    assert Fraction(need, total) >= Fraction(percent, 100) > Fraction(need - 1, total)
    assert not enough(0, 0, percent)


def test_only_values_are_filled_in() -> None:
    """Braces that name no value stay as they are: code and JSON have braces too."""
    assert '{"role": 8} 0.5 {x} {}' == filled('{"role": {r}} {a} {x} {}', {"r": 8, "a": 0.5})
