"""What a shell offers on TAB: units and exercises of the manifest. Where the course cannot be read, nothing."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Any

import typer

from ..errors import SmolGradeError, UsageError
from ..locate import course_files
from ..messages import say
from . import output
from .options import LANG

if TYPE_CHECKING:
    from ..course import Course

SHELLS = "bash, zsh, fish, powershell"


class UnknownShell(UsageError):
    """The shell could not be told, or is none that can be helped."""

    key = "start.unknown_shell"

    def __init__(self) -> None:
        super().__init__(shells=SHELLS)


class NotInstalled(UsageError):
    """The shell's own file could not be changed."""

    key = "start.not_installed"
    hint = "start.not_installed.hint"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


def _course() -> Course | None:
    from ..course import load_course

    try:
        return load_course(course_files())
    except (SmolGradeError, OSError):
        return None


def units(incomplete: str) -> list[str]:
    """Return the units that a word may become."""
    course = _course()
    return [] if course is None else _those([unit.alias for unit in course.units], incomplete)


def targets(incomplete: str) -> list[str]:
    """Return the units that a word may become, and the exercises once it has begun."""
    return [*units(incomplete), *(exercises(incomplete) if incomplete else [])]


def readable(incomplete: str) -> list[str]:
    """Return what `info` knows: units, exercises, and the project."""
    return [*targets(incomplete), *_project(incomplete)]


def handed_in(incomplete: str) -> list[str]:
    """Return what `submit` takes besides files: units, and the project."""
    return [*units(incomplete), *_project(incomplete)]


def _project(incomplete: str) -> list[str]:
    course = _course()
    return _those([course.project.slug], incomplete) if course is not None and course.project is not None else []


def exercises(incomplete: str) -> list[str]:
    """Return the exercises that a word may become: by name, or behind a unit that is already there."""
    course = _course()
    if course is None:
        return []
    names = [exercise.name for unit in course.units for exercise in unit.exercises]
    for unit in course.units:
        if incomplete == unit.alias or incomplete.startswith(f"{unit.alias}/"):
            names += [f"{unit.alias}/{exercise.name}" for exercise in unit.exercises]
    return _those(names, incomplete)


def quizzes(incomplete: str) -> list[str]:
    """Return the units with a quiz that a word may become."""
    return [alias for alias in units(incomplete) if (course_files().quizzes / f"{alias}.toml").is_file()]


def _those(names: list[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def translated(parameters: list[Any]) -> list[Any]:
    """Return a program's options, those that Typer adds for completion in our words."""
    ours = {
        "install_completion": (_install, "start.install_completion_help"),
        "show_completion": (_show, "start.show_completion_help"),
    }
    for parameter in parameters:
        if parameter.name in ours:
            parameter.callback, key = ours[parameter.name]
            parameter.help = say(LANG, key)
    return parameters


def _install(ctx: Any, _parameter: Any, value: Any) -> Any:
    """Let the learner's shell complete our commands, from its next start on."""
    if not value or ctx.resilient_parsing:
        return value
    from typer._completion_shared import install

    with output.explained(LANG):
        try:
            with contextlib.redirect_stdout(io.StringIO()):  # what it says is English
                name, path = install(value if isinstance(value, str) else None)
        except typer.Exit:
            raise UnknownShell from None
        except (OSError, UnicodeError) as error:
            raise NotInstalled(str(error)) from error
        output.write_wrapped(output.harmless(say(LANG, "start.installed", shell=name, file=path)))
    raise typer.Exit


def _show(ctx: Any, parameter: Any, value: Any) -> Any:
    """Write the lines that make a shell complete our commands."""
    from typer.completion import show_callback

    with output.explained(LANG):
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                return show_callback(ctx, parameter, value)
        except typer.Exit:
            raise UnknownShell from None
