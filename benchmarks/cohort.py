"""A cohort's submissions as learners hand them in: right, right in another way, wrong, not begun, broken.

`python benchmarks/cohort.py FOLDER [COUNT] [UNIT]` writes one folder per submission. What is drawn comes from the
solutions, the other right answers and the mutants that stand beside the suites; none of them loops.
"""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

from smol_grade.course import Exercise, Unit, load_course
from smol_grade.locate import course_files

ROOT = Path(__file__).parents[1]
KINDS = {"right": 50, "another way": 15, "wrong": 20, "not begun": 10, "broken": 5}
"""How many of a hundred files are of which kind."""
BROKEN = "def broken(:\n"
LOOPS = ("while True", "time.sleep", "itertools.count")
"""What a mutant that never ends has; those are left out."""


def write_cohort(folder: Path, count: int, target: str = "unit1", seed: int = 7, only: tuple[str, ...] = ()) -> None:
    """Write `count` submissions of a unit, `s0000` and so on; `only` names exercises, none: all."""
    files = course_files()
    unit, exercises = load_course(files).find(target)
    draw = random.Random(seed)
    chosen = [one for one in exercises if not only or one.name in only]
    for number in range(count):
        place = folder / f"s{number:04d}"
        place.mkdir(parents=True, exist_ok=True)
        for exercise in chosen:
            _write(place, unit, exercise, draw)


def _write(place: Path, unit: Unit, exercise: Exercise, draw: random.Random) -> None:
    solution = ROOT / "solutions" / unit.alias / f"{exercise.name}.py"
    kind = draw.choices(list(KINDS), list(KINDS.values()))[0]
    others = _files(unit, "accepted", exercise.name)
    mutants = [path for path in _files(unit, "mutants", exercise.name) if not _loops(path)]
    if kind == "not begun":
        source = ROOT / "exercises" / unit.alias / f"{exercise.name}.py"
    elif kind == "another way" and others:
        source = draw.choice(others)
    elif kind == "wrong" and mutants:
        source = draw.choice(mutants)
    else:
        source = solution
    text = source.read_text("utf-8")
    (place / f"{exercise.name}.py").write_text(text + (BROKEN if kind == "broken" else ""), "utf-8")
    for name in exercise.data:
        shutil.copyfile(solution.with_name(name), place / name)


def _files(unit: Unit, kind: str, name: str) -> list[Path]:
    return sorted((ROOT / "tests" / "hidden" / unit.alias / kind / name).glob("*.py"))


def _loops(path: Path) -> bool:
    text = path.read_text("utf-8")
    return any(sign in text for sign in LOOPS)


if __name__ == "__main__":
    write_cohort(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 60, *sys.argv[3:4])
