"""Where the course's files are: inside the installed wheel, else in the checkout that this file belongs to.

hatchling leaves force-included files out of an editable install, so both places are real.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .errors import CheckoutNeeded, CourseError

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parents[1]


@dataclass(frozen=True)
class CourseFiles:
    """The folders that a grading reads."""

    exercises: Path
    """Holds course.toml and, per unit, what a learner gets."""
    suites: Path
    """Holds, per unit, the hidden suites and their texts."""
    demo: Path
    """Holds canned submissions of the warm-up: `good/` and `wrong/`."""
    constraints: Path
    """The pinned grading environment."""
    quizzes: Path
    """Holds a practice bank, `unitN.toml`, for each unit that has one."""

    @property
    def manifest(self) -> Path:
        """The course's manifest."""
        return self.exercises / "course.toml"


@dataclass(frozen=True)
class Checkout:
    """The folders that only the course team has."""

    root: Path

    @property
    def solutions(self) -> Path:
        """The single source of the exercises."""
        return self.root / "solutions"


def course_files() -> CourseFiles:
    """Return the course's folders; raise `CourseError` when neither the wheel's nor a checkout's are there."""
    data = PACKAGE / "_data"
    if data.is_dir():
        names = ("exercises", "suites", "demo", "constraints.txt", "quizzes")
        return CourseFiles(*(data / name for name in names))
    files = checkout_files(CHECKOUT)
    if not files.exercises.is_dir():
        raise CourseError(files.manifest, 0, "the course's files are not there; reinstall smol-grade")
    return files


def checkout_files(root: Path) -> CourseFiles:
    """Return the course's folders of the checkout at `root`."""
    hidden = root / "tests" / "hidden"
    practice = root / "quizzes" / "practice"
    return CourseFiles(root / "exercises", hidden, hidden / "unit0" / "demo", root / "constraints.txt", practice)


def in_checkout() -> bool:
    """Return whether this installation runs from a checkout."""
    return (CHECKOUT / "solutions").is_dir()


def checkout() -> Checkout:
    """Return the checkout that this installation runs from; raise `CheckoutNeeded` for an installed wheel."""
    if not in_checkout():
        raise CheckoutNeeded()
    return Checkout(CHECKOUT)
