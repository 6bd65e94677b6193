"""The kernel that we are in: its cells, its language, and an engine that stays warm from check to check."""

from __future__ import annotations

import ast
import atexit
import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import smol_grade

from .. import notebook, progress, settings
from ..cli.grading import check_seed
from ..course import Course, Exercise, load_course
from ..definitions import read_parts
from ..errors import NoWorkspace, UsageError
from ..locate import course_files
from ..messages import LANGUAGES, say, system_language
from ..records import Language, Report, Step
from ..workspace import find_folder, promised

if TYPE_CHECKING:
    from ..grade import Engine

PATIENCE_S = 0.5
"""A check that ends sooner shows no progress."""


class NoNotebook(UsageError):
    """Called outside of IPython: there are no cells."""

    key = "notebook.no_shell"
    hint = "notebook.no_shell.hint"


class NothingDefined(UsageError):
    """No cell that was run defines a function of an exercise."""

    key = "notebook.nothing_defined"
    hint = "notebook.nothing_defined.hint"


class Session:
    """What lasts as long as the kernel."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self.done: set[str] = set()
        """Ids of exercises that had full marks in this kernel."""
        self.hints: dict[str, int] = {}
        """The step of the hint that was shown last, by exercise."""
        self._stopped: dict[int, int] = {}
        """The line at which a cell stopped, by its number; 0: nothing of it was run."""
        atexit.register(self.close)

    @property
    def course(self) -> Course:
        """The installed course."""
        return load_course(course_files())

    def stopped(self, result: Any, *, below: int = 0) -> None:
        """Hear that the latest cell ended in an error: what stands at that line or after it was not run.

        `below`: lines of the cell above what was run.
        """
        line = 0
        trace = result.error_in_exec.__traceback__ if result.error_in_exec is not None else None
        while trace is not None:
            own = trace.tb_frame.f_globals is shell().user_ns
            if own and not line and trace.tb_frame.f_code.co_name.startswith("<"):  # `<module>`, `<cell line: 3>`
                line = trace.tb_lineno + below
            trace = trace.tb_next
        self._stopped[len(shell().history_manager.input_hist_raw) - 1] = line

    def as_far_as_run(self, number: int, cell: str) -> str:
        """Return what of a cell was run."""
        if number not in self._stopped:
            return cell
        try:
            steps = ast.parse(cell).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ""
        whole = [step.end_lineno or 0 for step in steps if (step.end_lineno or 0) < self._stopped[number]]
        return "\n".join(cell.split("\n")[: max(whole, default=0)])

    def engine(self) -> Engine:
        """Return the engine, made at first use."""
        if self._engine is None:
            from ..grade import Engine

            self._engine = Engine()
        return self._engine

    def close(self) -> None:
        """End the worker processes."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def grade(
        self,
        target: str,
        *,
        seed: int | None,
        cells: list[str] | None = None,
        current: str = "",
        show: Callable[[str], None] = lambda _: None,
    ) -> Report:
        """Grade what the notebook defines; `show` hears what is being done, if it takes its time."""
        check_seed(seed)
        known = executed() if cells is None else cells
        target = target or self._guessed([current] if current else []) or self._guessed(known)
        if not target:
            raise NothingDefined()
        self.course.find(target)  # a misspelt name is told before anything is imported
        begun = time.monotonic()

        def on_check(step: Step) -> None:
            if time.monotonic() - begun > PATIENCE_S:
                fields = {"number": step.number, "total": step.total, "exercise": step.exercise, "check": step.check}
                show(say(language(), "cli.checking", **fields))

        show(say(language(), "cli.preparing"))
        try:
            with _quiet_imports():
                from ..grade import grade
            report = grade(target, engine=self.engine(), seed=seed, cells=known, on_check=on_check)
        except BaseException as error:  # an engine that was interrupted is not used again
            self.close()
            if isinstance(error, KeyboardInterrupt):
                _forget_half_imported()
            raise
        self.done |= {one.id for one in report.exercises if one.status == "done"}
        self._remember(report)
        return report

    def _remember(self, report: Report) -> None:
        """Record where the learner stands, where there is a workspace; none is made."""
        unit, _ = self.course.find(report.unit)
        begun = [one for one in report.exercises if one.status != "not_started"]
        try:
            workspace = find_folder(unit, Path.cwd()).parent
        except (NoWorkspace, OSError):
            return
        import msgspec

        progress.remember(workspace, msgspec.structs.replace(report, exercises=tuple(begun)))

    def is_done(self, exercise_id: str) -> bool:
        """Return whether an exercise had full marks in this kernel, or as the workspace remembers."""
        if exercise_id in self.done:
            return True
        unit, _ = self.course.find(exercise_id)
        try:
            known = progress.read(find_folder(unit, Path.cwd()).parent).exercises
        except (NoWorkspace, OSError):
            return False
        return exercise_id in known and known[exercise_id].status == "done"

    def _guessed(self, cells: list[str]) -> str:
        """Return the exercise, or the unit, whose functions the cells define; of several units the last one begun."""
        places = {}
        for at, cell in enumerate(cells):
            for part in read_parts([cell]).parts:
                places.update(dict.fromkeys(part.binds, at))
        found: list[tuple[int, str, list[Exercise]]] = []
        for unit in self.course.units:
            stubs = course_files().exercises / unit.alias
            mine = {one: promised(stubs / f"{one.name}.py")[0] for one in unit.exercises}
            here = [one for one, name in mine.items() if name in places]
            found += [(max(places[mine[one]] for one in here), unit.alias, here)] if here else []
        if not found:
            return ""
        _, alias, exercises = max(found, key=lambda one: one[0])
        return f"{alias}/{exercises[0].name}" if len(exercises) == 1 else alias


@contextlib.contextmanager
def _quiet_imports() -> Iterator[None]:
    """Keep what libraries say when they are imported out of the cell: it is not about the learner's code."""
    import warnings

    name = "TRANSFORMERS_NO_ADVISORY_WARNINGS"
    was = os.environ.get(name)
    os.environ[name] = "1"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ..judge import run  # noqa: F401 - this is where they are imported

            yield
    finally:
        if was is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = was


def _forget_half_imported() -> None:
    """Drop what an interruption may have left half imported: it would fail at every later check."""
    ours = ("hypothesis", "_pytest", "pytest", "smol_grade.judge", "smol_grade.evidence", "smol_grade.grade")
    for name in [one for one in sys.modules if one.startswith(ours)]:
        del sys.modules[name]


def shell() -> Any:
    """Return IPython's shell; raise `NoNotebook` without one."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        raise NoNotebook() from None
    found = get_ipython()
    if found is None:
        raise NoNotebook()
    return found


def executed(current: str = "") -> list[str]:
    """Return the cells that were run, as Python, each at the place of its number; `current` is one that runs now."""
    cells = [str(raw) for raw in shell().history_manager.input_hist_raw[1:]]
    if current and (not cells or current.strip() not in cells[-1]):
        cells.append(current)
    python = [notebook.without_magics(cell) for cell in cells]
    return [SESSION.as_far_as_run(number, cell) for number, cell in enumerate(python, 1)]


def language() -> Language:
    """Return `smol_grade.lang`, else the workspace's or the system's language."""
    chosen = str(smol_grade.lang or "").lower()[:2]
    return next((one for one in LANGUAGES if one == chosen), settings.here().settings.lang or system_language())


SESSION = Session()
