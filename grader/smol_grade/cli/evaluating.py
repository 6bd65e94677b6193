"""`smol-grade evaluate` and `compare`: a learner measures models as the course does."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .. import __version__
from ..course import load_course
from ..locate import course_files
from ..messages import say
from ..records import Language
from . import output
from .progress import changing_line

if TYPE_CHECKING:
    from smol_leaderboard.evaluate.job import Doing, Evaluated
    from smol_leaderboard.evaluate.report import Read
    from smol_leaderboard.measuring_errors import ModelRejected

CACHE = "SMOL_GRADE_CACHE"
"""Environment variable: the folder for answers and fetched models, where `~/.cache/smol-grade` is not wanted."""
EVERY_S = 30.0
"""A log that is no terminal gets a line so often."""


class Asked(NamedTuple):
    """What the command line asks for."""

    tasks: str = ""
    limit: int = 0
    data: Path | None = None
    save_as: Path | None = None
    base: str = ""


def run(model: str, asked: Asked, language: Language) -> int:
    """Measure a model and show its numbers; return the exit code."""
    from smol_leaderboard.evaluate.report import as_json

    from .measured import table

    if asked.save_as is not None:
        output.check_target(asked.save_as, [])
    done = _measured(model, asked, language)
    if done.cached:
        output.note(say(language, "measure.cached"))
    _show(table(done.record, language))
    if asked.save_as is not None:
        output.save(as_json(done), asked.save_as)
        output.note(say(language, "measure.saved", file=asked.save_as))
    return 0


def compare(first: str, second: str, asked: Asked, language: Language) -> int:
    """Compare two models or results; return the exit code."""
    from smol_leaderboard.evaluate.comparing import compare as compared
    from smol_leaderboard.measuring_errors import NotComparable

    from .measured import comparison

    one, other = (_result(name, asked, language) for name in (first, second))
    common = [task for task in one.samples if task in other.samples]
    if not common or one.record.protocol != other.record.protocol:
        raise NotComparable(", ".join(common) or ", ".join(one.samples))
    found = [compared(task, one.samples[task], other.samples[task]) for task in common]
    _show(comparison(one.record, other.record, found, language))
    return 0


def _show(text: str) -> None:
    """Write a table as it is, and the prose below it broken between words."""
    numbers, _, prose = output.harmless(text).rpartition("\n\n")
    output.write(numbers)
    output.write_wrapped("\n" + prose)


def _result(name: str, asked: Asked, language: Language) -> Read:
    """Return a result that was written before, or measure a model."""
    from smol_leaderboard.evaluate.report import Read, read_report
    from smol_leaderboard.evaluate.samples import read_samples

    if Path(name).is_file() or name.endswith(".json"):
        return read_report(Path(name))
    done = _measured(name, asked, language)
    return Read(done.record, {task: read_samples(Path(file)) for task, file in done.samples.items()})


def _measured(model: str, asked: Asked, language: Language) -> Evaluated:
    """Measure one model with the public seed."""
    from smol_leaderboard.evaluate.protocol import ensure_installed

    ensure_installed()
    from smol_leaderboard.evaluate.fetching import ready, ready_base
    from smol_leaderboard.evaluate.job import Job
    from smol_leaderboard.evaluate.measuring import rows_of
    from smol_leaderboard.evaluate.run import Court, evaluate
    from smol_leaderboard.judge.grading import moment
    from smol_leaderboard.measuring_errors import BadLimit, ModelRejected
    from smol_leaderboard.tasks import catalogue
    from smol_leaderboard.tasks.data import Source

    from ..sandbox import measure

    tasks = catalogue.chosen(asked.tasks.split(","))
    if asked.limit < 0:
        raise BadLimit()
    for task in tasks:  # before anything is fetched
        rows_of(task, Source(asked.data), asked.limit)
    names = ", ".join(tasks)
    output.note(output.harmless(say(language, "measure.begin", version=__version__, model=model, tasks=names)))
    cache = cache_folder()
    models = load_course(course_files()).models
    with _watched(tasks, language) as watch:
        try:
            with (
                ready(model, cache, watch.fetching) as here,
                ready_base(here, asked.base, cache, watch.fetching, models) as base,
            ):
                watch.show(say(language, "measure.looking", model=model))
                job = Job(
                    model=here.model,
                    revision=here.revision,
                    folder=str(here.folder),
                    flags=here.flags,
                    base=base.model if base is not None and base.revision else "",
                    base_folder=str(base.folder) if base is not None else "",
                    room=str(cache / "evaluate"),
                    tasks=tasks,
                    limit=asked.limit,
                    data_folder=str(asked.data.absolute()) if asked.data is not None else "",
                    data="folder" if asked.data is not None else "",
                )
                return evaluate(job, Court(models, measure().tier, moment), watch.doing)
        except ModelRejected as rejected:
            tell_findings(rejected, language)
            raise
        except KeyboardInterrupt:
            output.note(say(language, "measure.resume"))
            raise


def tell_findings(rejected: ModelRejected, language: Language) -> None:
    """Say why the gate lets nothing of a model be loaded, and what to do."""
    for one in rejected.findings:
        text = say(language, one.sentence.key, **one.sentence.fields)
        output.note(output.harmless(say(language, "measure.finding", code=one.code, text=text)))
        output.note(output.harmless(say(language, "measure.fix", text=say(language, one.fix.key, **one.fix.fields))))


def cache_folder() -> Path:
    """Return where answers and fetched models are kept."""
    base = os.environ.get("XDG_CACHE_HOME", "") or "~/.cache"
    return Path(os.environ.get(CACHE, "") or f"{base}/smol-grade").expanduser().absolute()


class Watch:
    """Tells how far it is, and how long the task under way still takes at the speed so far."""

    def __init__(self, tasks: tuple[str, ...], show: Callable[[str], None], language: Language, log: bool) -> None:
        self._tasks, self._show, self._language, self._log = tasks, show, language, log
        self._task = ""
        self._since = self._told = time.monotonic()
        self._first = 0

    def show(self, text: str) -> None:
        """Show a text in place of the one before."""
        self._show(output.harmless(text))

    def fetching(self, file: str, done: int, total: int) -> None:
        """Hear of bytes that arrive."""
        output.stop_if_told()
        fields = {"file": file, "done": done // 10**6, "total": total // 10**6}
        self.show(say(self._language, "measure.fetching", **fields))

    def doing(self, doing: Doing) -> None:
        """Hear of a task's questions."""
        output.stop_if_told()
        now = time.monotonic()
        new = doing.task != self._task
        if new:
            self._task, self._since, self._first = doing.task, now, doing.done
        text = self._sentence(doing, now)
        self.show(text)
        if self._log and (new or now - self._told > EVERY_S):
            self._told = now
            output.note(text)

    def _sentence(self, doing: Doing, now: float) -> str:
        fields = {"task": doing.task, "number": self._tasks.index(doing.task) + 1, "count": len(self._tasks)}
        if not doing.total:
            return say(self._language, "measure.started", **fields)
        fields |= {"done": doing.done, "total": doing.total}
        came, left = doing.done - self._first, doing.total - doing.done
        if came <= 0 or left <= 0:
            return say(self._language, "measure.doing", **fields)
        time_left = duration((now - self._since) * left / came, self._language)
        return say(self._language, "measure.doing_left", **fields, left=time_left)


def duration(seconds: float, language: Language) -> str:
    """Return a time in the unit that fits it."""
    for key, unit in (("measure.hours", 3600), ("measure.minutes", 60)):
        if seconds >= 2 * unit:
            return say(language, key, count=round(seconds / unit))
    return say(language, "measure.seconds", count=max(1, round(seconds)))


@contextmanager
def _watched(tasks: tuple[str, ...], language: Language) -> Iterator[Watch]:
    with changing_line() as show:
        yield Watch(tasks, show, language, log=not (sys.stderr and sys.stderr.isatty()))
