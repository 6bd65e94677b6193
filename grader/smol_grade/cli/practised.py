"""What is done in a workspace: the last practice grading of each exercise, by unit, and which one comes next."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from .. import progress
from ..course import Course, Exercise, Unit
from ..messages import say
from ..records import Language
from . import learning
from .starting import next_exercise


class UnitDone(NamedTuple):
    """How far one unit is. Bonus exercises count apart."""

    unit: Unit
    here: bool
    """Whether there is a file of it."""
    done: int
    exercises: int
    """That are no bonus."""
    points: int
    bonus_points: int
    bonus_most: int


class Practised(NamedTuple):
    """How far a workspace is."""

    units: tuple[UnitDone, ...]
    full: frozenset[str]
    """Ids of the exercises with full marks."""
    begun: bool
    """Whether anything was graded."""
    then: tuple[Unit, Exercise] | None
    """What comes next; None where there is no file of any unit, or nothing is left."""
    unreadable: Path | None
    """The file with the progress, when it cannot be read."""
    set_aside: tuple[Path, ...]
    """Earlier ones that could not be read."""


def practised(course: Course, workspace: Path) -> Practised:
    """Return how far a workspace is."""
    kept = progress.read(workspace).exercises
    units, full, begun = [], set(), False
    for unit in course.units:
        known = kept | learning.standings(unit)
        units.append(_unit(unit, known))
        begun |= any(standing.status != "not_started" for standing in known.values())
        full |= {name for name, standing in known.items() if standing.status == "done"}
    here = [one.unit for one in units if one.here]
    unreadable, aside = progress.unreadable(workspace), tuple(progress.set_aside(workspace))
    return Practised(tuple(units), frozenset(full), begun, next_exercise(here), unreadable, aside)


def _unit(unit: Unit, known: dict[str, progress.Standing]) -> UnitDone:
    required = [exercise for exercise in unit.exercises if not exercise.bonus]
    bonus = [exercise for exercise in unit.exercises if exercise.bonus]
    done = [e for e in required if (found := known.get(f"{unit.slug}/{e.name}")) and found.status == "done"]
    return UnitDone(
        unit,
        learning.folder_of(unit) is not None,
        len(done),
        len(required),
        sum(_points(unit, exercise, known) for exercise in required),
        sum(_points(unit, exercise, known) for exercise in bonus),
        sum(exercise.points for exercise in bonus),
    )


def _points(unit: Unit, exercise: Exercise, known: dict[str, progress.Standing]) -> int:
    """Return an exercise's points: no more than it has in the course as it is now."""
    standing = known.get(f"{unit.slug}/{exercise.name}")
    return min(standing.points, exercise.points) if standing is not None else 0


def as_text(found: Practised, workspace: Path, language: Language) -> list[str]:
    """Return what is done and what comes next; where nothing is done yet, one instruction."""
    lines = [*_unread(found, workspace, language)]
    if found.begun:
        lines.append(say(language, "standing.practice"))
        lines += [_row(one, language) for one in found.units if one.here or one.points or one.bonus_points]
    elif not found.unreadable:
        lines.append(say(language, "standing.nothing_yet"))
    absent = [one.unit.alias for one in found.units if not one.here]
    if found.then is not None:
        unit, exercise = found.then
        fields = {"number": exercise.number, "name": exercise.name, "unit": unit.alias}
        lines.append(say(language, "start.go_on", title=exercise.title.in_language(language), **fields))
    elif len(absent) < len(found.units):
        lines.append(say(language, "standing.all_done"))
    if absent:
        lines.append(say(language, "standing.elsewhere", units=", ".join(absent)))
    return lines


def _row(one: UnitDone, language: Language) -> str:
    row = f"  {one.unit.alias}  {one.done:>2}/{one.exercises:<2}  {one.points}/{one.unit.full_marks}"
    if not one.bonus_most:
        return row
    fields = {"points": one.bonus_points, "max_points": one.bonus_most}
    return f"{row}  {say(language, 'report.bonus_points', **fields)}"


def _unread(found: Practised, workspace: Path, language: Language) -> list[str]:
    """Return that there is progress which cannot be read, and where it is."""
    lines = []
    if found.unreadable is not None:
        lines.append(say(language, "standing.unreadable", file=_named(found.unreadable, workspace)))
    if found.set_aside:
        files = ", ".join(_named(path, workspace) for path in found.set_aside)
        lines.append(say(language, "standing.set_aside", files=files))
    return lines


def _named(path: Path, workspace: Path) -> str:
    return os.path.relpath(path, workspace)


def as_json(found: Practised) -> dict[str, object]:
    """Return what is done for programs."""
    return {
        "units": [
            {
                "alias": one.unit.alias,
                "slug": one.unit.slug,
                "here": one.here,
                "done": one.done,
                "exercises": one.exercises,
                "points": one.points,
                "max_points": one.unit.full_marks,
                "bonus_points": one.bonus_points,
                "max_bonus_points": one.bonus_most,
            }
            for one in found.units
        ],
        "next": None if found.then is None else f"{found.then[0].slug}/{found.then[1].name}",
        "next_command": None if found.then is None else f"smol-grade watch {found.then[0].alias}",
        "unreadable": None if found.unreadable is None else str(found.unreadable),
        "set_aside": [str(path) for path in found.set_aside],
    }
