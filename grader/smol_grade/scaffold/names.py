"""Which names a new exercise or unit may have."""

from __future__ import annotations

import builtins
import keyword
import re
import sys

from ..course import Course
from .errors import NameTaken, NoAlias, NoName

LONGEST = 32
NAME = re.compile(rf"[a-z][a-z0-9_]{{1,{LONGEST - 1}}}")
ALIAS = re.compile(r"unit([1-9]\d?)")
RESERVED = {"texts", "walkthroughs", "survivors", "demo", "mutants", "accepted", "quizzes"}
"""What lies beside the suites of a unit, and what `dev check` calls its parts."""


def check_name(name: str, course: Course) -> None:
    """Raise `NoName` or `NameTaken`; a file of the exercise's name may hide no module, its function no builtin."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or keyword.issoftkeyword(name):
        raise NoName(name, LONGEST)
    taken = {course.project.slug} if course.project is not None else set()
    for unit in course.units:
        taken |= {unit.slug, unit.alias, *(exercise.name for exercise in unit.exercises)}
    foreign = sys.stdlib_module_names | set(dir(builtins)) | {"smol_grade", "torch", "transformers", "trl", "datasets"}
    if name in taken | RESERVED | foreign or ALIAS.fullmatch(name):
        raise NameTaken(name)


def next_alias(course: Course) -> str:
    """Return the alias of the next unit: the number after the highest; the project takes the one after its unit."""
    return f"unit{max(_numbers(course)) + 1}"


def check_alias(alias: str, course: Course) -> None:
    """Raise `NoAlias` for what is no `unitN`, or one that a unit or the project has."""
    found = ALIAS.fullmatch(alias)
    if found is None or int(found[1]) in _numbers(course):
        raise NoAlias(alias, next_alias(course))


def _numbers(course: Course) -> set[int]:
    """Return the numbers of all units; the final project counts as the unit after the one it is handed in with."""
    numbers = {int(found[1]) for unit in course.units if (found := re.fullmatch(r"unit(\d+)", unit.alias))}
    if course.project is not None and (found := ALIAS.fullmatch(course.project.unit)):
        numbers.add(int(found[1]) + 1)
    return numbers or {0}
