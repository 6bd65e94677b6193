"""`smol-grade all`: grade the whole course, show a few lines a unit and the sum."""

from __future__ import annotations

import sys
from pathlib import Path

from .. import __version__, scoring
from ..course import load_course
from ..errors import NoWorkspace
from ..locate import course_files
from ..messages import say
from ..records import CourseReport, Language, Report, Step
from . import grading, output
from .progress import no_progress, progress

FORMS = ("text", "json", "gradescope")


def run(
    path: Path | None,
    seed: int | None,
    language: Language,
    form: str,
    save_as: Path | None,
    require_tier: int | None,
    lang: str,
    quiet: bool = False,
) -> int:
    """Grade and show; return the exit code. `lang` is the language that was asked for, to be repeated."""
    drawn = grading.drawn_seed(seed)
    if not quiet:
        output.note(say(language, "cli.grading", version=__version__, title=say(language, "cli.all_title"), seed=drawn))
    if save_as is not None and grading.is_file(save_as):
        output.check_target(save_as, sorted((path or Path.cwd()).glob("unit*/*")))

    def begin(step: Step) -> None:
        output.stop_if_told()
        on_check(step)

    def done(report: Report) -> None:
        output.stop_if_told()
        if path is None:
            grading.remember(report, language)  # now: what comes later may be interrupted

    try:
        with no_progress() if quiet else progress(language) as on_check:  # before the import that takes longest
            from ..grade import Engine
            from ..whole_course import grade_course

            with Engine() as engine:
                report = grade_course(
                    path, engine=engine, seed=drawn, require_tier=require_tier, on_check=begin, on_unit=done
                )
            output.stop_if_told()
    except NoWorkspace:
        if form != "gradescope":
            raise
        return _show_no_files(save_as, language)
    options = grading.options_of(path, False, require_tier, lang)
    text = _rendered(report, language, form, options, save_as)
    grading.show(text, save_as, report, language, form=form, quiet=quiet)
    return scoring.exit_code(report)


def _show_no_files(save_as: Path | None, language: Language) -> int:
    units = load_course(course_files()).units
    folders = [f"{unit.alias}/" for unit in units]
    title = say(language, "cli.all_title")
    return grading.show_no_files(title, folders, sum(unit.full_marks for unit in units), save_as, language)


def _rendered(report: CourseReport, language: Language, form: str, options: str, save_as: Path | None) -> str:
    from ..report import Screen, render_course_gradescope, render_course_json, render_course_terminal

    if form == "json":
        return render_course_json(report, language)
    if form == "gradescope":
        return render_course_gradescope(report, language, grading.numbers())
    out = sys.stdout
    screen = Screen(output.width_of(out), output.wants_color(out), output.speaks_unicode(out))
    return render_course_terminal(report, language, Screen() if grading.is_file(save_as) else screen, options)
