"""The whole course on a terminal: a few lines a unit, the sum, and where to go on."""

from __future__ import annotations

import io

from rich.padding import Padding
from rich.text import Text

from ..messages import say
from ..records import CourseReport, ExerciseResult, Language, Outcome, Report
from ..scoring import exit_code
from .telling import isolation_of, message_of, total_of
from .terminal import Screen, console_on, trimmed
from .visible import visible_text


def render_course_terminal(report: CourseReport, language: Language, screen: Screen, options: str = "") -> str:
    """Return per unit its points and which exercises are open, then the sum; `options` are this run's."""
    page = _Page(language, screen)
    for unit in report.units:
        page.unit(unit)
    for alias in report.absent:
        page.absent(alias)
    page.close(report, visible_text(options))
    return page.text


class _Page:
    def __init__(self, language: Language, screen: Screen) -> None:
        self._language = language
        self._screen = screen
        self._file = io.StringIO()
        self._console = console_on(screen, self._file)

    @property
    def text(self) -> str:
        return trimmed(self._file.getvalue())

    def unit(self, report: Report) -> None:
        """Write a unit's points and, by name, what is left to do."""
        code = exit_code(report)
        outcome = {0: Outcome.PASSED, 3: Outcome.BLOCKED}.get(code, Outcome.FAILED)
        title = f"{report.unit_alias}: {report.unit_title.in_language(self._language)}"
        style = {0: "green", 3: "yellow"}.get(code, "red")
        head = Text(f"{self._screen.mark(outcome)} ", style=style).append(f"{title}  ", style="bold default")
        self._print(head.append(total_of(report, self._language), style="bold default"))
        begun = [e for e in report.exercises if e.status == "in_progress"]
        self._list("in_progress", [f"{self._named(e)} {e.points}/{e.max_points}" for e in begun])
        fresh = [e for e in report.exercises if e.status == "not_started" and not e.bonus]
        self._list("not_started", [self._named(e) for e in fresh])
        self._blocked([e for e in report.exercises if e.status == "blocked"])

    def absent(self, alias: str) -> None:
        """Write that there is no file of a unit."""
        head = Text(f"{self._screen.mark(Outcome.NOT_RUN)} ", style="yellow").append(alias, style="bold default")
        self._print(head.append(f"  {self._say('absent')}", style="not bold default"))

    def close(self, report: CourseReport, options: str) -> None:
        """Write the sum, how to draw the same again, and the unit to go on with."""
        code = exit_code(report)
        self._console.print()
        for name, pinned in report.environment.drift.items():
            found = report.environment.versions[name]
            self._print(Text(self._say("drift", name=name, found=found, pinned=pinned), style="yellow"))
        if code == 1:
            self._print(Text(self._say("repeat", seed=report.seed), style="dim"))
        total = Text(
            f"{self._say('sum')}: {total_of(report, self._language)}. ", style="bold" if code else "bold green"
        )
        self._print(total.append(self._next(report, options), style="not bold"))
        self._print(Text(isolation_of(report.environment, self._language), style="dim"))

    def _next(self, report: CourseReport, options: str) -> str:
        for outcome in (1, 3):
            for unit in report.units:
                if exit_code(unit) == outcome:
                    return self._say("next_unit", unit=unit.unit_alias, options=options)
        return self._say("next_init") if report.absent else self._say("all_units_done")

    def _blocked(self, exercises: list[ExerciseResult]) -> None:
        """Write what could not be graded, and each reason with its command once."""
        self._list("not_graded", [self._named(exercise) for exercise in exercises])
        found = [exercise.problem for exercise in exercises if exercise.problem is not None]
        for message in dict.fromkeys(message_of(check, self._language) for check in found):
            self._print(Text(message, style="yellow"), indent=4)

    def _list(self, key: str, names: list[str]) -> None:
        if names:
            self._print(Text(f"{self._say(key)}: ", style="dim").append(", ".join(names), style="not dim"), indent=4)

    def _named(self, exercise: ExerciseResult) -> str:
        return f"{exercise.name} ({self._say('bonus')})" if exercise.bonus else exercise.name

    def _print(self, text: Text, indent: int = 0) -> None:
        text.overflow = "fold"
        self._console.print(Padding(text, (0, 0, 0, indent)))

    def _say(self, key: str, **fields: object) -> str:
        return say(self._language, f"report.{key}", **fields)
