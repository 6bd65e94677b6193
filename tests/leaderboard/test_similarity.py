"""Copies within a cohort are found, whatever was done to them, and nobody who worked alone is flagged."""

from __future__ import annotations

import functools
import random
from pathlib import Path
from typing import NamedTuple, cast

import numpy
import pytest

from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_leaderboard.batch.submissions import Submitted
from smol_leaderboard.similarity import common_ground
from smol_leaderboard.similarity.answers import Asked
from smol_leaderboard.similarity.canonical import canonical
from smol_leaderboard.similarity.comparing import Compared, compare
from smol_leaderboard.similarity.document import as_json
from smol_leaderboard.similarity.fingerprints import LENGTH, hashed, prints_of
from smol_leaderboard.similarity.marking import pieces_of
from smol_leaderboard.similarity.pairs import SHARE, Pair, clusters

from .disguises import DISGUISES, disguised, notebook
from .independent import EXERCISES, ROOT, answer, cohort

SIZE = 200
SEEDS = 10
HOW = [*DISGUISES, "notebook"]
FILES = course_files()
HIDDEN = ROOT / "tests" / "hidden" / "unit1"
SHORT = "gsm8k_to_chatml"


def asked(*names: str) -> tuple[Asked, ...]:
    """These exercises of unit 1; by default those that the independent answers are written for."""
    course = load_course(FILES)
    found = [course.find(f"unit1/{name}") for name in names or tuple(EXERCISES)]
    return tuple(Asked(unit, exercise) for unit, (exercise,) in found)


class Held(NamedTuple):
    """A submission whose files are at hand."""

    id: str
    learner: str
    files: dict[str, bytes]


def compared(files: dict[str, dict[str, bytes]], *names: str, whose: dict[str, str] | None = None) -> Compared:
    """The comparison of such submissions, by id. `whose`: the learner, where it is not the id."""
    cohort = [Held(name, (whose or {}).get(name, name), held) for name, held in files.items()]
    return compare(cast("list[Submitted]", cohort), asked(*names), FILES, lambda *_: None)


def flagged(found: Compared) -> set[tuple[str, str]]:
    """The flagged pairs, by id."""
    return {(found.submissions[pair.left], found.submissions[pair.right]) for pair in found.flagged}


@functools.cache
def with_copies(seed: int) -> tuple[dict[str, dict[str, bytes]], set[tuple[str, str]]]:
    """A cohort of 200 who worked alone and one copy for each way to disguise it; the pairs that are copies."""
    files = cohort(SIZE, seed)
    originals = random.Random(seed).sample(sorted(files), len(HOW))
    copies = {
        f"of-{original}": disguised(files[original], how, seed) for original, how in zip(originals, HOW, strict=True)
    }
    return files | copies, {(original, f"of-{original}") for original in originals}


@functools.cache
def of_seed(seed: int) -> Compared:
    """The comparison of that cohort."""
    return compared(with_copies(seed)[0])


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(2, SEEDS))])
def test_every_copy_is_found_and_nobody_else_is_flagged(seed: int) -> None:
    """Of 200 independent answers and 10 disguised copies, exactly the copies are flagged."""
    assert with_copies(seed)[1] == flagged(of_seed(seed))


def test_chance_stays_far_below_the_line() -> None:
    """No pair that is no copy comes within 0.1 of the share that is flagged, and no copy within 0.05."""
    found, copies = of_seed(0), with_copies(0)[1]
    shares = {(found.submissions[pair.left], found.submissions[pair.right]): pair.share for pair in found.listed}
    assert SHARE - 0.1 > max(share for pair, share in shares.items() if pair not in copies)
    assert SHARE + 0.05 < min(shares[pair] for pair in copies)


def test_the_courses_own_answers_are_common_ground() -> None:
    """People who hand in the solution, another right answer or a known mistake have nothing of their own in common."""
    files = {}
    for name in EXERCISES:
        places = [ROOT / "solutions" / "unit1", *(HIDDEN / kind / name for kind in ("accepted", "mutants"))]
        paths = [places[0] / f"{name}.py", *(path for place in places[1:] for path in sorted(place.glob("*.py")))]
        for number, path in enumerate(paths):
            for twin in ("a", "b"):
                files.setdefault(f"{number}-{twin}", {})[f"{name}.py"] = path.read_bytes()
    found = compared(files)
    assert (set(), 0) == (flagged(found), max(found.own))


@pytest.mark.full
def test_equal_answers_in_a_few_exercises_are_no_flag(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers drawn from the course's own, which the program is not told: many are equal, in an exercise or two."""
    monkeypatch.setattr(common_ground, "knows_answers", lambda: False)
    unit, _ = load_course(FILES).find("unit1")
    dice = random.Random(1)
    files: dict[str, dict[str, bytes]] = {f"learner-{number}": {} for number in range(SIZE)}
    for exercise in unit.exercises:
        pool = [
            path for kind in ("accepted", "mutants") for path in sorted((HIDDEN / kind / exercise.name).glob("*.py"))
        ]
        for held in files.values():
            held[f"{exercise.name}.py"] = dice.choice(pool).read_bytes()
    files["copy"] = disguised(files["learner-7"], "everything", 1)
    found = compared(files, *(exercise.name for exercise in unit.exercises))
    assert {("copy", "learner-7")} == flagged(found)


def test_stubs_are_common_ground() -> None:
    """A cohort that has not begun shares nothing, and nothing of it was compared; in a notebook neither."""
    stubs = {f"{name}.py": (FILES.exercises / "unit1" / f"{name}.py").read_bytes() for name in EXERCISES}
    whole = {f"{name}.ipynb": (FILES.exercises / "unit1" / "unit1.ipynb").read_bytes() for name in EXERCISES}
    found = compared({f"learner-{number}": whole if number % 2 else stubs for number in range(30)})
    assert [] == found.flagged
    assert [0] * 30 == found.own
    assert ({0}, {30}) == (set(found.answers.values()), set(found.not_begun.values()))
    assert (True, False) == (found.is_answered, found.is_compared)


def test_one_learners_answers_are_compared_with_nobody() -> None:
    """Two of the same exercise by one learner say nothing; those of two do; other exercises do not."""
    code = {f"{SHORT}.py": answer(SHORT, 1).encode()}
    other = {"render_chatml.py": answer("render_chatml", 1).encode()}
    assert not compared({"ana-1": code, "ana-2": code}, SHORT, whose={"ana-1": "ana", "ana-2": "ana"}).is_compared
    assert not compared({"ana": code, "ben": other}).is_compared
    assert compared({"ana": code, "ben": code}, SHORT).is_compared
    nothing = compared({"ana": {}, "ben": {"notes.txt": b"x"}}, SHORT)
    assert (False, False) == (nothing.is_answered, nothing.is_compared)


def test_a_learners_attempts_are_no_pair() -> None:
    """Five attempts of one learner: no pair, one count for what is common; who copied of them is one group with them."""
    alone = cohort(40, 3)
    before = compared(alone)
    source = before.submissions[before.own.index(max(before.own))]
    tries = {f"try-{number}": disguised(alone[source], how, number) for number, how in enumerate(["renamed"] * 5)}
    whose = dict.fromkeys(tries, source)
    found = compared(alone | tries, whose=whose)
    assert [] == found.flagged
    assert (40, 45, 4) == (found.people, len(found.submissions), found.common)
    assert 45 * 44 // 2 - 6 * 5 // 2 == sum(found.histogram)
    copied = compared(alone | tries | {"copy": alone[source]}, whose=whose)
    assert {tuple(sorted(("copy", name))) for name in (*tries, source)} == {
        tuple(sorted(pair)) for pair in flagged(copied)
    }
    assert [7] == [len(group) for group in copied.groups]


def test_a_source_of_several_makes_one_group() -> None:
    """Four people with one source are one group; what is passed on to a third of the cohort is common ground."""
    alone = cohort(60, 3)
    before = compared(alone)
    assert [] == before.flagged
    source = alone[before.submissions[before.own.index(max(before.own))]]
    few = compared(alone | {f"copy-{number}": source for number in range(3)})
    assert [4] == [len(group) for group in few.groups]
    assert 6 == len(few.flagged)
    many = compared(alone | {f"copy-{number}": source for number in range(30)})
    assert [] == many.flagged


def test_one_exercise_alone_is_flagged_only_for_much() -> None:
    """Two who wrote one short exercise the same way are not flagged, though they share all of it."""
    files = {f"learner-{number}": {f"{SHORT}.py": answer(SHORT, number).encode()} for number in range(40)}
    before = compared(files, SHORT)
    twin = before.submissions[before.own.index(max(before.own))]
    found = compared(files | {"twin": files[twin]}, SHORT)
    assert (1.0, twin, "twin") == (found.listed[0].share, *(found.submissions[one] for one in found.listed[0][:2]))
    assert [] == found.flagged


def test_the_order_of_submissions_does_not_matter() -> None:
    """The document is the same, byte for byte, whichever way the cohort comes."""
    files = cohort(20, 5)
    files |= {"z": disguised(files["learner-0003"], "everything", 1)}
    assert as_json(compared(files)) == as_json(compared(dict(reversed(files.items()))))


@pytest.mark.parametrize("how", sorted(DISGUISES))
@pytest.mark.parametrize("exercise", sorted(EXERCISES))
def test_disguises_are_really_other_texts_and_still_python(exercise: str, how: str) -> None:
    """No test above finds copies because nothing was done to them."""
    code = answer(exercise, "disguised")
    made = DISGUISES[how](code, random.Random(1))
    assert made != code
    compile(made, "answer.py", "exec")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(a: int) -> int:\n    'doc'\n    return a\n", "def f(a):\n  return (a)  # note\n"),
        ("x = {'a': 1, 'b': 2}\n", 'x: dict = {"b": 2, "a": 1,}\n'),
        ("f(b=1, a=2)\n", "import os\nf(a=2, b=1)\n"),
        ("if not a in b: c\n", "if a not in b:\n    c\n"),
        ("x = a > b\n", "x = b < a\n"),
        ("x = f'{a} b'\n", 'x = f"{a} b"\n'),
        ("def f(a):\n    return g(a)\ndef g(b):\n    return [b, b]\n", "def f(a):\n    return [a, a]\n"),
        ("def c(a):\n    if a: raise E\ndef f(b):\n    c(b)\n    return b\n", "def f(b):\n    if b: raise E\n    return b\n"),
        ("def h(a):\n    x = a\n    return x\ndef f(b):\n    y = h(b)\n    return y\n", "def f(b):\n    x = b\n    y = x\n    return y\n"),
        ("def h(a):\n    for x in a: pass\n    return x\ndef f(b):\n    return h(b)\n", "def f(b):\n    for x in b: pass\n    return x\n"),
        ("def f(a):\n    x = a + 1\n    y = x * 2\n    return y\n", "def f(a):\n    return (a + 1) * 2\n"),
        ("def f(a):\n    t = a < 1\n    if t:\n        t = g(a)\n        return t\n", "def f(a):\n    if a < 1:\n        return g(a)\n"),
        ("def f(a):\n    n = 0\n    print(a)\n    assert a\n    return a\n", "def f(a):\n    return a\n"),
    ],
)  # fmt: skip
def test_what_changes_nothing_is_compared_as_one_text(one: str, other: str) -> None:
    """Both ways to write it become the same."""
    assert canonical(one).text == canonical(other).text


@pytest.mark.parametrize(
    "code",
    [
        "def g(a):\n    return a\nx = g(1) + g(2)\n",
        "def g(a):\n    return g(a - 1)\n",
        "def g(*a):\n    return a\nx = g(1)\n",
        "@cache\ndef g(a):\n    return a\nx = g(1)\n",
        "def g(a):\n    yield a\nx = g(1)\n",
        "def g(a):\n    return a\nx = map(g, b)\n",
        "def g(a):\n    if a:\n        return 1\n    return 2\nx = g(1)\n",
    ],
)
def test_a_function_that_cannot_be_moved_stays(code: str) -> None:
    """Called twice, by itself, with more than plain parameters, decorated, a generator, only named, or left early."""
    assert canonical(code).text + "\n" == code


@pytest.mark.parametrize(
    "code",
    [
        "def f(a):\n    x = a + 1\n    return x * x\n",
        "def f(a):\n    x = a()\n    while x:\n        a()\n",
        "def f(a):\n    x = a()\n    a()\n    return x\n",
        "def f(a):\n    x = a()\n",
        "def f(x, a):\n    x = a()\n    return x\n",
    ],
)
def test_a_variable_that_says_something_stays(code: str) -> None:
    """Read twice, read again and again, read later, never read but made by a call, a parameter."""
    assert canonical(code).text + "\n" == code


def test_fingerprints_are_the_same_in_every_process() -> None:
    """Python's own hash differs from one process to the next; ours does not."""
    assert [15168493468993583195] == hashed("x" * LENGTH).tolist()
    assert len(hashed("x" * (LENGTH - 1))) == 0


HOSTILE = {
    b"": "empty",
    b" \n\t": "empty",
    b"x = 1\n\0": "nul",
    b"x = 1\n\xff\xfe": "utf8",
    b"x = (\n": "python",
    b"def f(:\n": "python",
    b"(" * 20_000: "python",
    b"x = " + b"-" * 30_000 + b"1": "python",
    b"x = a" + b".b" * 15_000: "python",
    b"x = 1\n" * 10_000: "large",
}


@pytest.mark.parametrize("data", sorted(HOSTILE), ids=lambda data: HOSTILE[data])
def test_what_cannot_be_compared_is_told(data: bytes) -> None:
    """The reason and the line; everybody else is compared all the same."""
    files = {"a": {f"{SHORT}.py": data}, "b": {f"{SHORT}.py": answer(SHORT, 1).encode()}}
    found = compared(files, SHORT)
    assert [("a", f"{SHORT}.py", HOSTILE[data])] == [
        (one.submission, one.file, one.reason) for one in found.not_compared
    ]
    assert {f"unit1/{SHORT}": 1} == found.answers


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{}", "notebook"),
        (b"[" * 30_000, "notebook"),
        (notebook("x = 1"), "function"),
        (notebook("x;" * 30_000), "large"),
        (notebook(";".join("x" for _ in range(9_000))), "large"),
    ],
)
def test_notebooks_that_cannot_be_compared_are_told(data: bytes, reason: str) -> None:
    """Also those that would take long."""
    found = compared({"a": {f"{SHORT}.ipynb": data}}, SHORT)
    assert [reason] == [one.reason for one in found.not_compared]


def test_a_submission_without_a_file_of_an_exercise_is_told() -> None:
    """Nobody is left out in silence."""
    found = compared({"a": {}, "b": {f"{SHORT}.py": answer(SHORT, 1).encode()}}, SHORT)
    assert [("a", "there")] == [(one.submission, one.reason) for one in found.not_compared]


def test_a_file_for_several_exercises_counts_once_for_each() -> None:
    """Of a file that was handed in for every exercise, only the exercise's own function is compared."""
    both = "\n".join(answer(name, "both") for name in ("gsm8k_to_chatml", "smoltalk_to_chatml")).encode()
    one = {name: answer(name, "both").encode() for name in ("gsm8k_to_chatml", "smoltalk_to_chatml")}
    found = compared(
        {"a": {f"{name}.py": both for name in one}, "b": {f"{name}.py": code for name, code in one.items()}}
    )
    assert found.own[0] == found.own[1]


def test_nothing_that_was_submitted_is_run(tmp_path: Path) -> None:
    """An answer that would leave a trace leaves none."""
    trace = tmp_path / "trace"
    code = f"open({str(trace)!r}, 'w').write('ran')\n{answer(SHORT, 1)}"
    files = {"a": {f"{SHORT}.py": code.encode()}, "b": {f"{SHORT}.ipynb": notebook(code)}}
    assert 2 == compared(files, SHORT).answers[f"unit1/{SHORT}"]
    assert not trace.exists()


def test_groups_are_what_pairs_connect() -> None:
    """Through others, too; the largest comes first."""
    pairs = [Pair(left, right, 99, 1.0, 2, 50) for left, right in ((7, 8), (1, 2), (4, 5), (2, 4))]
    assert [(1, 2, 4, 5), (7, 8)] == clusters(pairs, range(9))


def test_a_group_is_of_learners() -> None:
    """Two attempts of one learner connect those who share with either; three people come before two."""
    pairs = [Pair(left, right, 99, 1.0, 2, 50) for left, right in ((0, 1), (0, 2), (3, 4), (5, 6))]
    whose = [0, 1, 1, 2, 3, 3, 4]
    assert [(3, 4, 5, 6), (0, 1, 2)] == clusters(pairs, whose)


@pytest.mark.parametrize(
    ("share", "shared", "elsewhere", "is_flagged"),
    [(0.65, 50, 15, True), (0.64, 500, 250, False), (1.0, 49, 20, False), (1.0, 99, 14, False), (1.0, 100, 0, True)],
)
def test_the_rule(share: float, shared: int, elsewhere: int, is_flagged: bool) -> None:
    """Enough of both, enough in all, and enough outside one exercise, unless it is very much."""
    assert is_flagged is Pair(0, 1, shared, share, 2, elsewhere).is_flagged


def test_the_marks_are_where_both_agree() -> None:
    """The pieces are the whole text; what is marked in the copy is what was copied, under its new names."""
    same = "    rows = []\n    for row in table:\n        rows.append([row[0] * 2, row[1] ** 3, len(row) // 4])\n    return rows\n"
    one = f"def f(table):\n    note = 'mine alone, and nobody else has it'\n    print(note, note, note, note)\n{same}"
    other = f"def f(table):\n{same.replace('rows', 'out').replace('row', 'line')}"
    shared = numpy.intersect1d(prints_of(one).every, prints_of(other).every)
    for code, own in ((one, "print(note"), (other, "def f")):
        pieces = pieces_of(code, shared, shared[:0])
        assert code == "".join(piece.text for piece in pieces)
        marked = " ".join(piece.text for piece in pieces if piece.kind == "shared")
        assert ".append(" in marked
        assert "// 4" in marked
        assert own not in marked
