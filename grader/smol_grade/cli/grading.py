"""`smol-grade unit1`: grade, show the report, remember where the learner stands."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from .. import __version__, scoring
from ..course import load_course
from ..locate import course_files
from ..messages import say
from ..records import Language, Report
from . import output


def run(
    target: str,
    path: Path | None,
    seed: int | None,
    language: Language,
    form: str,
    save_as: Path | None,
    real_data: bool,
) -> int:
    """Grade and show; return the exit code."""
    drawn = int.from_bytes(os.urandom(4), "big") if seed is None else seed
    unit, _ = load_course(course_files()).find(target)
    title = f"{unit.alias}: {unit.title.in_language(language)}"
    output.note(say(language, "cli.grading", version=__version__, title=title, seed=drawn))

    from ..grade import Engine, grade  # after the first line: this is what takes its time

    with Engine() as engine, _progress(language) as on_check:
        report = grade(target, path, engine=engine, seed=drawn, real_data=real_data, on_check=on_check)
    text = render(report, language, form, _options(path, real_data), to_file=save_as is not None)
    if save_as is not None:
        output.save(text, save_as)
        total = say(language, "report.points", points=report.points, max_points=report.max_points)
        output.note(f"{save_as}: {total}")
    else:
        output.write(text)
    if path is None:
        _remember(report)
    return scoring.exit_code(report)


def render(report: Report, language: Language, form: str, options: str = "", *, to_file: bool = False) -> str:
    """Return the report in the form asked for, fitted to the screen or to a file."""
    from ..report import Screen, render_json, render_terminal

    if form == "json":
        return render_json(report, language)
    if to_file:
        return render_terminal(report, language, Screen(), options)
    out = sys.stdout
    screen = Screen(output.width_of(out), output.wants_color(out), output.speaks_unicode(out))
    return render_terminal(report, language, screen, options)


def _options(path: Path | None, real_data: bool) -> str:
    """Return the options to repeat in the next command."""
    import shlex

    chosen = f" --path {shlex.quote(str(path))}" if path is not None else ""
    return chosen + (" --real-data" if real_data else "")


def _remember(report: Report) -> None:
    from .. import progress
    from ..workspace import find_folder

    unit, _ = load_course(course_files()).find(report.unit)
    progress.remember(find_folder(unit, Path.cwd()).parent, report)


@contextlib.contextmanager
def _progress(language: Language) -> Iterator[Callable[[str], None]]:
    """Show the running check on stderr while grading, where that is a terminal."""
    if not sys.stderr.isatty() or not output.wants_color(sys.stderr):
        yield lambda _: None
        return
    from rich.console import Console

    spinner = "dots" if output.speaks_unicode(sys.stderr) else "line"
    with Console(stderr=True).status(say(language, "cli.checking", name=""), spinner=spinner) as status:
        yield lambda name: status.update(say(language, "cli.checking", name=name))
