"""What `dev check` asks of the banks of questions, and what an operator's own bank is asked before it is published."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from packaging.requirements import InvalidRequirement, Requirement

from ..course import EXAMPLE_UNIT, Course, Unit
from ..errors import CourseError
from ..locate import CourseFiles
from ..quiz.bank import Bank, Item, Kind, read_bank
from .bank_lint import faults
from .quiz_runs import Task, tasks_of, untrue

TARGET = "quizzes"
"""What `dev check` calls this part when only it is wanted."""
PRACTICE_ITEMS = 20
SAMPLE_ITEMS = 8
OFFICIAL_ITEMS = 20
"""Twice a paper: two people should not be asked the same."""
URL = re.compile(r"https://[^\s/]+\.[^\s/]+(/\S*)?")


@dataclass
class Linter:
    """Reads banks and finds what is wrong with each, and among them."""

    course: Course
    root: Path | None
    """Of the checkout, where solutions and documents are; None: there is none, so they are not asked."""
    seen: dict[str, str] = field(default_factory=dict)
    """Id -> the bank that has it."""
    asked: dict[tuple[str, str], str] = field(default_factory=dict)
    """English question and code of the items that others know -> the item's id."""
    tasks: list[Task] = field(default_factory=list)
    """What is to be run once all banks are read."""

    def bank(self, path: Path, unit: Unit | None, at_least: int, *, every_kind: bool) -> Iterator[str]:
        """Tell what is wrong with the bank in a file, but for what shows only when it is run."""
        try:
            name = str(path.relative_to(self.root)) if self.root is not None else str(path)
        except ValueError:
            name = str(path)
        try:
            bank = read_bank(path)
        except CourseError as error:
            line = f", line {error.fields['line']}" if error.fields["line"] != "0" else ""
            yield f"{name}{line}: {error.fields['problem']}"
            return
        for fault in faults(bank):
            yield f"{name}, {fault.item}: {fault.problem}" if fault.item else f"{name}: {fault.problem}"
        yield from (f"{name}: {problem}" for problem in self._whole(bank, unit, at_least, every_kind))
        for item in bank.items:
            yield from (f"{name}, {item.id}: {problem}" for problem in self._item(name, item))
            self.tasks += tasks_of(name, item, self._solutions())

    def know(self, path: Path) -> None:
        """Remember ids and questions of a public bank, which is not checked here."""
        for item in read_bank(path).items:
            self.seen.setdefault(item.id, path.name)
            self.asked.setdefault(_asked(item), item.id)

    def _whole(self, bank: Bank, unit: Unit | None, at_least: int, every_kind: bool) -> Iterator[str]:
        known = {one.slug for one in self.course.units}
        if unit is not None and bank.unit != unit.slug:
            yield f"its unit is {bank.unit!r}, the file is that of {unit.slug!r}"
        elif bank.unit not in known:
            yield f"there is no unit {bank.unit!r}; there are {', '.join(sorted(known))}"
        if len(bank.items) < at_least:
            yield f"{len(bank.items)} items; at least {at_least} are needed"
        if every_kind:
            lacking = [kind for kind in get_args(Kind) if kind not in {item.kind for item in bank.items}]
            yield from (f"no item is {kind}; each kind is needed once" for kind in lacking)

    def _item(self, name: str, item: Item) -> Iterator[str]:
        if item.id in self.seen:
            yield f"its id is taken, by {self.seen[item.id]}"
        self.seen.setdefault(item.id, name)
        if _asked(item) in self.asked:
            yield f"it asks what {self.asked[_asked(item)]} asks, whose key is public; ask something else"
        yield from self._source(item.source)
        yield from _since(item.since)

    def _source(self, source: str) -> Iterator[str]:
        """An exercise of the course, a file of the repository with an anchor, or an address."""
        if "://" in source:
            if not URL.fullmatch(source):
                yield f"its source {source!r} is no https address"
            return
        unit = next((unit for unit in self.course.units if unit.alias == source.partition("/")[0]), None)
        file, hash_sign, anchor = source.partition("#")
        if unit is not None and not hash_sign:
            if source not in {f"{unit.alias}/{exercise.name}" for exercise in unit.exercises}:
                yield f"its source {source!r} is no exercise of {unit.alias}"
        elif not anchor:
            yield f"its source {source!r} is no unitN/EXERCISE, FILE#ANCHOR or https address"
        elif self.root is not None:
            path = (self.root / file).resolve()
            if not path.is_relative_to(self.root.resolve()) or not path.is_file():
                yield f"its source: there is no file {file}"
            elif anchor not in _anchors(path.read_text("utf-8")):
                yield f"its source: {file} has no anchor {anchor!r}"

    def _solutions(self) -> dict[str, Path]:
        if self.root is None:
            return {}
        folder = self.root / "solutions"
        names = [(unit.alias, exercise.name) for unit in self.course.units for exercise in unit.exercises]
        return {name: folder / alias / f"{name}.py" for alias, name in names}


def problems(root: Path, course: Course, units: Iterable[Unit]) -> Iterator[str]:
    """Tell what is wrong with the practice and sample banks of units; a unit that counts for something has both."""
    linter = Linter(course, root)
    counting = [unit for unit in course.units if unit.slug != EXAMPLE_UNIT]
    wanted = {unit.alias for unit in units}
    for kind, at_least in (("practice", PRACTICE_ITEMS), ("sample", SAMPLE_ITEMS)):
        folder = root / "quizzes" / kind
        for unit in (unit for unit in counting if unit.alias in wanted):
            path = folder / f"{unit.alias}.toml"
            if path.is_file():
                yield from linter.bank(path, unit, at_least, every_kind=kind == "practice")
            elif unit.exercises:
                yield f"quizzes/{kind}/{unit.alias}.toml is missing"
        known = {f"{unit.alias}.toml" for unit in counting}
        strays = sorted(path.name for path in folder.glob("*") if path.name not in known)
        yield from (f"quizzes/{kind}/{name} is the bank of no unit" for name in strays)
    yield from untrue(linter.tasks)


def private_problems(path: Path, course: Course, files: CourseFiles, root: Path | None = None) -> Iterator[str]:
    """Tell what is wrong with an operator's own bank, wherever it lies.

    Neither its ids nor its questions may be those of a public bank: of the practice banks, and of the samples beside
    them in a checkout. Without `root` there are no solutions and no documents: `compute` is not evaluated, and anchors
    are not looked up.
    """
    linter = Linter(course, root)
    public = [files.quizzes, files.quizzes.with_name("sample")]
    for known in (known for folder in public for known in sorted(folder.glob("*.toml"))):
        linter.know(known)
    yield from linter.bank(path, None, OFFICIAL_ITEMS, every_kind=False)
    yield from untrue(linter.tasks)


def _asked(item: Item) -> tuple[str, str]:
    """Return what is asked, blanks and capitals aside; with the code, for many programs share a question."""
    return " ".join(item.question.en.casefold().split()), " ".join(item.code.split())


def _since(since: str) -> Iterator[str]:
    """A package with a version, which holds for the one that is installed."""
    if not since:
        return
    try:
        wanted = Requirement(since)
        installed = importlib.metadata.version(wanted.name)
    except InvalidRequirement:
        yield f"its since {since!r} is no requirement such as trl>=1.0"
    except importlib.metadata.PackageNotFoundError:
        yield f"its since: {since!r} is not installed, so that it cannot be checked"
    else:
        if not wanted.specifier.contains(installed, prereleases=True):
            yield f"its since {since!r} does not hold with {wanted.name} {installed}, which is installed"


def _anchors(markdown: str) -> set[str]:
    """Return what can follow a `#`: ids that are written out, and the headings, as GitHub makes them."""
    headings = re.findall(r"^#{1,6} +(.+?)\s*$", markdown, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'\bid="([^"]+)"', markdown))
