"""`smol-grade unit1`: grade, show the report, remember where the learner stands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .. import __version__, scoring
from ..course import Course, Exercise, Unit, load_course
from ..errors import NoWorkspace, UnknownTarget, UsageError
from ..locate import course_files
from ..messages import say
from ..records import CourseReport, Language, Report, Step
from . import output
from .progress import no_progress, progress

HIGHEST_SEED = 2**32 - 1


class WrongSeed(UsageError):
    """A seed that is none."""

    key = "cli.bad_seed"

    def __init__(self, found: int) -> None:
        super().__init__(highest=HIGHEST_SEED, found=found)


def run(
    target: str,
    path: Path | None,
    seed: int | None,
    language: Language,
    form: str,
    save_as: Path | None,
    real_data: bool,
    require_tier: int | None,
    lang: str,
    course_notebook: bool = False,
    quiet: bool = False,
) -> int:
    """Grade and show; return the exit code. `lang` is the language that was asked for, to be repeated."""
    note = _say_nothing if quiet else output.note
    drawn = drawn_seed(seed)
    course = load_course(course_files())
    unit, exercises = _find(course, target)
    title = f"{unit.alias}: {unit.title.in_language(language)}"
    note(say(language, "cli.grading", version=__version__, title=title, seed=drawn))

    if course.schedule.dates(course.board.cohort or "open", unit.alias).opens:
        from .dates import clock
        from .scheduling import release_note

        if released := release_note(course, unit, clock(), language):
            note(released)

    from ..workspace import find  # this and the next import take their time: after the first line

    try:
        found = find(unit, exercises, path, None, course_notebook=course_notebook)
    except NoWorkspace:
        if form != "gradescope":
            raise
        return _show_no_files(unit, exercises, save_as, language)
    if save_as is not None and is_file(save_as):
        output.check_target(save_as, [file.path for file in found.values()])
    if len(found) < len(exercises) and not course_notebook:
        note(say(language, "cli.one_of", name=", ".join(found), unit=unit.alias))

    with no_progress() if quiet else progress(language) as on_check:  # before the import that takes longest
        from ..grade import Engine, grade

        def begin(step: Step) -> None:
            output.stop_if_told()
            on_check(step)

        with Engine() as engine:
            report = grade(
                target,
                path,
                engine=engine,
                seed=drawn,
                real_data=real_data,
                require_tier=require_tier,
                on_check=begin,
                course_notebook=course_notebook,
            )
        output.stop_if_told()
    options = options_of(path, real_data, require_tier, lang) + (" --course-notebook" if course_notebook else "")
    then = _next_unit(course, unit) if len(report.exercises) == len(unit.exercises) and path is None else ""
    text = render(report, language, form, options, then, to_file=is_file(save_as))
    show(text, save_as, report, language, form=form, quiet=quiet)
    if path is None:
        remember(report, language)
        if not quiet:
            _say_notebook(report, language)
    return scoring.exit_code(report)


def _show_no_files(unit: Unit, exercises: tuple[Exercise, ...], save_as: Path | None, language: Language) -> int:
    counting = [exercise for exercise in exercises if not exercise.bonus] or exercises
    files = [f"{exercise.name}.py" for exercise in exercises]
    return show_no_files(unit.alias, files, sum(exercise.points for exercise in counting), save_as, language)


def show_no_files(name: str, files: list[str], max_points: int, save_as: Path | None, language: Language) -> int:
    """Show what Gradescope gets of a submission without any of the files; return the exit code.

    There, nobody reads an error of ours, and nothing handed in is not the same as something that could not be graded.
    """
    from ..report import render_gradescope_without_files

    text = render_gradescope_without_files(name, files, max_points, language)
    if save_as is not None and is_file(save_as):
        output.save(text, save_as)
        output.note(say(language, "gradescope.no_files", unit=name, files=", ".join(files)))
    else:
        output.write(text)
    return 1


def drawn_seed(seed: int | None) -> int:
    """Return the seed that was asked for, or draw one; raise `WrongSeed` for one that is none."""
    check_seed(seed)
    return int.from_bytes(os.urandom(4), "big") if seed is None else seed


def check_seed(seed: int | None) -> None:
    """Raise `WrongSeed` for a seed that is none."""
    if seed is not None and not (isinstance(seed, int) and 0 <= seed <= HIGHEST_SEED):
        raise WrongSeed(seed)


def _say_notebook(report: Report, language: Language) -> None:
    """Say how a notebook is graded to who has begun no file and has the unit's notebook beside them."""
    from ..workspace import find_folder, shown

    if any(exercise.status != "not_started" for exercise in report.exercises):
        return
    unit, _ = load_course(course_files()).find(report.unit)
    notebook = find_folder(unit, Path.cwd()) / f"{unit.alias}.ipynb"
    if notebook.is_file():
        output.note(output.harmless(say(language, "notebook.beside", target=report.target, file=shown(notebook))))


def is_file(save_as: Path | None) -> bool:
    """Return whether the report goes into a file; `-` is the screen."""
    return save_as is not None and str(save_as) != "-"


def show(
    text: str,
    save_as: Path | None,
    report: Report | CourseReport,
    language: Language,
    *,
    form: str = "text",
    quiet: bool = False,
) -> None:
    """Write the report to the screen, or into the file and its points to stderr.

    Who wants it quiet gets, instead of text on the screen and of the points, what falls short.
    """
    from ..report.short import render_short
    from ..report.telling import total_of

    to_file = save_as is not None and is_file(save_as)
    if save_as is not None and to_file:
        output.save(text, save_as)
    if quiet and (to_file or form == "text"):
        output.write(render_short(report, language))
    elif to_file:
        output.note(f"{save_as}: {total_of(report, language)}")
    else:
        output.write(text)


def _say_nothing(_text: str) -> None:
    """Take the place of what tells a learner how the work goes."""


def render(
    report: Report, language: Language, form: str, options: str = "", then: str = "", *, to_file: bool = False
) -> str:
    """Return the report in the form asked for, fitted to the screen or to a file."""
    from ..report import (
        Screen,
        render_gradescope,
        render_html,
        render_json,
        render_junit,
        render_markdown,
        render_terminal,
    )

    out = sys.stdout
    if form == "json":
        return render_json(report, language)
    if form == "gradescope":
        return render_gradescope(report, language, numbers())
    if form == "md":
        return render_markdown(report, language)
    if form in ("html", "junit"):
        text = render_html(report, language) if form == "html" else render_junit(report, language)
        return text if to_file else output.as_utf8(text, out)
    screen = Screen(output.width_of(out), output.wants_color(out), output.speaks_unicode(out))
    return render_terminal(report, language, Screen() if to_file else screen, options, then)


def numbers() -> dict[str, str]:
    """Return the number of every exercise, as in its TODO, by id."""
    units = load_course(course_files()).units
    return {f"{unit.slug}/{exercise.name}": exercise.number for unit in units for exercise in unit.exercises}


def _find(course: Course, target: str) -> tuple[Unit, tuple[Exercise, ...]]:
    """Find what is to be graded; a misspelt command lands here too, and is guessed."""
    try:
        return course.find(target)
    except UnknownTarget as error:
        import difflib

        commands = difflib.get_close_matches(target.lower(), _commands(), 1, 0.7)
        raise UnknownTarget(target, commands) if commands else error from None


def _commands() -> list[str]:
    """Return the commands' names."""
    from typer.main import get_command

    from .main import app

    known = getattr(get_command(app), "commands", {})
    return [name for name, command in known.items() if not command.hidden]


def _next_unit(course: Course, unit: Unit) -> str:
    """Return the alias of the unit after this one, empty after the last."""
    later = [other.alias for other in course.units[course.units.index(unit) + 1 :]]
    return later[0] if later else ""


def options_of(path: Path | None, real_data: bool, require_tier: int | None, lang: str) -> str:
    """Return the options to repeat in the next command."""
    import shlex

    chosen = f" --path {shlex.quote(str(path))}" if path is not None else ""
    chosen += " --real-data" if real_data else ""
    chosen += f" --require-tier {require_tier}" if require_tier is not None else ""
    return chosen + (f" --lang {lang}" if lang else "")


def remember(report: Report, language: Language) -> None:
    """Record in the workspace where the learner stands; say so if what stood there could not be read."""
    from .. import progress as standing
    from ..workspace import find_folder

    unit, _ = load_course(course_files()).find(report.unit)
    aside = standing.remember(find_folder(unit, Path.cwd()).parent, report)
    if aside is not None:
        output.note(output.harmless(say(language, "progress.set_aside", file=aside)))
