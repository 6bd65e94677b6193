"""`dev build` makes stubs; `dev check` finds what is wrong with a course."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from smol_grade.course import load_course
from smol_grade.devcheck.answers import answers, grade_answer
from smol_grade.devcheck.build import build, generated, stub
from smol_grade.devcheck.check import DevCheck
from smol_grade.devcheck.gradings import Gradings
from smol_grade.errors import CourseError, UnknownTarget
from smol_grade.grade import Engine, grade
from smol_grade.locate import Checkout, checkout_files

from .conftest import GSM8K, ROOT, SMOLTALK

COURSE = load_course(checkout_files(ROOT))

SOLUTION = '''"""Text."""


def f(x: int) -> int:
    """Return x."""
    # TODO 1.2: say "it"
    # BEGIN SOLUTION
    return x
    # END SOLUTION
'''


def test_a_stub_keeps_all_but_the_solution(tmp_path: Path) -> None:
    """The lines between the marks give way to an error that quotes the TODO."""
    path = tmp_path / "f.py"
    path.write_text(SOLUTION)
    expected = (
        SOLUTION.split("    # BEGIN", maxsplit=1)[0] + '    raise NotImplementedError("TODO 1.2: say \\"it\\"")\n'
    )
    assert expected == stub(path)


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("    # END SOLUTION\n", "", "7"),
        ("    # BEGIN SOLUTION\n", "", "8"),
        ('    # TODO 1.2: say "it"\n', "", "6"),
        ("    # BEGIN SOLUTION\n    return x\n    # END SOLUTION\n", "    return x\n", "0"),
    ],
)
def test_marks_that_do_not_match_are_told(before: str, after: str, line: str, tmp_path: Path) -> None:
    """A missing mark or TODO is a sentence with its line."""
    path = tmp_path / "f.py"
    path.write_text(SOLUTION.replace(before, after))
    with pytest.raises(CourseError) as caught:
        stub(path)
    assert line == caught.value.fields["line"]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the course's folders with one mutant and one accepted answer per exercise."""
    for name in ("exercises", "solutions", "tests/hidden"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    for kind, keep in (
        ("mutants", ("prints",)),
        ("accepted", ("both_in_one_file", "batch_of_one", "own_system_message")),
    ):
        for path in (tmp_path / "tests" / "hidden" / "unit1" / kind).rglob("*.py"):
            if path.stem not in keep:
                path.unlink()
    return tmp_path


def problems(root: Path, *parts: str) -> dict[str, list[str]]:
    """Run some parts of the check on a copy; return the problems by part."""
    files = checkout_files(root)
    with Engine(files) as live:
        check = DevCheck(Checkout(root), files, live, seeds=1)
        methods: dict[str, Callable[[], object]] = {name: getattr(check, f"_{name}") for name in parts}
        return {name: list(method()) for name, method in methods.items()}  # type: ignore[call-overload]


CHEAP = ("manifest", "languages", "strays", "promises", "stubs_equal")


def test_a_sound_course_has_no_problem(course: Path) -> None:
    """The parts that need no grading find nothing in the course as it is."""
    assert {name: [] for name in CHEAP} == problems(course, *CHEAP)


def edit(path: Path, before: str, after: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


BREAKAGES = {
    "strays": lambda root: (root / "exercises" / "unit1" / "solution.py").write_text("x"),
    "promises": lambda root: edit(root / "exercises" / "unit1" / f"{SMOLTALK}.py", "copied verbatim", "kept"),
    "stubs_equal": lambda root: edit(root / "exercises" / "unit1" / f"{SMOLTALK}.py", "TODO 1.1", "TODO  1.1"),
    "languages": lambda root: edit(
        root / "tests" / "hidden" / "unit1" / f"{SMOLTALK}.toml", "returns_text = ", "other = "
    ),
    "manifest": lambda root: (root / "solutions" / "unit1" / f"{GSM8K}.py").unlink(),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_what_is_wrong_is_found(name: str, course: Path) -> None:
    """Each part finds the breakage that it is for."""
    BREAKAGES[name](course)
    assert problems(course, name)[name] != []


def test_a_hint_without_a_text_is_found(course: Path) -> None:
    """A detector may not name a hint that nobody wrote."""
    edit(course / "tests" / "hidden" / "unit1" / f"test_{GSM8K}.py", 'Detector("swapped"', 'Detector("swopped"')
    assert ["gsm8k_to_chatml: no text for the hint swopped"] == problems(course, "languages")["languages"]


def test_a_walkthrough_that_tells_the_code_is_found(course: Path) -> None:
    """Of a unit, and of one exercise of it; one that is missing is told, too."""
    path = course / "tests" / "hidden" / "unit6" / "walkthroughs.toml"
    edit(path, "The loop is a walk with a gate", "It says `method = rng.choice(names)`: a walk with a gate")
    edit(path, "[minhash]\n", "[quality_filter]\n")
    edit(path, 'quality_filter]\nen = """\nEach', 'minhash]\nen = """\nEach')
    texts = path.read_text("utf-8")
    path.write_text(texts[: texts.rindex("[minhash]")], "utf-8")
    told = "evolve: the walkthrough (en) tells the line 'method = rng.choice(names)'"
    files = checkout_files(course)
    with Engine(files) as live:
        for target, expected in (("unit6", [told, "minhash: no walkthrough"]), ("evolve", [told]), ("parse_judge", [])):
            check = DevCheck(Checkout(course), files, live, seeds=1, target=target)
            assert expected == list(check._walkthroughs())


@pytest.mark.full
def test_graded_parts_find_what_is_wrong(course: Path) -> None:
    """A solved stub, a broken solution, a right mutant, a wrong hint and a wrong accepted answer are found."""
    right = course / "solutions" / "unit1" / f"{SMOLTALK}.py"
    hidden = course / "tests" / "hidden" / "unit1"
    shutil.copy(right, course / "exercises" / "unit1")
    edit(course / "solutions" / "unit1" / f"{GSM8K}.py", '"assistant"', '"asistente"')
    header = "# mistake: none\n# hint: order\n# source: stub\n"
    (hidden / "mutants" / SMOLTALK / "right.py").write_text(header + right.read_text("utf-8"), "utf-8")
    edit(hidden / "mutants" / GSM8K / "prints.py", "# hint: nothing_returned", "# hint: swapped")
    (hidden / "accepted" / SMOLTALK / "wrong.py").write_text("# source: stub\n" + "smoltalk_to_chatml = dict\n")
    found = problems(course, "stubs_zero", "full_marks", "mutants", "accepted")
    assert any("smoltalk_to_chatml: the stub has 10 points" in text for text in found["stubs_zero"])
    assert any(GSM8K in text for text in found["full_marks"])
    assert any("right: full marks for a wrong answer" in text for text in found["mutants"])
    assert any("its hint is swapped, the report gives nothing_returned" in text for text in found["mutants"])
    assert any("wrong:" in text for text in found["accepted"])
    assert any("accepted answers, at least 8" in text for text in found["accepted"])


def test_headers_are_needed(course: Path) -> None:
    """An answer without its header is told."""
    with Engine(checkout_files(course)) as live:
        unit, _ = live.course.find("unit1")
        (course / "tests" / "hidden" / "unit1" / "mutants" / SMOLTALK / "x.py").write_text("# source: stub\n")
        with pytest.raises(CourseError, match="mistake"):
            answers(course / "tests" / "hidden" / "unit1" / "mutants", unit)


def test_build_writes_only_what_differs(course: Path) -> None:
    """A second build has nothing to do; a changed solution is built."""
    solutions, exercises = course / "solutions", course / "exercises"
    assert [] == build(solutions, exercises, COURSE)
    edit(solutions / "unit1" / "README.md", "A base model", "Any base model")
    changed = [exercises / "unit1" / name for name in ("README.md", "unit1.ipynb")]
    assert changed == build(solutions, exercises, COURSE)
    assert set(generated(solutions, COURSE)) >= {f"unit1/{SMOLTALK}.py", "unit1/README.es.md", "unit0/transcript.py"}


@pytest.mark.parametrize("kind", ["mutants", "accepted"])
def test_a_sample_of_the_answers(kind: str, engine: Engine) -> None:
    """Some wrong and right answers, seed by seed; `dev check` grades all of them."""
    unit, _ = engine.course.find("unit1")
    for number, answer in enumerate(answers(engine.files.suites / "unit1" / kind, unit)):
        if number % 5 == 0:
            graded = grade_answer(answer, engine, 100 + number, ROOT / "solutions")
            assert graded.passed == (kind == "accepted"), answer.path
            assert graded.first_hint == answer.hint, answer.path


def _points(live: Engine, target: str, seed: int) -> tuple[str, int, int]:
    """What a process of the pool does."""
    return target, grade(target, ROOT / "solutions", engine=live, seed=seed).points, os.getpid()


def test_several_processes_grade_alike_and_are_gone_afterwards(engine: Engine) -> None:
    """Gradings come in the order of the tasks, by processes of their own, which end with their workers."""
    tasks = [(target, seed) for seed in (1, 2) for target in ("unit0", SMOLTALK)]
    with Gradings(engine, 2) as gradings:
        found = list(gradings.each(_points, tasks))
    assert [(target, _points(engine, target, seed)[1]) for target, seed in tasks] == [one[:2] for one in found]
    workers = {pid for _, _, pid in found}
    assert os.getpid() not in workers
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_what_a_process_raises_reaches_the_caller(engine: Engine) -> None:
    """An error of one grading ends the others and comes out where its result was awaited."""
    with Gradings(engine, 2) as gradings, pytest.raises(UnknownTarget):
        list(gradings.each(_points, [("unit0", 1), ("unit77", 1), ("unit0", 2)]))
