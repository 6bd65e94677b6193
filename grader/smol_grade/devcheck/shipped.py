"""What the wheel holds of the course is listed file by file in pyproject.toml: is every one there?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from ..course import EXAMPLE_UNIT, Exercise, Unit

SUITES = "smol_grade/_data/suites"


def lines_of_exercise(unit: Unit, exercise: Exercise) -> dict[str, str]:
    """Return what an exercise needs among the files of the wheel: path in the checkout -> path in the wheel."""
    return _suites(unit, (f"test_{exercise.name}.py", f"{exercise.name}.toml"))


def lines_of_unit(unit: Unit) -> dict[str, str]:
    """Return what a unit needs besides, but for its quiz, which may come later."""
    shared = ("walkthroughs.toml",) if unit.slug == EXAMPLE_UNIT else ("texts.toml", "walkthroughs.toml")
    return {f"exercises/{unit.alias}": f"smol_grade/_data/exercises/{unit.alias}"} | _suites(unit, shared)


def problems(root: Path, unit: Unit, *, whole: bool) -> Iterator[str]:
    """Tell what of a unit, or of its exercises alone, is not among the files of the wheel."""
    path = root / "pyproject.toml"
    if not path.is_file():
        yield f"{path.name} is missing"
        return
    build = tomllib.loads(path.read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    wanted = [lines_of_exercise(unit, exercise) for exercise in unit.exercises]
    if whole:
        wanted.append(lines_of_unit(unit))
        bank = f"quizzes/practice/{unit.alias}.toml"
        if (root / bank).is_file():
            wanted.append({bank: f"smol_grade/_data/quizzes/{unit.alias}.toml"})
    for line in (line for lines in wanted for line in lines.items()):
        if line not in build["force-include"].items():
            yield f'pyproject.toml, [tool.hatch.build.targets.wheel.force-include]: no line "{line[0]}" = "{line[1]}"'


def _suites(unit: Unit, names: tuple[str, ...]) -> dict[str, str]:
    return {f"tests/hidden/{unit.alias}/{name}": f"{SUITES}/{unit.alias}/{name}" for name in names}
