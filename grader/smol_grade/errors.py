"""Everything that can stop a grading, each class with the sentence that it says.

SmolGradeError
├── UsageError        what was asked for makes no sense here (exit 2)
│   ├── UnknownTarget     no such unit or exercise
│   ├── PathNotFound      the path given does not exist
│   ├── NoWorkspace       no exercises in or around this folder
│   ├── NotPython         the file given is not a Python file
│   ├── NoCourseNotebook  --course-notebook with something else
│   ├── OutputIsExercise  the report would overwrite what is graded
│   ├── OutputNotWritable the report's file cannot be written
│   ├── UnknownAttack     no attack of the catalogue has this name
│   ├── CheckoutNeeded    a course team's command without a checkout
│   └── NoRealData        --real-data without the GSM8K files
├── CourseError       a file of the course is malformed (exit 3)
├── SandboxError      a worker process could not be started or controlled (exit 3)
├── TierNotReached    workers are kept apart less well here than was asked for (exit 3)
└── SuiteError        a hidden suite is broken or incomplete (exit 3)

What a *learner's* file does wrong is not an error of ours: it is an outcome in the report.
"""

from __future__ import annotations

from pathlib import Path


class Abandoned(Exception):
    """Raised by who hears of a grading's checks: nobody waits for it any more, and another one comes. No error."""


class SmolGradeError(Exception):
    """The root. `key` names the sentence in the catalogue, `fields` fill it, `hint` is the key of the next action."""

    exit_code = 3
    key = "error.internal"
    hint = ""

    def __init__(self, **fields: object) -> None:
        self.fields = {name: str(value) for name, value in fields.items()}
        super().__init__(f"{self.key}: {self.fields}")

    def __reduce__(self) -> tuple[object, ...]:
        """Cross from one process to another as it is: a class's own arguments are no longer known."""
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[SmolGradeError], args: tuple[object, ...], said: dict[str, object]) -> SmolGradeError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(said)
    return error


class UsageError(SmolGradeError):
    """What was asked for makes no sense here."""

    exit_code = 2


class UnknownTarget(UsageError):
    """No unit or exercise has this name."""

    key = "error.unknown_target"
    hint = "error.unknown_target.hint"

    def __init__(self, name: str, close: list[str], *, unit: bool = False) -> None:
        super().__init__(name=name, close=", ".join(close))
        if close:
            self.key = "error.unknown_unit" if unit else "error.unknown_target_close"


class PathNotFound(UsageError):
    """The path given with --path does not exist."""

    key = "error.path_not_found"
    hint = "error.path_not_found.hint"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


class FolderNeeded(UsageError):
    """The path given with --path is a file, where the whole course is graded."""

    key = "error.folder_needed"
    hint = "error.folder_needed.hint"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


class NoWorkspace(UsageError):
    """No exercise files in the places where we look."""

    key = "error.no_workspace"
    hint = "error.no_workspace.hint"

    def __init__(self, looked: list[Path], unit: str) -> None:
        super().__init__(looked=", ".join(dict.fromkeys(str(path) for path in looked)), unit=unit)


class NoRealData(UsageError):
    """--real-data, but GSM8K_DIR names no folder with the data set."""

    key = "error.no_real_data"
    hint = "error.no_real_data.hint"

    def __init__(self, found: str) -> None:
        super().__init__(found=found or "-")


class NotPython(UsageError):
    """The file given with --path is not a Python file."""

    key = "error.not_python"
    hint = "error.not_python.hint"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


class NoCourseNotebook(UsageError):
    """--course-notebook without one of the course's notebooks, or for exercises that none of them has."""

    key = "error.no_course_notebook"
    hint = "error.no_course_notebook.hint"

    def __init__(self, found: str) -> None:
        super().__init__(found=found or "-")


class OutputIsExercise(UsageError):
    """--output names a file that is being graded."""

    key = "error.output_is_exercise"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


class OutputNotWritable(UsageError):
    """The file named by --output cannot be written."""

    key = "error.output_not_writable"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(path=path, why=why)


class CheckoutNeeded(UsageError):
    """A course team's command was used outside a checkout of the project."""

    key = "error.checkout_needed"
    hint = "error.checkout_needed.hint"


class UnknownAttack(UsageError):
    """No attack of the catalogue has this name."""

    key = "error.unknown_attack"
    hint = "error.unknown_attack.hint"

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name=name, folder=folder)


class CourseError(SmolGradeError):
    """A file of the course is missing or malformed."""

    key = "error.course"

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(path=path, line=line, problem=problem)
        if not line:
            self.key = "error.course_no_line"


class SandboxError(SmolGradeError):
    """A worker process could not be started or controlled."""

    key = "error.sandbox"
    hint = "error.sandbox.hint"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class TierNotReached(SmolGradeError):
    """Workers are kept apart less well here than was asked for; `leaks` names the canaries that did not hold."""

    key = "error.tier"
    hint = "error.tier.hint"

    def __init__(self, found: int, required: int, leaks: tuple[str, ...]) -> None:
        super().__init__(found=found, required=required, leaks=", ".join(leaks))


class SuiteError(SmolGradeError):
    """A hidden suite is broken: it cannot be collected, or its checks are not those of the manifest."""

    key = "error.suite"
    hint = "error.suite.hint"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)
