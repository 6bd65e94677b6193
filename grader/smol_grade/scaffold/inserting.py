"""Lines put into files that people write, comments and order kept: course.toml, pyproject.toml, a unit's README."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from ..errors import CourseError

HEADER = re.compile(r"\[")
UNITS = re.compile(r"\[\[\s*units\s*\]\]")
OF_A_UNIT = re.compile(r"\[\[?\s*units\s*\.")
INCLUDED = ("tool", "hatch", "build", "targets", "wheel", "force-include")
ABOUT_EXERCISE = re.compile(r"## \d+\.\d+ `")
FENCE = "```"
SHIPPED = '" = "smol_grade/_data/'
"""What follows the name of a file in pyproject.toml, where it says what the wheel holds."""


def entry_of_unit(path: Path, entry: str) -> str:
    """Return the manifest with the entry of a unit behind its last one; raise `CourseError` where that cannot be."""
    text = path.read_text("utf-8")
    ends = _ends_of_units(text)
    if not ends:
        raise CourseError(path, 0, "no [[units]] found; write the entry by hand")
    new = _behind(text, ends[-1], "\n" + entry)
    old_course, course = tomllib.loads(text), _loads(path, new)
    made = course["units"].pop()
    return _checked(path, new, old_course == course and made == tomllib.loads(entry)["units"][0])


def entry_of_exercise(path: Path, alias: str, entry: str) -> str:
    """Return the manifest with the entry of an exercise at the end of its unit; raise `CourseError` as above."""
    text = path.read_text("utf-8")
    old_course, ends = tomllib.loads(text), _ends_of_units(text)
    at = next(index for index, unit in enumerate(old_course["units"]) if unit["alias"] == alias)
    if len(ends) != len(old_course["units"]):
        raise CourseError(path, 0, "its units are not all written as [[units]]; write the entry by hand")
    new = _behind(text, ends[at], "\n" + entry)
    course = _loads(path, new)
    made = course["units"][at]["exercises"].pop()
    old_course["units"][at].setdefault("exercises", [])
    wanted = tomllib.loads(entry)["units"]["exercises"][0]
    return _checked(path, new, old_course == course and made == wanted)


def _ends_of_units(text: str) -> list[int]:
    """Return, for each unit, the number of lines up to its last one that is no comment."""
    ends: list[int] = []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if UNITS.match(line):
            inside = True
            ends.append(number)
        elif HEADER.match(line) and not OF_A_UNIT.match(line):
            inside = False
        elif inside and line.strip() and not line.startswith("#"):
            ends[-1] = number
    return ends


def included(path: Path, lines: dict[str, str]) -> str:
    """Return pyproject.toml with more files for the wheel, each beside those of its kind; raise `CourseError`."""
    text = path.read_text("utf-8")
    new = text
    for source, target in lines.items():
        new = _behind(new, _place_of(new, source), f'"{source}" = "{target}"\n')
    before, after = tomllib.loads(text), _loads(path, new)
    files: dict[str, Any] = before
    for name in INCLUDED:
        files = files[name]
    files |= lines
    return _checked(path, new, before == after)


def _place_of(text: str, source: str) -> int:
    """Return the number of the line behind which a file is named.

    A suite stands among those of its unit, before what its exercises share; all else behind the last of its kind.
    """
    folder = source.rpartition("/")[0]
    starts = [f'"{folder}/'] if folder.startswith("tests/") else []
    starts += ['"tests/hidden/'] if starts else ['"exercises/unit']
    lines = text.splitlines()
    for start in starts:
        found = [number for number, line in enumerate(lines, 1) if line.startswith(start) and SHIPPED in line]
        shared = (f'"{folder}/texts.toml"', f'"{folder}/walkthroughs.toml"')
        first = next((number for number in found if lines[number - 1].startswith(shared)), None)
        if first is not None and not source.endswith(("texts.toml", "walkthroughs.toml")):
            return first - 1
        if found:
            return found[-1]
    return next((number for number, line in enumerate(lines, 1) if line.endswith(".force-include]")), 0)


def with_section(text: str, row: str, section: str) -> str:
    """Return a unit's README with the row of an exercise below its table, and its section behind the last one."""
    lines = text.splitlines()
    headings = _headings(lines)
    about = [number for number in headings if ABOUT_EXERCISE.match(lines[number])]
    later = [number for number in headings if not about or number > about[-1]]
    place = later[0] if later else len(lines)
    before = "\n".join(lines[:place]).rstrip()
    after = "\n".join(lines[place:])
    table = [number for number in range(min([*headings, len(lines)])) if lines[number].startswith("|")]
    if table:
        at = sum(len(line) + 1 for line in lines[: table[-1] + 1])
        before = f"{before[: at - 1]}\n{row}{before[at - 1 :]}"
    return f"{before}\n\n{section.strip()}\n" + (f"\n{after}\n" if after else "")


def _headings(lines: list[str]) -> list[int]:
    """Return the indexes of the headings of the second level that stand in no block of code."""
    found, fenced = [], False
    for index, line in enumerate(lines):
        if line.startswith(FENCE):
            fenced = not fenced
        elif line.startswith("## ") and not fenced:
            found.append(index)
    return found


def _behind(text: str, line: int, more: str) -> str:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return "".join([*lines[:line], more, *lines[line:]])


def _loads(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(path, 0, f"cannot take one more entry ({error}); write it by hand") from error


def _checked(path: Path, text: str, right: bool) -> str:
    """Return the text if nothing but the entry has changed in what the file says."""
    if not right:
        raise CourseError(path, 0, "one more entry would change others; write it by hand")
    return text
