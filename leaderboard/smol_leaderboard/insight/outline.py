"""What the course has: units, exercises and checks in their order, and which hints speak of a mistake that was seen.

A check has one hint of its own for everything that no detector recognises, its fallback. Records tell the hint alone,
so where detectors give the fallback, too, the two cannot be told apart.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from smol_grade.course import Unit, load_course, load_texts
from smol_grade.locate import CourseFiles
from smol_grade.records import Language, Text

SHARED = "smol_grade.judge"
"""Where detectors stand that several suites use."""


class Item(NamedTuple):
    """A check, or with an empty `check` a whole exercise."""

    unit: str
    """Slug."""
    exercise: str
    check: str = ""


class Recognised(StrEnum):
    """Whether a detector saw what was wrong."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    """The fallback was shown, and a detector may have chosen it."""


@dataclass(frozen=True)
class Outline:
    """The course as a report speaks of it. What records name besides comes after it, by name."""

    units: tuple[Unit, ...] = ()
    fallbacks: dict[Item, str] = field(default_factory=dict)
    """Check -> its fallback."""
    named: dict[Item, frozenset[str]] = field(default_factory=dict)
    """Exercise -> the hints that its detectors give."""
    mistakes: dict[tuple[str, str], dict[str, Text]] = field(default_factory=dict)
    """Unit and exercise -> hint -> its text."""

    def recognised(self, check: Item, hint: str) -> Recognised:
        """Return whether the hint that was shown is one for a recognised mistake."""
        if not hint:
            return Recognised.NO
        if hint != self.fallbacks.get(check):
            return Recognised.YES
        named = self.named.get(Item(check.unit, check.exercise), frozenset())
        return Recognised.UNSURE if hint in named else Recognised.NO

    def hint_text(self, item: Item, hint: str, language: Language) -> str:
        """Return a hint's text, empty where the course has none of that name now."""
        text = self.mistakes.get((item.unit, item.exercise), {}).get(hint)
        return text.in_language(language) if text is not None else ""

    def alias(self, slug: str) -> str:
        """Return what people call a unit."""
        return next((unit.alias for unit in self.units if unit.slug == slug), slug)

    def order(self, item: Item) -> tuple[int, str, int, str, int, str]:
        """Return where an item stands: as in the manifest, then by name."""
        return (*self._place(item.unit, self._slugs), *self._place(item.exercise, self._exercises),
                *self._place(item.check, self._checks.get((item.unit, item.exercise), {})))  # fmt: skip

    def is_bonus(self, item: Item) -> bool:
        """Return whether an exercise is one that counts for nothing."""
        return (item.unit, item.exercise) in self._bonus

    @staticmethod
    def _place(name: str, places: dict[str, int]) -> tuple[int, str]:
        return (places[name], "") if name in places else (len(places), name)

    @functools.cached_property
    def _slugs(self) -> dict[str, int]:
        return {unit.slug: number for number, unit in enumerate(self.units)}

    @functools.cached_property
    def _exercises(self) -> dict[str, int]:
        names = [exercise.name for unit in self.units for exercise in unit.exercises]
        return {name: number for number, name in enumerate(names)}

    @functools.cached_property
    def _checks(self) -> dict[tuple[str, str], dict[str, int]]:
        return {
            (unit.slug, exercise.name): {name: number for number, name in enumerate(exercise.checks)}
            for unit in self.units
            for exercise in unit.exercises
        }

    @functools.cached_property
    def _bonus(self) -> frozenset[tuple[str, str]]:
        return frozenset((unit.slug, one.name) for unit in self.units for one in unit.exercises if one.bonus)


def read_outline(files: CourseFiles) -> Outline:
    """Return the outline of a course, from the manifest and the suites' sources; no suite is run.

    Raises `CourseError`. A suite that cannot be read names no fallback: its hints count as recognised.
    """
    units = load_course(files).units
    fallbacks: dict[Item, str] = {}
    named: dict[Item, frozenset[str]] = {}
    mistakes: dict[tuple[str, str], dict[str, Text]] = {}
    for unit in units:
        texts = load_texts(files, unit)
        for exercise in unit.exercises:
            item = Item(unit.slug, exercise.name)
            mistakes[item.unit, item.exercise] = texts[exercise.name].mistakes
            tree = _tree(files.suites / unit.alias / f"test_{exercise.name}.py")
            marked = dict(_marked(tree))
            fallbacks |= {Item(*item[:2], check): hint for check, hint in marked.items()}
            named[item] = frozenset(_spoken(tree)) | _shared(tuple(_imported(tree)))
    return Outline(units, fallbacks, named, mistakes)


def _tree(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])


def _marked(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each check and the hint in its marker."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for word in (word for mark in node.decorator_list if isinstance(mark, ast.Call) for word in mark.keywords):
                if word.arg == "hint" and isinstance(word.value, ast.Constant):
                    yield node.name.removeprefix("test_"), str(word.value.value)


def _spoken(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a suite outside its decorators: whatever hint a detector gives is among them."""
    for node in tree.body:
        parts: Iterable[ast.AST] = [node]
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            parts = node.body
        for part in parts:
            yield from _texts(part)


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the shared modules that a suite takes detectors from."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == SHARED:
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{SHARED}."):
            yield str(node.module).removeprefix(f"{SHARED}.")


@functools.cache
def _shared(modules: tuple[str, ...]) -> frozenset[str]:
    """Return the hints that detectors of shared modules give, from `Detector("hint", …)` in their source."""
    import smol_grade.judge

    found = set()
    for folder in smol_grade.judge.__path__:
        for module in modules:
            for node in ast.walk(_tree(Path(folder) / f"{module}.py")):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Detector") and node.args:
                    found |= set(_texts(node.args[0]))
    return frozenset(found)
