"""What a cell shows: a verdict, a hint, an error. As HTML that can do nothing, and as text where there is no HTML."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SmolGradeError
from ..messages import say
from ..records import Language, Report
from ..report.visible import visible_text
from ..scoring import exit_code

if TYPE_CHECKING:
    from jinja2 import Template

LEAST_PX, MOST_PX = 320, 900
CHECK_PX, FAILURE_PX, HEAD_PX = 44, 380, 330
"""About how high the parts of a page are: a frame cannot know without a script, and its corner can be dragged."""


class Shown:
    """A text with a title."""

    def __init__(self, title: str, text: str, *, is_error: bool = False) -> None:
        self.title, self.text = title, text
        self.is_error = is_error

    def __repr__(self) -> str:
        return f"{self.title}\n{self.text}" if self.title else self.text

    def _repr_html_(self) -> str:
        return _template("shown.html").render(
            title=visible_text(self.title),
            paragraphs=[visible_text(part, keep="\n") for part in self.text.split("\n\n")],
            is_error=self.is_error,
        )


class Verdict:
    """The report of a grading. `passed` is true with full marks."""

    def __init__(self, report: Report, language: Language) -> None:
        self.report = report
        self._language = language

    @property
    def passed(self) -> bool:
        """Whether all checks passed."""
        return exit_code(self.report) == 0

    @property
    def points(self) -> int:
        """Points, bonus aside."""
        return self.report.points

    def __repr__(self) -> str:
        from ..report import Screen, render_terminal

        return render_terminal(self.report, self._language, Screen(), closing=False).rstrip("\n")

    def _repr_html_(self) -> str:
        from ..report import render_html
        from ..report.telling import failures, message_of, total_of

        language = self._language
        tried = [exercise for exercise in self.report.exercises if exercise.status in ("in_progress", "blocked")]
        first = next((check for exercise in tried for check in failures(exercise)), None)
        hint = first.hint.in_language(language) if first is not None and first.hint is not None else ""
        checks = sum(CHECK_PX for exercise in self.report.exercises for _ in (exercise.name, *exercise.checks))
        failed = FAILURE_PX * (first is not None)
        return _template("verdict.html").render(
            total=total_of(self.report, language),
            passed=self.passed,
            failure=visible_text(first.title.in_language(language)) if first is not None else "",
            message=message_of(first, language) if first is not None else "",
            hint=visible_text(hint),
            hint_word=say(language, "report.hint"),
            page=render_html(self.report, language),
            height=max(LEAST_PX, min(MOST_PX, HEAD_PX + checks + failed)),
            title=say(language, "notebook.frame", unit=self.report.unit_alias),
            says=say(language, "report.all_done") if self.passed else "",
            whole=say(language, "notebook.whole"),
        )


def told(error: SmolGradeError, language: Language) -> Shown:
    """Return an error as what a cell shows: the sentence, and what to do."""
    sentence = say(language, error.key, **error.fields)
    hint = f"\n{say(language, 'report.hint')}: {say(language, error.hint, **error.fields)}" if error.hint else ""
    return Shown("", visible_text(f"{say(language, 'error.prefix')} {sentence}", keep="\n") + hint, is_error=True)


@functools.cache
def _template(name: str) -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(Path(__file__).with_name(name).read_text("utf-8"))
