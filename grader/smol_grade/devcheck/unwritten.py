"""What `dev new-exercise` and `dev new-unit` have left to their author: each place with the placeholder is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..course import Exercise, Unit
from ..locate import CourseFiles
from ..readmes import NAMES

PLACEHOLDER = "TO_BE_WRITTEN"
"""Stands wherever an author has something to write, followed by what."""
UNITS = re.compile(r"\[\[\s*units\s*\]\]")
EXERCISES = re.compile(r"\[\[\s*units\s*\.\s*exercises\s*\]\]")
TABLE = re.compile(r"\[")
SUFFIXES = (".py", ".toml", ".md", ".jsonl")
Lines = Iterator[tuple[Path, int, str]]


def problems(root: Path, files: CourseFiles, unit: Unit, *, whole: bool) -> Iterator[str]:
    """Tell what is to be written of a unit's exercises and, if it is a `whole` unit, of the unit."""
    if whole:
        if not unit.exercises:
            yield f"{unit.alias}: no exercise yet; run: smol-grade dev new-exercise {unit.alias} NAME"
        found = _of_unit(root, files, unit)
    else:
        found = (line for exercise in unit.exercises for line in _of_exercise(root, files, unit, exercise))
    for path, number, line in found:
        if PLACEHOLDER in line:
            what = line.partition(PLACEHOLDER)[2].strip(" :\"'`()|]*")
            yield f"{path.relative_to(root).as_posix()}, line {number} is to be written: {what}"


def _of_unit(root: Path, files: CourseFiles, unit: Unit) -> Lines:
    yield from _part(files.manifest, _tables(files.manifest, unit.alias))
    folders = (root / "solutions" / unit.alias, files.suites / unit.alias)
    paths = [path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES]
    banks = [folder / f"{unit.alias}.toml" for folder in (files.quizzes, files.quizzes.with_name("sample"))]
    for path in sorted([*paths, *banks]):
        yield from _all(path)


def _of_exercise(root: Path, files: CourseFiles, unit: Unit, exercise: Exercise) -> Lines:
    solutions, suites = root / "solutions" / unit.alias, files.suites / unit.alias
    yield from _part(files.manifest, _tables(files.manifest, unit.alias, exercise.name))
    yield from _all(solutions / f"{exercise.name}.py")
    yield from _all(suites / f"test_{exercise.name}.py")
    yield from _all(suites / f"{exercise.name}.toml")
    for name in NAMES.values():
        lines = _numbered(solutions / name)
        row = re.compile(rf"\|.*`{exercise.name}`")
        yield from _part(solutions / name, ((number, line) for number, line in lines if row.match(line)))
        start = re.compile(rf"## \S+ `{exercise.name}`")
        yield from _part(solutions / name, _between(lines, start, re.compile("## ")))
    walkthroughs = suites / "walkthroughs.toml"
    start = re.compile(rf"\[{exercise.name}\]")
    yield from _part(walkthroughs, _between(_numbered(walkthroughs), start, TABLE))
    for kind in ("mutants", "accepted"):
        for path in sorted((suites / kind / exercise.name).glob("*")):
            yield from _all(path)


def _tables(manifest: Path, alias: str, exercise: str = "") -> list[tuple[int, str]]:
    """Return the manifest's lines about a unit, or about one exercise of it."""
    block: list[tuple[int, str]] = []
    blocks = [block]
    ends = UNITS if not exercise else re.compile(f"{UNITS.pattern}|{EXERCISES.pattern}")
    for number, line in _numbered(manifest):
        if ends.match(line):
            block = []
            blocks.append(block)
        block.append((number, line))
    key, value = ("name", exercise) if exercise else ("alias", alias)
    named = re.compile(rf'{key}\s*=\s*"{value}"')
    return next((block for block in blocks if any(named.match(line) for _, line in block)), [])


def _between(lines: list[tuple[int, str]], start: re.Pattern[str], end: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines from the one that begins as `start` to the next that begins as `end`."""
    inside = False
    for number, line in lines:
        if start.match(line):
            inside = True
        elif end.match(line):
            inside = False
        if inside:
            yield number, line


def _all(path: Path) -> Lines:
    return _part(path, _numbered(path))


def _part(path: Path, lines: Iterable[tuple[int, str]]) -> Lines:
    return ((path, number, line) for number, line in lines)


def _numbered(path: Path) -> list[tuple[int, str]]:
    """Return a file's lines with their numbers; a file that is not there has none, and another part says so."""
    if not path.is_file():
        return []
    return list(enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1))
