"""`dev check`: prove that stubs, suites, hints and texts fit together, and that the suites deserve trust."""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from ..course import EXAMPLE_UNIT, Exercise, Unit, load_course, load_texts, load_walkthroughs
from ..errors import CourseError
from ..grade import Engine, grade
from ..locate import Checkout, CourseFiles
from ..readmes import CARDS, NAMES
from ..records import ExerciseResult, Outcome
from . import oracles, quizzes, readmes, rule_page, shipped, tools, unwritten, walkthroughs
from .answers import MUTANT_SEED, Answer, Graded, answers, grade_answer, kill_matrix
from .build import generated
from .gradings import Gradings

ACCEPTED_AT_LEAST = 8
FRESH_SHARE = 1 / 3
"""Share of answers that must come from somebody who had read only the stub."""
FRESH_AT_LEAST = {"mutants": 2, "accepted": 2}
"""What is enough instead, for now, for the bonus exercises and the units below: more of their stubs are to be read."""
FEW_READERS = frozenset({"vlm", "synthetic"})


@dataclass
class Finding:
    """One part of the check."""

    name: str
    """Key of its title in the catalogue, `dev.<name>`."""
    problems: list[str] = field(default_factory=list)


@dataclass
class Outcomes:
    """Everything that a check found."""

    findings: list[Finding] = field(default_factory=list)
    graded: list[Graded] = field(default_factory=list)
    fresh: dict[str, int] = field(default_factory=dict)

    @property
    def problems(self) -> int:
        """How many problems there are."""
        return sum(len(finding.problems) for finding in self.findings)

    @property
    def matrix(self) -> str:
        """The kill matrix."""
        return kill_matrix(self.graded)


class DevCheck:
    """One run over a checkout. `run` yields each finding when it is known."""

    def __init__(
        self,
        checkout: Checkout,
        files: CourseFiles,
        engine: Engine,
        seeds: int,
        working_on: Callable[[str], None] = lambda _: None,
        target: str = "",
        jobs: int = 1,
        answer_seeds: int = 0,
    ) -> None:
        """Prepare a check of the whole course, or of one unit or exercise, with `jobs` gradings at once.

        Solutions are graded with `seeds` seeds, right answers with `answer_seeds`, with as many if it is 0.
        """
        self._root = checkout.root
        self._solutions = checkout.solutions
        self._files = files
        self._engine = engine
        self._seeds = range(1, seeds + 1)
        self._answer_seeds = range(1, (answer_seeds or seeds) + 1)
        self._units = self._engine.course.units
        self._whole = True
        if target:
            unit, exercises = self._engine.course.find(target)
            self._whole = exercises is unit.exercises
            self._units = (msgspec.structs.replace(unit, exercises=exercises),)
        self._working_on = working_on
        self._gradings = Gradings(engine, jobs)
        self.outcomes = Outcomes()

    def close(self) -> None:
        """End what still grades."""
        self._gradings.close()

    def run(self) -> Iterator[Finding]:
        """Carry out every part, cheapest first."""
        parts: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
            ("unwritten", self._unwritten),
            ("manifest", self._manifest),
            ("shipped", self._shipped),
            ("languages", self._languages),
            ("strays", self._strays),
            ("promises", self._promises),
            ("readmes", self._readmes),
            ("walkthroughs", self._walkthroughs),
            ("quizzes", self._quizzes),
            ("rule_page", lambda: rule_page.problems(self._root, self._engine.course)),
            ("stubs_equal", self._stubs_equal),
            ("oracles", self._oracles),
            ("stubs_lint", self._lint),
            ("stubs_types", self._types),
            ("stubs_zero", self._stubs_zero),
            ("solutions", self._full_marks),
            ("mutants", self._mutants),
            ("accepted", self._accepted),
        )
        for name, part in parts:
            self._working_on(name)
            finding = Finding(name, list(part()))
            self.outcomes.findings.append(finding)
            yield finding

    def _unwritten(self) -> Iterator[str]:
        """Nothing that an author is to write still holds the placeholder of the scaffold."""
        for unit in self._units:
            yield from unwritten.problems(self._root, self._files, unit, whole=self._whole)

    def _shipped(self) -> Iterator[str]:
        """The wheel gets every file of the course that a learner needs."""
        for unit in self._units:
            yield from shipped.problems(self._root, unit, whole=self._whole)

    def _manifest(self) -> Iterator[str]:
        """The manifest is sane, and each exercise has its solution, stub, suite and texts."""
        for unit in load_course(self._files).units:
            load_texts(self._files, unit)
            for exercise in unit.exercises:
                for folder in (self._solutions, self._files.exercises):
                    if not (folder / unit.alias / f"{exercise.name}.py").is_file():
                        yield f"{folder.name}/{unit.alias}/{exercise.name}.py is missing"
                if f"TODO {exercise.number}:" not in self._stub_text(unit, exercise):
                    yield f"{exercise.name}: no TODO {exercise.number} in the stub"

    def _languages(self) -> Iterator[str]:
        """Every text exists in both languages: titles of checks, hints, READMEs. (The catalogues have a test.)"""
        for unit in self._units:
            texts = load_texts(self._files, unit)
            for name in ("README.md", "README.es.md"):
                if not (self._files.exercises / unit.alias / name).is_file():
                    yield f"{unit.alias}/{name} is missing"
            for exercise in unit.exercises:
                known = texts[exercise.name]
                for check in exercise.checks:
                    if not known.titles.get(check, "").strip():
                        yield f"{exercise.name}: no Spanish title of {check}"
                if len(known.titles) != len(exercise.checks):
                    yield f"{exercise.name}: Spanish titles of checks that do not exist"
                for text in (*known.hints.steps, *known.mistakes.values(), exercise.title, unit.title):
                    if not text.en.strip() or not text.es.strip():
                        yield f"{exercise.name}: an empty text"
                yield from self._hints(unit, exercise, set(known.mistakes))

    def _hints(self, unit: Unit, exercise: Exercise, known: set[str]) -> Iterator[str]:
        """Every hint that a suite names exists, in the suite's markers and in the answers' headers."""
        tree = ast.parse(self._suite(unit, exercise).read_text("utf-8"))
        named = {
            word.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            for word in node.keywords
            if word.arg == "hint" and isinstance(word.value, ast.Constant)
        }
        named |= {
            node.args[0].value
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) == "Detector"
            and isinstance(node.args[0], ast.Constant)
        }
        yield from (f"{exercise.name}: no text for the hint {hint}" for hint in sorted({*map(str, named)} - known))

    def _strays(self) -> Iterator[str]:
        """Nothing lies in the course's folders that nobody knows."""
        hidden = self._files.suites
        expected = {self._files.manifest}
        expected |= {self._files.exercises / name for name in generated(self._solutions, self._engine.course)}
        for unit in self._engine.course.units:
            base = hidden / unit.alias
            expected |= {base / name for name in ("texts.toml", "survivors.toml", "walkthroughs.toml")}
            for exercise in unit.exercises:
                expected |= {self._suite(unit, exercise), self._solutions / unit.alias / f"{exercise.name}.py"}
                expected |= {base / f"{exercise.name}.toml", *(self._solutions / unit.alias / n for n in exercise.data)}
                for kind in ("mutants", "accepted"):
                    expected |= set((base / kind / exercise.name).glob("*.py"))
                    if exercise.data:
                        expected |= set((base / kind / exercise.name).glob(f"*{Path(exercise.data[0]).suffix}"))
                if unit.slug == EXAMPLE_UNIT:
                    expected |= {base / "demo" / kind / f"{exercise.name}.py" for kind in ("good", "wrong")}
            expected |= {self._solutions / unit.alias / name for name in NAMES.values()}
        project = self._engine.course.project
        if project is not None:
            expected |= {self._solutions / project.slug / name for name in (*NAMES.values(), *CARDS.values())}
        for folder in (self._files.exercises, self._solutions, hidden):
            for path in sorted(folder.rglob("*")):
                passing = "__pycache__" in path.parts or any(
                    part.startswith(".") for part in path.parts[len(folder.parts) :]
                )
                if path.is_file() and path not in expected and not passing:
                    yield f"{path.relative_to(self._root)} belongs to no exercise"

    def _promises(self) -> Iterator[str]:
        """What a check tests is said in the stub: its marker quotes the sentence."""
        for unit in self._units:
            for exercise in unit.exercises:
                said = " ".join(self._stub_text(unit, exercise).split())
                for check, promise in _promises(self._suite(unit, exercise)).items():
                    if not promise or " ".join(promise.split()) not in said:
                        yield f"{exercise.name}/{check}: the stub does not say {promise!r}"

    def _readmes(self) -> Iterator[str]:
        """The READMEs of both languages say the same of every exercise, and their examples are true."""
        for unit in self._course_units():
            yield from readmes.problems(self._solutions / unit.alias, unit, whole=self._whole)
        project = self._engine.course.project
        if project is not None:
            yield from readmes.project_problems(self._solutions / project.slug)

    def _walkthroughs(self) -> Iterator[str]:
        """Every exercise has its text for after full marks, in both languages, and it does not tell the code."""
        for unit in self._units:
            whole, _ = self._engine.course.find(unit.alias)
            texts = load_walkthroughs(self._files, whole)
            for exercise in unit.exercises:
                solution = self._solution(unit, exercise).read_text("utf-8")
                yield from walkthroughs.problems(exercise.name, texts.get(exercise.name), solution)

    def _quizzes(self) -> Iterator[str]:
        """The banks of questions are sound and their answers true; of one exercise alone there is no bank."""
        if self._whole:
            yield from quizzes.problems(self._root, self._engine.course, self._units)

    def _stubs_equal(self) -> Iterator[str]:
        """The stubs are the generated ones, and differ from the solutions only in the blanks."""
        for name, text in generated(self._solutions, self._engine.course).items():
            path = self._files.exercises / name
            if not path.is_file() or path.read_text("utf-8") != text:
                yield f"exercises/{name} is not the generated one; run: smol-grade dev build"
        for unit in self._units:
            if unit.slug == EXAMPLE_UNIT:
                for exercise in unit.exercises:
                    canned = self._files.suites / unit.alias / "demo" / "good" / f"{exercise.name}.py"
                    if canned.read_text("utf-8") != self._solution(unit, exercise).read_text("utf-8"):
                        yield f"{canned.relative_to(self._root)} is not the solution"

    def _oracles(self) -> Iterator[str]:
        """The suites' oracles say what the libraries do."""
        for unit in self._units:
            for exercise, script in oracles.scripts(self._root / "tests" / "oracles", unit):
                yield from oracles.deviations(script, self._suite(unit, exercise))

    def _lint(self) -> Iterator[str]:
        """Stubs pass ruff, and so do solutions and suites, which are also in ruff's format: `.ci/run` asks for it."""
        names = [(unit.alias, exercise.name) for unit in self._begun for exercise in unit.exercises]
        ours = [self._solutions / unit / f"{name}.py" for unit, name in names]
        ours += [self._files.suites / unit / f"test_{name}.py" for unit, name in names]
        yield from tools.lint(self._root, self._stub_folders(), ours)

    def _types(self) -> Iterator[str]:
        yield from tools.run(self._root, self._stub_folders(), "mypy", "--strict", "--no-error-summary")

    def _stub_folders(self) -> list[Path]:
        return [self._files.exercises / unit.alias for unit in self._begun]

    def _stubs_zero(self) -> Iterator[str]:
        """Stubs score 0, also when they are run: a stub as it was handed out is not, so each gets one more line."""
        with tempfile.TemporaryDirectory(prefix="smol-grade-stubs-") as folder:
            for unit in self._begun:
                (Path(folder) / unit.alias).mkdir()
                for exercise in unit.exercises:
                    text = self._stub_text(unit, exercise) + "# mine\n"
                    (Path(folder) / unit.alias / f"{exercise.name}.py").write_text(text, "utf-8")
                for result in _grade_unit(self._engine, unit, Path(folder), 1):
                    if result.points or result.status != "not_started":
                        yield f"{result.name}: the stub has {result.points} points and is {result.status}"

    def _full_marks(self) -> Iterator[str]:
        tasks = [(unit, self._solutions, seed) for unit in self._begun for seed in self._seeds]
        for (_, _, seed), results in zip(tasks, self._gradings.each(_grade_unit, tasks), strict=True):
            for check in (check for exercise in results for check in exercise.checks):
                if check.outcome is not Outcome.PASSED:
                    yield f"{check.id}: {check.outcome} with seed {seed}"

    def _mutants(self) -> Iterator[str]:
        for unit in self._course_units():
            found = answers(self._files.suites / unit.alias / "mutants", unit)
            yield from self._sources(unit, found, "mutants")
            for answer, graded in self._graded([(answer, MUTANT_SEED) for answer in found]):
                self.outcomes.graded.append(graded)
                where = f"{answer.exercise.name}/{answer.name}"
                if graded.passed:
                    yield f"{where}: full marks for a wrong answer"
                elif graded.first_hint != answer.hint:
                    yield f"{where}: its hint is {answer.hint}, the report gives {graded.first_hint or 'none'}"
                self._count(answer, "killed", not graded.passed and graded.first_hint == answer.hint)

    def _accepted(self) -> Iterator[str]:
        for unit in self._course_units():
            found = answers(self._files.suites / unit.alias / "accepted", unit)
            yield from self._sources(unit, found, "accepted")
            for exercise in unit.exercises:
                count = sum(answer.exercise is exercise for answer in found)
                if count < ACCEPTED_AT_LEAST:
                    yield f"{exercise.name}: {count} accepted answers, at least {ACCEPTED_AT_LEAST} are needed"
            failed = set()
            for answer, graded in self._graded([(answer, seed) for answer in found for seed in self._answer_seeds]):
                for check in graded.checks:
                    if check.outcome is not Outcome.PASSED:
                        failed.add(answer.path)
                        where = f"{answer.exercise.name}/{answer.name}"
                        yield f"{where}: {check.id} {check.outcome} with seed {graded.seed}"
            for answer in found:
                self._count(answer, "passed", answer.path not in failed)

    def _graded(self, wanted: list[tuple[Answer, int]]) -> Iterator[tuple[Answer, Graded]]:
        """Grade answers, each with a seed."""
        tasks = [(answer, seed, self._solutions) for answer, seed in wanted]
        for (answer, _), graded in zip(wanted, self._gradings.each(_grade_answer, tasks), strict=True):
            self._working_on(answer.name)
            yield answer, graded

    def _sources(self, unit: Unit, found: list[Answer], kind: str) -> Iterator[str]:
        """Enough of the answers come from somebody who had read only the stub."""
        for exercise in unit.exercises:
            mine = [answer for answer in found if answer.exercise.name == exercise.name]
            fresh = sum(answer.source == "stub" for answer in mine)
            wanted = len(mine) * FRESH_SHARE
            if exercise.bonus or unit.slug in FEW_READERS:
                wanted = min(wanted, FRESH_AT_LEAST[kind])
            if fresh < wanted:
                yield f"{exercise.name}: only {fresh} of {len(mine)} {kind} were written from the stub alone"

    def _count(self, answer: Answer, what: str, good: bool) -> None:
        if answer.source == "stub":
            kind = "mutants" if what == "killed" else "accepted"
            self.outcomes.fresh[kind] = self.outcomes.fresh.get(kind, 0) + 1
            self.outcomes.fresh[what] = self.outcomes.fresh.get(what, 0) + good

    @property
    def _begun(self) -> list[Unit]:
        """The units that have an exercise."""
        return [unit for unit in self._units if unit.exercises]

    def _course_units(self) -> list[Unit]:
        return [unit for unit in self._units if unit.slug != EXAMPLE_UNIT]

    def _suite(self, unit: Unit, exercise: Exercise) -> Path:
        return self._files.suites / unit.alias / f"test_{exercise.name}.py"

    def _solution(self, unit: Unit, exercise: Exercise) -> Path:
        return self._solutions / unit.alias / f"{exercise.name}.py"

    def _stub_text(self, unit: Unit, exercise: Exercise) -> str:
        path = self._files.exercises / unit.alias / f"{exercise.name}.py"
        try:
            return path.read_text("utf-8")
        except OSError as error:
            raise CourseError(path, 0, error.strerror or str(error)) from error


def _grade_unit(engine: Engine, unit: Unit, folder: Path, seed: int) -> tuple[ExerciseResult, ...]:
    """Grade the files of a unit in a folder; return the results of those of its exercises that are asked for."""
    only_one = len(unit.exercises) == 1
    target = f"{unit.alias}/{unit.exercises[0].name}" if only_one else unit.alias
    return grade(target, folder / unit.alias, engine=engine, seed=seed).exercises


def _grade_answer(engine: Engine, answer: Answer, seed: int, solutions: Path) -> Graded:
    return grade_answer(answer, engine, seed, solutions)


def _promises(suite: Path) -> dict[str, str]:
    """Return the promise that each check's marker quotes."""
    found = {}
    for node in ast.parse(suite.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            source = [mark for mark in node.decorator_list if "pytest.mark.check" in ast.unparse(mark)]
            words = [word for mark in source if isinstance(mark, ast.Call) for word in mark.keywords]
            promise = next((ast.literal_eval(word.value) for word in words if word.arg == "promise"), "")
            found[re.sub("^test_", "", node.name)] = promise
    return found
