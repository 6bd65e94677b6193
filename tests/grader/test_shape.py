"""How an answer was wrong is told in words of ours alone: the same for every draw, another for another mistake."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from smol_grade.arrays import Array
from smol_grade.course import Unit
from smol_grade.devcheck.answers import Answer, answers, grade_answer
from smol_grade.endings import CheckEnded, SubmissionError
from smol_grade.grade import Engine, grade
from smol_grade.judge import shape_words
from smol_grade.judge.expect import (
    Mismatch,
    expect_close,
    expect_equal,
    expect_key,
    expect_raises,
    expect_text,
    mismatch,
)
from smol_grade.judge.number_relation import array_relation, number_relation, shape_relation
from smol_grade.judge.relation import relation
from smol_grade.judge.shape import place, shape_of, shape_of_end, words_of
from smol_grade.judge.text_relation import part_relation, text_relation
from smol_grade.messages import catalogue
from smol_grade.records import WENT_WRONG, CheckResult, Outcome, Reason, Sentence
from smol_grade.report import (
    Screen,
    render_html,
    render_json,
    render_junit,
    render_markdown,
    render_terminal,
)
from smol_grade.report.short import render_short

from .conftest import FULL, GSM8K, ROOT, SMOLTALK, SOURCES, UNITS, of

JUDGE = ROOT / "grader" / "smol_grade" / "judge"
PLAIN = re.compile(r"[\w.+/@ -]{1,80}", re.ASCII)
"""What the operator's side takes for a text of ours."""
SECRET = "sesame"
"""Stands in everything that a hostile learner chooses, and in nothing else."""
TALK = "<|a|>user\nHow many?<|b|>\n<|a|>assistant\nIt is 1,200.<|b|>\n"


@pytest.mark.parametrize(
    ("expected", "got", "word"),
    [
        ("  two words \n", "", "empty"),
        ("", "x", "text-for-empty"),
        ("  two words \n", "two words", "stripped"),
        ("two words", "two words\n", "newline-added"),
        ("two words\n", "two words", "newline-missing"),
        ("two words", " two words ", "padded"),
        ("two words", "two\nwords", "whitespace"),
        ("two words", "twowords", "whitespace-words"),
        ("Two Words", "two words", "lower"),
        ("Two Words", "TWO WORDS", "upper"),
        ("Two Words", "Two words", "case"),
        ("it's <b>", "it&#x27;s &lt;b&gt;", "html"),
        ("½ of it", "1⁄2 of it", "unicode"),
        ("caf\u00e9 au lait", "caf? au lait", "non-ascii"),
        ("1,200 dollars", "1200 dollars", "number-format"),
        ("one, two", "one two", "punctuation"),
        ("one, two.", "one, two", "cut-end"),
        (TALK, TALK.replace("<|b|>", ""), "special-missing"),
        (TALK, re.sub(r"<\|.\|>", "", TALK), "special-none"),
        (TALK, TALK.replace("<|b|>", "<|b|><|b|>"), "special-extra"),
        (TALK, TALK.replace("<|b|>", "<|end|>"), "special-other"),
        (TALK, TALK + "<|a|>assistant\n", "added-end-special"),
        (TALK, TALK[: TALK.index("<|a|>assistant")], "cut-end-special"),
        (TALK, TALK[TALK.index("<|a|>assistant") :], "cut-start-special"),
        ("one two", "one two three", "added-end"),
        ("one two", "zero one two", "added-start"),
        ("one two", "one twoone two", "twice"),
        ("one two", "owt eno", "reversed"),
        ("one\ntwo\nthree", "three\ntwo\none", "lines-reordered"),
        ("one\ntwo\nthree", "one\nthree", "lines-missing"),
        ("one two three", "three two one", "words-reordered"),
        ("one two three", "one three", "words-missing"),
        ("one two", "one and two", "words-extra"),
        ("step 12 of 30", "step 12 of 31", "other-numbers"),
        ("abcd", "abxcd", "inserted-inside"),
        ("[-100 × 4] yes", "[-100 × 5]", "learnt-none"),
        ("[-100 × 4] yes", "who: yes", "learnt-all"),
        ("[-100 × 4] yes", "[-100 × 2] who: yes", "learnt-added-start"),
        ("something", "else", "other"),
    ],
)
def test_texts(expected: str, got: str, word: str) -> None:
    """Each way of getting a text wrong has a word of its own."""
    assert word == text_relation(expected, got)


@pytest.mark.parametrize(
    ("expected", "got", "word"),
    [
        (0.5, 0.0, "zero"),
        (0.5, -0.5, "negated"),
        (0.7, 1.4, "doubled"),
        (0.7, 0.35, "halved"),
        (0.3, 0.7, "complement"),
        (0.37, 37.0, "times-100"),
        (4.0, 0.25, "reciprocal"),
        (7, 8, "plus-one"),
        (7, 6, "minus-one"),
        (0.37, float("nan"), "nan"),
        (0.37, float("-inf"), "inf"),
        (0.123456789, 0.12, "rounded"),
        (5.0, 5.003, "near"),
        (5.0, -3.1, "other-sign"),
        (5.0, 8.7, "other"),
        (3, 6, "other"),
        (30, 60, "doubled"),
        (0.37, 0.37 * 7, "multiple"),
        (0.37, -0.37 / 12, "negative-share"),
    ],
)
def test_numbers(expected: float, got: float, word: str) -> None:
    """Each way of getting a number wrong has a word of its own."""
    assert word == number_relation(expected, got)


GRID = np.array([[0.2, 0.5], [1.7, -3.0]])
OF_A_GRID = {
    "zero": GRID * 0,
    "negated": -GRID,
    "doubled": 2 * GRID,
    "halved": GRID / 2,
    "reciprocal": 1 / GRID,
    "exp": np.exp(GRID),
    "magnitude": np.abs(GRID),
    "transposed": GRID.T,
    "reversed": GRID[::-1],
    "permuted": np.array([[0.2, 1.7], [-3.0, 0.5]]),
    "scaled-up": 3.3 * GRID,
    "scaled-down": 0.1 * GRID,
    "negative-scaled": -3.3 * GRID,
    "offset": GRID + 0.7,
    "constant": np.full((2, 2), 0.4),
    "nan": GRID * np.nan,
    "part-nan": np.where(GRID < 0, np.nan, GRID),
    "part-zero": np.where(GRID < 0.3, 0, GRID),
    "part-negated": np.where(GRID > 0.3, -GRID, GRID),
    "near": GRID * np.array([[1.001, 1.0005], [0.999, 1.0015]]),
    "other": np.array([[0.9, 0.1], [-8.0, 4.0]]),
    "scalar": GRID.sum(),
    "reduced": GRID.sum(0),
    "flattened": GRID.reshape(-1),
    "one-dimension-more": GRID[None],
    "last-one-shorter": GRID[:, 1:],
    "first-one-longer": np.vstack([GRID, GRID[:1]]),
}


@pytest.mark.parametrize("word", OF_A_GRID)
def test_arrays(word: str) -> None:
    """Each way of getting a tensor wrong has a word of its own: numbers, places or shape."""
    assert word == array_relation(GRID, OF_A_GRID[word])


def test_shapes() -> None:
    """Two shapes of the same sizes in another order are a transposition."""
    assert "transposed" == shape_relation([2, 3], [3, 2])
    assert "array-for-scalar" == shape_relation([], [3])
    assert "reshaped" == shape_relation([2, 6], [3, 4])


@pytest.mark.parametrize(
    ("expected", "got", "word"),
    [
        ([1, 2, 3], [], "empty"),
        ([1, 2, 3], [3, 2, 1], "reversed"),
        ([1, 2, 3], [2, 1, 3], "reordered"),
        ([1, 2, 3], [1, 2], "shorter-end"),
        ([1, 2, 3], [2, 3], "shorter-start"),
        ([1, 2, 3], [1, 3], "shorter-inside"),
        ([1, 2], [1, 2, 9], "longer-end"),
        ([1, 2], [[1, 2]], "wrapped"),
        ([[1, 2]], [1, 2], "unwrapped"),
        ([1, 2], None, "None-for-list"),
        ([1, 2, 3], [1, 2, 7], "part-other"),
        (["a ", "b"], ["a", "b"], "some-stripped"),
        (["a", "b"], ["A", "B"], "each-upper"),
        ([{"a": 1}, {"b": 2}], [{"b": 2}, {"a": 1}], "reversed"),
        ({"a": 1, "b": 2}, {"a": 1}, "missing-key"),
        ({"a": 1}, {"a": 1, "b": 2}, "extra-key"),
        ({"a": 1}, {"c": 1}, "renamed-key"),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, "value-plus-one"),
        ({"a": 1, "b": "x"}, {"a": 2, "b": "y"}, "values-plus-one"),
        (True, False, "false"),
        (1, 1.0, "float-for-int"),
        (20, 40.0, "float-doubled"),
        ("x", ["x"], "wrapped"),
        (np.float64(0.7), 1.4, "doubled"),
        ((1, 2, 3), [3, 2, 1], "reversed"),
    ],
)
def test_lists_and_dicts(expected: Any, got: Any, word: str) -> None:
    """Structure first: what is there, how often, in which order; then the first item that is wrong."""
    assert word == relation(expected, got)


def test_parts() -> None:
    """A text that should stand in another one stands there in another form, in part, or not at all."""
    assert "stripped" == part_relation(" one two ", "so: one two.")
    assert "case" == part_relation("One two", "so: one two.")
    assert "lines-first" == part_relation("one two\nthree", "so: one two.")
    assert "absent" == part_relation("one two", "so: four.")


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("result", "result"),
        ('result["messages"][12]["content"]', "messages.N.content"),
        ('result["groups"]["sesame"]["n"]', "groups.X"),
        ("result['sesame']['open']", "X"),
        ("model.layers.3.self_attn.q_proj.weight", "model.layers.N.self_attn.q_proj.weight"),
        ("../../sesame", "X"),
        ("result[\"\u65e5\u672c\"]['content']", "X.content"),
        ("margin after 'the content of sesame'", "margin.after.X"),
        ("\ud800\u0660\u00e9", ""),
    ],
)
def test_places(where: str, told: str) -> None:
    """A place is told by names of ours; an index is a number, and any other name is one that is not told."""
    assert told == place(where, {"content"}, 60)


def test_a_long_place_is_told_by_its_end() -> None:
    """What does not fit is left out at its start: the end says more."""
    assert "content" == place('result["messages"][1]["content"]', (), 8)


def _shape(check: Any, *arguments: Any) -> str:
    """Return the shape of what a comparison of the suites raises."""
    with pytest.raises(Mismatch) as found:
        check(*arguments)
    return shape_of(found.value, None, {"text", "messages"})


def test_comparisons_of_the_suites() -> None:
    """Kind, sentence, place, relation: each comparison says enough to tell mistakes apart."""
    right = np.array([1.0, 2.0])
    assert "wrong/close/result/negated" == _shape(expect_close, Array(-right, "float32", "Tensor"), right)
    assert "wrong/shape/result/last-one-longer" == _shape(expect_close, Array(np.ones(3), "float32", "Tensor"), right)
    assert "wrong/type/result/list-for-Tensor" == _shape(expect_close, [1.0], right)
    assert "wrong/text/text/stripped" == _shape(expect_text, "a", "a ", 'result["text"]')
    assert "wrong/text/text/text-for-empty" == _shape(expect_text, "a", "", 'result["text"]')
    assert "wrong/equal/messages/reversed" == _shape(expect_equal, [2, 1], [1, 2], 'result["messages"]')
    assert "wrong/key/text/messages" == _shape(expect_key, {"messages": []}, "text")
    assert "wrong/key/text/X" == _shape(expect_key, {"sesame": 1}, "text")
    many = dict.fromkeys(("prompt", "choices", "input_ids", "rejected"))
    assert "wrong/key/text/choices+input_ids+prompt+X" == _shape(expect_key, many, "text")
    assert "wrong/key/text/none" == _shape(expect_key, {}, "text")
    assert "wrong/raises/result/None-for-ValueError" == _shape(expect_raises, "ValueError", lambda: None)

    def raises() -> None:
        raise SubmissionError("Sesame", "", kinds=("KeyError", "LookupError", "Exception"))

    assert "wrong/raises/result/other-KeyError-for-ValueError" == _shape(expect_raises, "ValueError", raises)
    roles = mismatch("roles", where='result["messages"]', expected="user, assistant", got="user, sesame")
    assert "wrong/roles/messages/other-for-assistant" == shape_of(roles, None)
    marks = mismatch("marks", where="marks", expected="a «b<|e|>»", got="a «b»<|e|>")
    assert "wrong/marks/marks/fewer-special" == shape_of(marks, None)
    count = mismatch("equal", where="len(result)", expected="5", got="4")
    assert "wrong/equal/len.result/minus-one" == shape_of(count, None)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SubmissionError("KeyError", "'sesame'"), "raised/KeyError"),
        (SubmissionError("TypeError", "'NoneType' object is not iterable"), "raised/TypeError/None"),
        (SubmissionError("TypeError", "string indices must be integers"), "raised/TypeError/indices"),
        (
            SubmissionError("UndefinedError", "'dict object' has no attribute 'role'"),
            "raised/UndefinedError/conversation",
        ),
        (SubmissionError("Sesame", "open", kinds=("Exception",)), "raised/other"),
        (SubmissionError("Sesame", "open", kinds=("Sesame", "ValueError")), "raised/other-ValueError"),
        (SubmissionError("Unsupported", "", path='result["x"]', found="set"), "wrong/unsupported/X/set"),
        (SubmissionError("Unsupported", "", path="result", found="Sesame"), "wrong/unsupported/result/other"),
        (AssertionError("the suite's own"), "wrong/assert"),
    ],
)
def test_what_was_raised(error: Exception, told: str) -> None:
    """An exception is told by its name if everybody has it, and by what its message is about."""
    assert told == shape_of(error, None, ())


def test_what_ended_a_check() -> None:
    """A deadline, a limit, a crash, a file that cannot be imported: by the sentence that says it."""
    ended = CheckEnded(Outcome.TIMED_OUT, Reason.TIMEOUT, Sentence(key="problem.timeout_call", fields={"seconds": "5"}))
    assert "ended/timeout_call" == shape_of(None, ended)
    fields: dict[str, str | int] = {"type": "ModuleNotFoundError", "message": "No module named 'sesame'", "line": 3}
    told = shape_of_end(Sentence(key="problem.import_error", fields=fields))
    assert "ended/import_error/ModuleNotFoundError/no-module" == told
    assert "ended/crashed_signal/SIGSEGV" == shape_of_end(
        Sentence(key="problem.crashed_signal", fields={"signal": "SIGSEGV"})
    )
    assert "" == shape_of(None, None)


SPELT = (
    *((JUDGE / f"{name}.py").read_text("utf-8") for name in ("shape", "shape_words", "relation")),
    *((JUDGE / f"{name}.py").read_text("utf-8") for name in ("number_relation", "text_relation")),
    *shape_words.PYTHON_ERRORS,
    *catalogue("en"),
)
OURS = frozenset(word.lower() for text in SPELT for word in re.findall("[A-Za-z]+", text))
"""Every word that the modules spell out, the exceptions of Python, the keys of our sentences."""
HOSTILE = (
    "../../sesame",
    "sesame\x00\n::error::",
    "\ud800 sesame \u202e",
    "<|sesame|>" * 50,
    "[-100 × 9] sesame",
    "sesame " * 3000,
    "KeyError(sesame)",
    "-1e999999999",
    "wrong/text/sesame/stripped",
    "(" * 900 + "sesame",
    "\u0661\u0662 sesame \uff11",
)
strings = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=30).map(lambda text: f"{text}{SECRET}"), st.just(SECRET.title())
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | strings,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(strings | st.integers(), inner, max_size=5),
    max_leaves=12,
)
arrays = st.lists(st.floats(width=32), max_size=6).map(lambda numbers: Array(np.array(numbers), SECRET, SECRET))
results = plain | arrays
messages = st.builds(
    lambda text, known: f"{known} {text}",
    strings,
    st.sampled_from(["", "'NoneType' object", "No module named", "index out of range", "could not convert"]),
)
errors = st.builds(
    SubmissionError,
    st.sampled_from(["KeyError", "Unsupported", "Sesame", "../sesame", "OSError\nSesame"]) | strings,
    messages,
    st.integers(),
    strings,
    st.sampled_from(["set", "Sesame"]) | strings,
    st.lists(st.sampled_from(["ValueError", "Sesame", "Exception"]) | strings, max_size=4).map(tuple),
)


@st.composite
def mismatches(draw: st.DrawFn) -> Mismatch:
    """A comparison of a suite's that has seen a hostile answer wherever one may be seen."""
    key = draw(st.sampled_from(["text", "equal", "close", "number", "key", "message_key", "roles", "shape", "type"]))
    key = draw(st.sampled_from([key, "contains", "ends_with", "marks", "raises", "template_error", "other"]))
    got = draw(results | errors)
    return mismatch(
        key,
        where=draw(st.sampled_from(["result", 'result["text"]', "result[3]"])) + draw(st.just("") | strings),
        expected=draw(st.sampled_from(["", "12", "[2, 3]", "user, assistant", "some text"]) | strings),
        got=draw(strings | plain),
        compared=draw(st.none() | st.tuples(results, st.just(got))),
        name=draw(strings),
        kind=draw(st.sampled_from(["dict", "ValueError", SECRET])),
        found=draw(strings),
        problem=draw(strings),
    )


ends = st.builds(
    lambda key, kind, text: CheckEnded(
        Outcome.ERRORED, Reason.ERROR, Sentence(key=f"problem.{key}", fields={"type": kind, "message": text})
    ),
    st.sampled_from(["import_error", "syntax_error", "timeout_call"]),
    strings,
    messages,
)


@settings(max_examples=5000 if FULL else 400, deadline=None)
@given(st.tuples(mismatches() | errors, st.none()) | st.tuples(st.none(), ends))
def test_no_learner_chooses_a_word(what: tuple[Exception | None, CheckEnded | None]) -> None:
    """Whatever came, a shape is short, plain, and made of our words: none that stands in the answer alone."""
    told = shape_of(*what, {"text", "content"})
    assert PLAIN.fullmatch(told)
    assert SECRET not in told.lower()
    assert set() == {word.lower() for word in re.findall(r"[A-Za-z]+", told)} - OURS


def test_what_no_relation_was_written_for_ends_no_grading() -> None:
    """A comparison that fails itself is told to be unclear, and a long sentence key is cut."""

    class Odd:
        def __eq__(self, other: object) -> bool:
            raise ValueError("neither true nor false")

        __hash__ = None  # type: ignore[assignment]

    error = mismatch("equal", expected="?", got="?", compared=([Odd()], [Odd()]))
    assert "wrong/equal/result/unclear" == shape_of(error, None)
    assert 80 == len(shape_of_end(Sentence(key="problem." + "a" * 100)))


def test_a_huge_answer_is_looked_at_in_part() -> None:
    """A dict with a million keys, a long text, a long list, an array: no more is compared than a little."""
    keys = dict.fromkeys(map(str, range(1_000_000)))
    assert "wrong/key/text/X" == _shape(expect_key, keys, "text")
    assert "wrong/equal/result/large-longer" == _shape(expect_equal, keys, {"a": 1}, "result")
    assert "wrong/text/result/long-added-end" == _shape(expect_text, "a" * 8_000_000, "a", "result")
    assert "wrong/equal/result/large-longer" == _shape(expect_equal, [1] * 200_000, [1], "result")
    assert "wrong/equal/result/large" == _shape(expect_equal, [[1] * 9_999 + [0]] * 9, [[1] * 10_000] * 9, "result")
    numbers = np.zeros(1_000_000)
    assert "wrong/close/result/zero" == _shape(expect_close, Array(numbers, "float32", "Tensor"), numbers + 1)


def test_the_places_that_suites_name_are_told() -> None:
    """Each word of a place that a suite or the judge spells out is among ours, or in the stub that learners have."""
    for path in (*JUDGE.glob("*.py"), *(ROOT / "tests" / "hidden").glob("unit*/test_*.py")):
        stub = ROOT / "exercises" / path.parent.name / f"{path.stem.removeprefix('test_')}.py"
        known = shape_words.PLACES | words_of(stub)
        for where in _spelt(path):
            assert set() == {*re.findall(r"[A-Za-z_]\w*", where)} - known, path.name


def _spelt(path: Path) -> list[str]:
    """Return the parts of places, `where=…`, that a module spells out."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "where":
            parts = ast.walk(node.value)
            found += [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return found


def _learners(exercise: str) -> list[str]:
    """Return what real learners wrote for an exercise: one spelling of each mistake, by default of every third."""
    pages = [tomllib.loads(path.read_text("utf-8")) for path in sorted((Path(__file__).parent / "mistakes").glob("*"))]
    return [next(iter(page[exercise].values())).lstrip("\n") for page in pages[:: 1 if FULL else 3]]


def _graded(source: str, exercise: str, engine: Engine, folder: Path, seed: int) -> dict[str, str]:
    """Return the shapes of the checks that did not pass."""
    path = folder / f"{exercise}.py"
    path.write_text(source, "utf-8")
    return _shapes(of(grade(exercise, path, engine=engine, seed=seed), exercise).checks)


def _shapes(checks: tuple[CheckResult, ...]) -> dict[str, str]:
    assert all(bool(check.shape) == (check.outcome in WENT_WRONG) for check in checks)
    assert all(PLAIN.fullmatch(check.shape) for check in checks if check.shape)
    return {check.id: check.shape for check in checks if check.shape}


def _expect_stable(graded: list[list[dict[str, str]]], distinct: float) -> None:
    """Require that a failed check has one shape in 19 of 20 draws, and that mistakes have shapes of their own."""
    same, failed = 0, 0
    for draws in graded:
        for check in {name for draw in draws for name in draw}:
            seen = Counter(draw[check] for draw in draws if check in draw)
            same, failed = same + seen.most_common(1)[0][1], failed + seen.total()
    assert failed >= 2 * len(graded)
    assert same >= 0.95 * failed
    assert len({frozenset(draws[0].items()) for draws in graded}) >= distinct * len(graded)


@pytest.mark.proof
@pytest.mark.parametrize("exercise", [SMOLTALK, GSM8K])
def test_what_learners_wrote_has_one_shape_for_every_draw(exercise: str, engine: Engine, tmp_path: Path) -> None:
    """One mistake has the same shapes whatever was drawn; another mistake has others."""
    sources = _learners(exercise)
    graded = [[_graded(source, exercise, engine, tmp_path, seed) for seed in (3, 4, 5)] for source in sources]
    _expect_stable(graded, 0.8)


BRIEF = ("render_chatml", "pass_at_k", "overlong_penalty")
"""Exercises whose wrong answers are graded by default: texts, a number, a list of numbers."""


def _chosen(unit: Unit) -> list[Answer]:
    """Return some wrong answers of a unit; none of trainers, which take long and fail with few shapes."""
    beside = answers(ROOT / "tests" / "hidden" / unit.alias / "mutants", unit)
    by_exercise = {one.name: [answer for answer in beside if answer.exercise == one] for one in unit.exercises}
    wanted = [name for name in by_exercise if name in BRIEF or (FULL and not name.endswith("_trainer"))]
    return [answer for name in wanted for answer in by_exercise[name][:: 5 if FULL else len(by_exercise[name]) // 4]]


@pytest.mark.proof
@pytest.mark.parametrize("unit", [unit for unit in UNITS[1:] if _chosen(unit)], ids=lambda unit: unit.alias)
def test_a_wrong_answer_has_one_shape_for_every_draw(unit: Unit, whole: Engine) -> None:
    """So it is with the wrong answers that lie beside the suites."""
    graded = [
        [_shapes(grade_answer(one, whole, seed, ROOT / "solutions").checks) for seed in (3, 4, 5)]
        for one in _chosen(unit)
    ]
    _expect_stable(graded, 0.7)


def test_an_unusable_file_has_a_shape_too(engine: Engine, tmp_path: Path) -> None:
    """What cannot be imported is told by the exception; a file that is not there went wrong in no way."""
    [told] = {*_graded("import sesame\n", SMOLTALK, engine, tmp_path, 1).values()}
    assert "ended/import_error/ModuleNotFoundError/no-module" == told
    stub = (ROOT / "exercises" / "unit1" / f"{SMOLTALK}.py").read_text("utf-8")
    assert {} == _graded(stub, SMOLTALK, engine, tmp_path, 1)


def test_no_report_shows_it(engine: Engine, tmp_path: Path) -> None:
    """It is for records: every report is the same without it."""
    path = tmp_path / f"{SMOLTALK}.py"
    path.write_text(SOURCES["shapes"][SMOLTALK], "utf-8")
    report = grade(SMOLTALK, path, engine=engine, seed=1)
    assert any(check.shape for check in report.checks)
    without = structs.replace(
        report,
        exercises=tuple(
            structs.replace(
                one,
                checks=tuple(structs.replace(check, shape="") for check in one.checks),
                problem=one.problem and structs.replace(one.problem, shape=""),
            )
            for one in report.exercises
        ),
    )
    for render in (render_json, render_markdown, render_junit, render_html, render_short):
        assert render(without, "en") == render(report, "en")
    assert render_terminal(without, "en", Screen()) == render_terminal(report, "en", Screen())
