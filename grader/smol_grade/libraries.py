"""What the workers of an exercise begin with: which sets of libraries a grading needs, and which of them share."""

from __future__ import annotations

from .course import Exercise, Unit
from .learner_file import LearnerFile


def preload(unit: Unit, exercise: Exercise, file: LearnerFile) -> tuple[str, ...]:
    """Return what the workers of an exercise begin with: what it needs, or all that a file which trains needs."""
    return unit.libraries.get("trainer", ()) if file.trains and "trainer" in unit.libraries else unit.preload(exercise)


def shared(wanted: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return what the workers of each exercise begin with when those of a grading share: torch is imported once.

    A set with torch is served by the largest one of the same grading that holds all of it. Those without stay apart:
    they are there first, and their forks are cheap.
    """
    sets = sorted(set(wanted.values()), key=lambda libraries: (-len(libraries), libraries))
    return {
        name: next(other for other in sets if other == libraries or ("torch" in libraries and {*other} >= {*libraries}))
        for name, libraries in wanted.items()
    }
