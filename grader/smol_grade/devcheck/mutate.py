"""`dev mutate`: small changes made to the solutions by a program; a suite that is worth its points fails every one.

Cosmic-ray's operators change what stands between the solution marks: an operator, a comparison, a number, a condition,
a loop. Each changed solution is graded. One that gets full marks is a survivor: the suite has a gap, or the change
changes nothing that the stub promises. Which of the two, a person says in `tests/hidden/unitN/survivors.toml`.

Not covered: texts (cosmic-ray has no operator for them) and parts left out; wrong answers by hand are for those.
"""

from __future__ import annotations

import ast
import difflib
import functools
import itertools
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import structs

from ..course import EXAMPLE_UNIT, Course, Exercise, Limits, Unit, read_toml
from ..errors import CourseError
from ..grade import Engine, grade
from ..locate import Checkout, CourseFiles
from ..records import CheckResult, Outcome, Record
from .answers import MUTANT_SEED
from .build import BEGIN, END

BITS = {"RShift", "LShift", "BitOr", "BitAnd", "BitXor"}
IDENTITY = {"Is", "IsNot"}
AT_LEAST_S = 2.0
"""Seconds that a call and a check of a mutant have at least."""
TIMES_AS_LONG = 10
"""How much longer than the solution's slowest check a call and a check of a mutant may take."""


class Explained(Record, frozen=True):
    """Why one survivor is right."""

    exercise: str
    line: str
    """The line of the solution; several lines have ` | ` between them. Blanks do not count."""
    becomes: str
    """What the change makes of it, written alike."""
    reason: str
    """One sentence in English: why no suite could tell the difference, or where the stub leaves it free."""

    @property
    def change(self) -> tuple[str, str, str]:
        """What a survivor is known by."""
        return known_by(self.exercise, self.line, self.becomes)


class Survivors(Record, frozen=True):
    """`survivors.toml` of a unit."""

    survivors: tuple[Explained, ...] = ()


@dataclass(frozen=True)
class Mutant:
    """A solution with one change."""

    exercise: str
    number: int
    """Of the line that is changed."""
    line: str
    becomes: str
    source: str
    """The whole file."""

    @property
    def change(self) -> tuple[str, str, str]:
        """What a survivor is known by."""
        return known_by(self.exercise, self.line, self.becomes)


@dataclass(frozen=True)
class Row:
    """What became of the mutants of one exercise."""

    exercise: Exercise
    path: Path
    """The solution."""
    mutants: int
    survivors: tuple[Mutant, ...]
    unexplained: tuple[Mutant, ...]
    failing: str = ""
    """Id of a check that the unchanged solution fails: then there was nothing to learn from mutants."""

    @property
    def killed(self) -> int:
        """How many got less than full marks."""
        return self.mutants - len(self.survivors)


class Mutating:
    """One run over a checkout. `run` yields what became of an exercise when it is known; `stale` is complete then."""

    def __init__(
        self,
        checkout: Checkout,
        files: CourseFiles,
        engine: Engine,
        target: str = "",
        working_on: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Prepare a run over all units but the warm-up, or over one unit or exercise."""
        self._solutions = checkout.solutions
        self._files = files
        self._engine = engine
        self._course = engine.course
        self._working_on = working_on
        if target:
            unit, exercises = self._course.find(target)
            self._parts = [(unit, exercises)]
        else:
            self._parts = [(unit, unit.exercises) for unit in self._course.units if unit.slug != EXAMPLE_UNIT]
        self.exercises = tuple(exercise for _, exercises in self._parts for exercise in exercises)
        self.stale: list[Explained] = []
        """Explanations of what is no survivor, or of an exercise that does not exist."""

    def run(self) -> Iterator[Row]:
        """Make and grade the mutants, exercise by exercise."""
        for unit, exercises in self._parts:
            explained = read_survivors(self._files, unit)
            known = {exercise.name for exercise in unit.exercises}
            self.stale += [one for one in explained if one.exercise not in known]
            for exercise in exercises:
                mine = {one.change: one for one in explained if one.exercise == exercise.name}
                row = self._row(unit, exercise, set(mine))
                if not row.failing:
                    alive = {mutant.change for mutant in row.survivors}
                    self.stale += [one for change, one in mine.items() if change not in alive]
                yield row

    def _row(self, unit: Unit, exercise: Exercise, explained: set[tuple[str, str, str]]) -> Row:
        path = self._solutions / unit.alias / f"{exercise.name}.py"
        source = path.read_text("utf-8")
        self._working_on(exercise.name)
        folder = self._solutions / unit.alias
        checks = _grade(self._engine, exercise, source, folder, exercise.limits)
        failing = next((check.id for check in checks if check.outcome is not Outcome.PASSED), "")
        if failing:
            return Row(exercise, path, 0, (), (), failing)
        limits = shortened(exercise.limits, max(check.seconds for check in checks))
        made = mutants(exercise.name, source)
        survivors = []
        for count, mutant in enumerate(made, 1):
            self._working_on(f"{exercise.name} {count}/{len(made)}")
            results = _grade(self._engine, exercise, mutant.source, folder, limits)
            if all(check.outcome is Outcome.PASSED for check in results):
                survivors.append(mutant)
        unexplained = tuple(mutant for mutant in survivors if mutant.change not in explained)
        return Row(exercise, path, len(made), tuple(survivors), unexplained)


def _grade(engine: Engine, exercise: Exercise, source: str, solutions: Path, limits: Limits) -> tuple[CheckResult, ...]:
    """Grade a solution's text, with the solution's data files, within other limits than the engine's course has."""
    course = engine.course
    with tempfile.TemporaryDirectory(prefix="smol-grade-mutant-") as folder:
        (Path(folder) / f"{exercise.name}.py").write_text(source, "utf-8")
        for name in exercise.data:
            shutil.copy(solutions / name, folder)
        engine.course = with_limits(course, exercise, limits)
        try:
            return grade(exercise.name, Path(folder), engine=engine, seed=MUTANT_SEED).checks
        finally:
            engine.course = course


def mutants(exercise: str, source: str) -> tuple[Mutant, ...]:
    """Return every change of the solution's marked lines that is Python and that changes the program, in order."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code

    lines = marked(source)
    original = ast.dump(ast.parse(source))
    found: dict[str, Mutant] = {}
    for operator in operators():
        nodes = list(ast_nodes(get_ast(source)))
        places = itertools.chain.from_iterable(operator.mutation_positions(node) for node in nodes)
        for occurrence, ((begin, _), _end) in enumerate(list(places)):
            changed = mutate_code(source, operator, occurrence) if begin in lines else None
            if changed is None:
                continue
            try:
                meaning = ast.dump(ast.parse(changed))
            except SyntaxError:
                continue
            if meaning not in (original, *found):
                found[meaning] = _mutant(exercise, source, changed)
    return tuple(sorted(found.values(), key=lambda mutant: (mutant.number, mutant.becomes)))


@functools.cache
def operators() -> tuple[Any, ...]:
    """Return the operators of cosmic-ray that are used.

    Not those that need arguments (they draw at random), that turn == into `is` (which of the two, no stub promises), or
    arithmetic into bits and back (on floats and texts that only raises).
    """
    from cosmic_ray.plugins import get_operator, operator_names

    chosen = []
    for name in sorted(operator_names()):
        kind = get_operator(name)
        words = set(re.split("[/_]", name))
        mixes = any(len(words & group) == 1 for group in (BITS, IDENTITY))
        if not kind.arguments() and not mixes:
            chosen.append(kind())
    return tuple(chosen)


def marked(source: str) -> set[int]:
    """Return the numbers of the lines between the solution marks."""
    inside = False
    numbers = set()
    for number, line in enumerate(source.splitlines(), 1):
        mark = line.strip()
        if mark in (BEGIN, END):
            inside = mark == BEGIN
        elif inside:
            numbers.add(number)
    return numbers


def shortened(limits: Limits, seconds: float) -> Limits:
    """Return limits that end what a change made endless: ten times the solution's slowest check, at least 2 s."""
    most = max(AT_LEAST_S, TIMES_AS_LONG * seconds)
    return structs.replace(limits, call_s=min(limits.call_s, most), check_s=min(limits.check_s, most))


def with_limits(course: Course, exercise: Exercise, limits: Limits) -> Course:
    """Return the course with other limits for one exercise."""
    units = []
    for unit in course.units:
        exercises = tuple(
            structs.replace(one, limits=limits) if one.name == exercise.name else one for one in unit.exercises
        )
        units.append(structs.replace(unit, exercises=exercises))
    return structs.replace(course, units=tuple(units))


def read_survivors(files: CourseFiles, unit: Unit) -> tuple[Explained, ...]:
    """Return the explanations of a unit, none if it has no file; raise `CourseError` for one without a reason."""
    path = files.suites / unit.alias / "survivors.toml"
    if not path.is_file():
        return ()
    explained = read_toml(path, Survivors).survivors
    for one in explained:
        if not one.reason.strip():
            raise CourseError(path, 0, f"{one.exercise}: no reason is given for {one.becomes!r}")
    return explained


def known_by(exercise: str, line: str, becomes: str) -> tuple[str, str, str]:
    """Return what tells one change from another, however it is spaced; twice the same line is one change."""
    return exercise, "".join(line.split()), "".join(becomes.split())


def _mutant(exercise: str, source: str, changed: str) -> Mutant:
    """Say which lines a change touches."""
    before, after = source.splitlines(), changed.splitlines()
    steps = [step for step in difflib.SequenceMatcher(None, before, after).get_opcodes() if step[0] != "equal"]
    first, last = steps[0], steps[-1]
    return Mutant(
        exercise,
        first[1] + 1,
        _one_line(before[first[1] : last[2]]),
        _one_line(after[first[3] : last[4]]),
        changed,
    )


def _one_line(lines: list[str]) -> str:
    return " | ".join(" ".join(line.split()) for line in lines)
