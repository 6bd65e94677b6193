"""A new exercise: all of its files, with a sample that works and the placeholder wherever its author has to write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..course import EXAMPLE_UNIT, LEVEL_MARKS, Course, Level, Unit, load_course
from ..devcheck.build import generated
from ..devcheck.shipped import lines_of_exercise
from ..devcheck.unwritten import PLACEHOLDER
from ..errors import UnknownTarget
from ..locate import Checkout, CourseFiles
from ..readmes import NAMES
from . import inserting, texts
from .errors import WarmUp
from .names import check_name
from .writing import Writing, all_or_none


@dataclass(frozen=True)
class NewExercise:
    """What the author has said of it."""

    unit: str
    """Alias, slug or number."""
    name: str
    title_en: str = ""
    title_es: str = ""
    level: Level = "turtle"


def add_exercise(place: Checkout, files: CourseFiles, asked: NewExercise) -> tuple[Unit, list[Path]]:
    """Write the files of a new exercise, or none; return its unit and what was written or changed."""
    course = load_course(files)
    unit = unit_of(course, asked.unit)
    if unit.slug == EXAMPLE_UNIT:
        raise WarmUp(unit.alias)
    check_name(asked.name, course)
    number = f"{unit.alias.removeprefix('unit')}.{len(unit.exercises) + 1}"
    fields = {
        "number": number,
        "unit": unit.alias,
        "name": asked.name,
        "level": asked.level,
        "mark": LEVEL_MARKS[asked.level],
        "title_en": texts.quoted(asked.title_en or f"{PLACEHOLDER} title in English"),
        "title_es": texts.quoted(asked.title_es or f"{PLACEHOLDER} title in Spanish"),
        "word": PLACEHOLDER,
    }
    solutions, suites = place.solutions / unit.alias, files.suites / unit.alias
    with all_or_none() as writing:
        manifest = inserting.entry_of_exercise(files.manifest, unit.alias, texts.filled("entry.toml", fields))
        writing.put(files.manifest, manifest)
        for path, template in (
            (solutions / f"{asked.name}.py", "stub.py"),
            (suites / f"test_{asked.name}.py", "suite.py"),
            (suites / f"{asked.name}.toml", "texts.toml"),
            (suites / "mutants" / asked.name / "unchanged.py", "mutant.py"),
            (suites / "accepted" / asked.name / "two_steps.py", "accepted.py"),
        ):
            writing.create(path, texts.filled(template, fields))
        for language, name in NAMES.items():
            row = f"| {number} `{asked.name}` | {fields['mark']} | {PLACEHOLDER} what the learner writes |"
            section = texts.filled(f"section.{language}.md", fields)
            readme = (solutions / name).read_text("utf-8") if (solutions / name).is_file() else ""
            writing.put(solutions / name, inserting.with_section(readme, row, section))
        told = suites / "walkthroughs.toml"
        before = told.read_text("utf-8").rstrip() + "\n\n" if told.is_file() else texts.WALKTHROUGHS + "\n"
        writing.put(told, before + texts.filled("walkthrough.toml", fields))
        project = place.root / "pyproject.toml"
        exercise = load_course(files).find(f"{unit.alias}/{asked.name}")[1][0]
        writing.put(project, inserting.included(project, lines_of_exercise(unit, exercise)))
        build_unit(writing, place, files, unit.alias)
    return unit, writing.paths


def unit_of(course: Course, name: str) -> Unit:
    """Return the unit of this alias, slug or number; raise `UnknownTarget`, which tells those that there are."""
    wanted = name.strip().strip("/")
    for unit in course.units:
        if wanted in (unit.slug, unit.alias, unit.alias.removeprefix("unit")):
            return unit
    raise UnknownTarget(name, [unit.alias for unit in course.units], unit=True)


def build_unit(writing: Writing, place: Checkout, files: CourseFiles, alias: str) -> None:
    """Write the generated files of a unit, as `dev build` does; those of others are not ours to change here."""
    for name, text in generated(place.solutions, load_course(files)).items():
        if name.startswith(f"{alias}/"):
            writing.put(files.exercises / name, text)
