"""Wrong and right answers that lie beside a suite, and grading all of them.

`tests/hidden/unit1/mutants/EXERCISE/NAME.py` and `…/accepted/EXERCISE/NAME.py`. Comments at the top say what a file is:
`# mistake: …`, `# hint: ID` (the hint it must get), `# source: stub` (by somebody who had read only the stub) or
`# source: learners` (after answers that learners have published).
"""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..course import Exercise, Unit
from ..errors import CourseError
from ..grade import Engine, grade
from ..records import CheckResult, Outcome

HEADER = re.compile(r"^# (mistake|hint|source): (.+)$", re.MULTILINE)
SOURCES = ("stub", "learners")
MUTANT_SEED = 1


@dataclass(frozen=True)
class Answer:
    """One file of `mutants/` or `accepted/`."""

    path: Path
    exercise: Exercise
    mistake: str
    hint: str
    source: str

    @property
    def name(self) -> str:
        """File name without ending."""
        return self.path.stem


@dataclass(frozen=True)
class Graded:
    """What became of an answer."""

    answer: Answer
    checks: tuple[CheckResult, ...]
    seed: int

    @property
    def passed(self) -> bool:
        """Whether it got full marks."""
        return all(check.outcome is Outcome.PASSED for check in self.checks)

    @property
    def first_hint(self) -> str:
        """The hint of the first check that failed: what the learner reads first."""
        return next((check.hint_id for check in self.checks if check.outcome is not Outcome.PASSED), "")


def answers(folder: Path, unit: Unit) -> list[Answer]:
    """Return the answers of a unit's `mutants` or `accepted` folder; raise `CourseError` for a wrong header."""
    found = []
    for exercise in unit.exercises:
        for path in sorted((folder / exercise.name).glob("*.py")):
            header = dict(HEADER.findall(path.read_text("utf-8")))
            if header.get("source") not in SOURCES:
                raise CourseError(path, 1, f"the header needs `# source:` {' or '.join(SOURCES)}")
            if folder.name == "mutants" and not (header.get("mistake") and header.get("hint")):
                raise CourseError(path, 1, "the header needs `# mistake:` and `# hint:`")
            answer = Answer(path, exercise, header.get("mistake", ""), header.get("hint", ""), header["source"])
            found.append(answer)
    return found


def grade_answer(answer: Answer, engine: Engine, seed: int, solutions: Path) -> Graded:
    """Grade one answer; where the exercise has a data file, with `NAME.jsonl` beside it or else the solution's."""
    if not answer.exercise.data:
        return Graded(answer, grade(answer.exercise.name, answer.path, engine=engine, seed=seed).checks, seed)
    [name] = answer.exercise.data
    unit = answer.path.parents[2].name
    with tempfile.TemporaryDirectory(prefix="smol-grade-answer-") as folder:
        shutil.copy(answer.path, Path(folder) / f"{answer.exercise.name}.py")
        own = answer.path.with_suffix(Path(name).suffix)
        data = own if own.exists() else solutions / unit / name
        if data.stat().st_size:  # an empty file stands for none
            shutil.copy(data, Path(folder) / name)
        return Graded(answer, grade(answer.exercise.name, Path(folder), engine=engine, seed=seed).checks, seed)


def kill_matrix(graded: list[Graded]) -> str:
    """Return a table per exercise: wrong answers down, checks across, x where the check failed, then the hint."""
    lines: list[str] = []
    by_exercise: dict[str, list[Graded]] = {}
    for one in graded:
        by_exercise.setdefault(one.answer.exercise.name, []).append(one)
    for name, rows in by_exercise.items():
        checks = rows[0].answer.exercise.checks
        lines += ["", name, *(f"  {letter} {check}" for letter, check in zip("ABCDEFGHIJKL", checks, strict=False))]
        width = max(len(row.answer.name) for row in rows)
        lines.append(f"  {'':{width}} {' '.join('ABCDEFGHIJKL'[: len(checks)])}")
        for row in rows:
            marks = " ".join("." if check.outcome is Outcome.PASSED else "x" for check in row.checks)
            star = "*" if row.answer.source == "stub" else " "
            lines.append(f"  {row.answer.name:{width}} {marks} {star}{row.first_hint}")
    return "\n".join(lines)
