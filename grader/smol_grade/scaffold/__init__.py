"""The first files of a new exercise and of a new unit: `dev new-exercise` and `dev new-unit`."""

from __future__ import annotations

from .exercise import NewExercise, add_exercise
from .unit import NewUnit, add_unit, next_alias

__all__ = ["NewExercise", "NewUnit", "add_exercise", "add_unit", "next_alias"]
