"""What a batch says while it grades, and at its end: results to stdout as they come, everything else to stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from smol_grade.cli import output
from smol_grade.cli.progress import before_a_line
from smol_grade.messages import say
from smol_grade.records import Language
from smol_grade.report.visible import visible_text

if TYPE_CHECKING:
    from ..batch.contents import PassedOver
    from ..batch.grading import Progress
    from ..batch.noticing import Noticed
    from ..batch.results import BatchResult
    from ..schema import ExerciseGrade

FAILED = 3
LOG_EVERY_S = 30.0
WHY = ("no_files", "not_gradable")
"""The refusals that files alone can meet."""
CAUSES = ("file_empty", "file_not_notebook", "file_not_utf8", "file_nul", "file_too_large", "syntax_error")
"""Why a whole file cannot be graded, where its learner would be told more by `smol-grade`."""
MOST_NAMES = 10
"""That are listed in a sentence."""
MOST_RUNNING = 3


class Told:
    """Hears how far the batch is: results go to stdout as they come, rate and remaining time to stderr."""

    def __init__(self, language: Language, form: str) -> None:
        self.show: Callable[[str], None] = lambda _: None
        """Shows a text in place of the one before."""
        self._language = language
        self._form = form
        self._out, self._screen = sys.stdout, sys.stderr  # before the changing line takes both over
        self._begun = self._logged = time.monotonic()
        self._before = -1
        self._graded = self._refused = 0
        self._done = self._total = 0

    def __call__(self, progress: Progress) -> None:
        """Tell of one step."""
        self._done, self._total = progress.done, progress.total
        output.stop_if_told()
        if self._before < 0:
            self._before = progress.done
            if progress.done:
                output.note(say(self._language, "batch.resumes", done=progress.done, total=progress.total))
        if progress.trouble:
            output.note(say(self._language, "batch.trouble", problem=visible_text(progress.trouble)))
        if progress.passed_over:
            output.note(passed_over(progress.looked_at, progress.passed_over, self._language))
        if progress.result is not None:
            self._count(progress.result)
        line = self._line(progress)
        self.show(line)
        now = time.monotonic()
        if now - self._logged > LOG_EVERY_S and not (self._screen and self._screen.isatty()):
            self._logged = now
            output.note(line)

    def _count(self, result: BatchResult) -> None:
        self._graded += result.record is not None
        self._refused += result.record is None
        clear = before_a_line(self._out, self._screen)
        if self._form == "jsonl":
            import msgspec

            output.write(clear + msgspec.json.encode(result).decode(), self._out)
        else:
            output.write(clear + sentence(result, self._language), self._out)

    def _line(self, progress: Progress) -> str:
        seconds = time.monotonic() - self._begun
        here = progress.done - self._before
        fields: dict[str, object] = {"done": progress.done, "total": progress.total}
        if progress.running and here:
            fields["names"] = _listed(progress.running, MOST_RUNNING)
            return say(self._language, "batch.last_ones", **fields)
        if not here:
            return say(self._language, "batch.warming", **fields)
        rate = here / seconds
        left = duration((progress.total - progress.done) / rate)
        return say(self._language, "batch.progress", **fields, rate=f"{rate:.1f}", left=left)

    def summary(self, troubles: list[str], out: Path) -> int:
        """Say what was done; return the exit code."""
        seconds = time.monotonic() - self._begun
        counted = self._graded + self._refused
        fields: dict[str, object] = {"graded": self._graded, "refused": self._refused, "before": max(self._before, 0)}
        if counted:
            pace = {"time": duration(seconds), "rate": f"{counted / seconds:.2f}"}
            output.note(say(self._language, "batch.summary", **fields, **pace, out=out))
        else:
            output.note(say(self._language, "batch.summary_nothing", **fields, out=out))
        if troubles:
            output.note(say(self._language, "batch.left", count=len(troubles)))
        return FAILED if troubles else 0

    def interrupted(self) -> str:
        """Return what is said where a signal ends it; empty where nothing was begun."""
        fields = {"done": self._done, "total": self._total}
        return say(self._language, "batch.interrupted", **fields) if self._total else ""


def sentence(result: BatchResult, language: Language) -> str:
    """Return one line on a result: points, id, the exercises that fall short."""
    named = visible_text(result.submission)
    if result.record is None:
        reason = say(language, f"batch.why_{result.refused}" if result.refused in WHY else "batch.why_other")
        return say(language, "batch.refused", id=named, reason=reason)
    short = [_short(one, language) for one in result.record.exercises if one.points < one.max_points]
    points = f"{result.record.points}/{result.record.max_points}"
    return f"{points:>9}  {named}" + (f"  {', '.join(short)}" if short else "")


def _short(one: ExerciseGrade, language: Language) -> str:
    """Return an exercise's name, and what is wrong with its file as a whole."""
    shapes = {check.shape for check in one.checks if isinstance(check.shape, str)}
    cause = next((code for code in CAUSES if any(shape.split("/")[:2] == ["ended", code] for shape in shapes)), "")
    return f"{one.name} ({say(language, f'batch.cause_{cause}')})" if cause else one.name


def notices(noticed: Noticed, source: Path, language: Language) -> list[str]:
    """Return what there is to say of a cohort before it is graded, a sentence each."""
    said = [passed_over(str(source), noticed.passed_over, language)] if noticed.passed_over else []
    if noticed.twins:
        said.append(say(language, "batch.twins", names=_listed(noticed.twins)))
    if noticed.one_learners:
        said.append(say(language, "batch.one_learners", source=source, parent=source.resolve().parent))
    return said


def passed_over(place: str, things: Iterable[PassedOver], language: Language) -> str:
    """Return what was passed over in a cohort or a submission, and why."""
    told = [f"{one.name} ({say(language, f'batch.passed_{one.reason}')})" for one in things]
    return say(language, "batch.passed_over", place=visible_text(place), names=_listed(told))


def _listed(names: Iterable[str], most: int = MOST_NAMES) -> str:
    shown = [visible_text(name) for name in names]
    return ", ".join(shown[:most]) + (f", … (+{len(shown) - most})" if len(shown) > most else "")


def duration(seconds: float) -> str:
    """Return a time as people read it: `42 s`, `3 min`, `2 h 5 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
