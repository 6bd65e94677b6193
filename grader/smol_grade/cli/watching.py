"""`watch`: the verdict on each save, on a live screen, from an engine that stays warm."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from .. import progress
from ..course import EXAMPLE_UNIT, Course, Exercise, Unit, load_course
from ..errors import Abandoned, SmolGradeError, UsageError
from ..locate import course_files
from ..messages import say
from ..records import Language, Report, Step
from ..workspace import SUFFIXES, find_folder
from . import learning, output, starting
from .grading import check_seed
from .keys import is_interactive, pressed
from .progress import sentence
from .saves import Saves
from .watch_screen import Size, View, frame, most_scroll, nearest, room_of, wrapped

if TYPE_CHECKING:
    from rich.console import Console, ScreenContext

    from ..grade import Engine

TICK_S = 0.04
"""How long a key is waited for before files are looked at again."""
PAGE = 5
"""Lines that a key scrolls."""


class NeedsTerminal(UsageError):
    """There is nobody to watch, or nothing to draw on."""

    key = "watch.needs_terminal"


def run(target: str, language: Language, seed: int | None = None) -> int:
    """Watch a unit's files until the learner leaves; return the exit code. `seed`: for every grading the same."""
    check_seed(seed)
    if not is_interactive():
        raise NeedsTerminal()
    course = load_course(course_files())
    unit, exercise = _begin(course, target)
    place = find_folder(unit, Path.cwd())
    with _own_stdout() as screen_file, pressed() as keys:
        from rich.console import Console

        console = Console(
            file=screen_file, force_terminal=True, no_color=not output.wants_color(sys.stdout), highlight=False
        )
        from ..grade import Engine

        with console.screen() as shown, Engine() as engine:
            watch = _Watch(unit, exercise, place, engine, keys, _Painter(console, shown, language), language, seed)
            watch.run()
    if watch.aside is not None:
        output.note(output.harmless(say(language, "progress.set_aside", file=watch.aside)))
    output.write_wrapped(say(language, "watch.left", unit=unit.alias))
    return 0


def _begin(course: Course, target: str) -> tuple[Unit, str]:
    """Return the unit to watch and the exercise to begin with.

    If none is named: the unit of smol-grade.toml while it is not done, else the first that is not.
    """
    if target:
        unit, exercises = course.find(target)
        return unit, exercises[0].name if len(exercises) == 1 < len(unit.exercises) else ""
    here = [unit for unit in course.units if learning.folder_of(unit) is not None]
    if not here:
        find_folder(course.units[0], Path.cwd())  # raises, with what to do
    chosen = starting.chosen_unit(here)
    for unit in sorted(here, key=lambda unit: (unit is not chosen, unit.slug == EXAMPLE_UNIT)):
        done = _done(unit, find_folder(unit, Path.cwd()))
        if any(exercise.name not in done for exercise in unit.exercises if not exercise.bonus):
            return unit, ""
    return here[-1], ""


def _done(unit: Unit, place: Path) -> frozenset[str]:
    known = progress.read(place.parent).exercises
    return frozenset(
        exercise.name
        for exercise in unit.exercises
        if (one := known.get(f"{unit.slug}/{exercise.name}")) is not None and one.status == "done"
    )


@contextlib.contextmanager
def _own_stdout() -> Iterator[TextIO]:
    """Yield the terminal: while checks run, pytest holds what this program calls its output."""
    with open(os.dup(sys.stdout.fileno()), "w", encoding=sys.stdout.encoding, errors="replace") as file:
        yield file


class _Painter:
    """Puts views on the screen."""

    def __init__(self, console: Console, shown: ScreenContext, language: Language) -> None:
        self._console, self._shown, self._language = console, shown, language
        self._color = output.wants_color(sys.stdout)
        self._unicode = output.speaks_unicode(sys.stdout)

    @property
    def size(self) -> Size:
        """Of the terminal as it is now."""
        columns, lines = shutil.get_terminal_size((80, 24))
        return Size(columns, lines, self._color, self._unicode)

    def paint(self, view: View) -> None:
        """Show a view."""
        from rich.control import Control
        from rich.text import Text

        lines = frame(view, self.size, self._language)
        self._console.control(Control.home())  # wherever a new size of the terminal has left the cursor
        self._shown.update(Text("\n").join(lines))


class _Watch:
    def __init__(
        self,
        unit: Unit,
        exercise: str,
        place: Path,
        engine: Engine,
        keys: queue.SimpleQueue[str],
        painter: _Painter,
        language: Language,
        seed: int | None,
    ) -> None:
        self._unit, self._place, self._engine, self._keys = unit, place, engine, keys
        self._painter, self._language, self._seed = painter, language, seed
        self._done = _done(unit, place)
        names = [one.name for one in unit.exercises]
        self._at = names.index(exercise) if exercise else nearest(unit.exercises, self._done)
        self._reports: dict[str, Report] = {}
        self._saves = Saves()
        self._note, self._body, self._scroll = "", "", 0
        self._hint = 0
        self._asked_reset = False
        self._due = True
        """Whether what was saved last has no verdict yet."""
        self._is_verdict = False
        """Whether the body is one, to be made anew for another size."""
        self.aside: Path | None = None
        """Where progress is now that could not be read."""
        self._size = painter.size

    @property
    def _exercise(self) -> Exercise:
        return self._unit.exercises[self._at]

    def run(self) -> None:
        """Until q, or a signal."""
        self._poll()
        self._grade()
        while True:
            output.stop_if_told()
            key = self._key(TICK_S)
            if key == "q":
                return
            if key:
                self._pressed(key)
            elif self._saved() or self._due:
                self._grade()
            elif self._painter.size != self._size:
                self._size = self._painter.size
                if self._is_verdict:
                    self._tell()
                else:
                    self._paint()

    def _key(self, seconds: float) -> str:
        try:
            return self._keys.get(timeout=seconds) if seconds else self._keys.get_nowait()
        except queue.Empty:
            return ""

    def _poll(self) -> list[Path]:
        return self._saves.of(path for one in self._unit.exercises for path in self._files(one))

    def _files(self, exercise: Exercise) -> list[Path]:
        code = (f"{exercise.name}{suffix}" for suffix in SUFFIXES)
        return [self._place / name for name in (*code, *exercise.data)]

    def _saved(self) -> bool:
        """Look at the files; go to the exercise of one that was saved, and return whether there was one."""
        saved = {*self._poll()}
        if not saved:
            return False
        indices = [n for n, one in enumerate(self._unit.exercises) if saved & {*self._files(one)}]
        self._at = self._at if self._at in indices else indices[0]
        return True

    def _pressed(self, key: str) -> None:
        asked, self._asked_reset = self._asked_reset, False
        self._due = False  # who wants to see something else waits for no verdict
        if key in ("n", "p"):
            self._at = (self._at + (1 if key == "n" else -1)) % len(self._unit.exercises)
            self._grade()
        elif key in ("up", "down", "k", "j", " "):
            self._due = not self._body
            room = room_of(self._painter.size, self._language) - 1  # a line says where one is
            step = -PAGE if key in ("up", "k") else PAGE
            self._scroll = min(max(0, self._scroll + step), most_scroll(self._body, room))
            self._paint()
        elif key in ("h", "i", "s"):
            {"h": self._next_hint, "i": self._inform, "s": self._solution}[key]()
        elif key == "r":
            self._reset(asked)
        elif key == "v" and self._exercise.name in self._reports:
            self._tell()
        elif key == "v":
            self._grade()

    def _next_hint(self) -> None:
        self._hint = self._hint % 3 + 1
        text = learning.hint_alone(self._exercise.name, self._hint, self._language)
        self._show(wrapped(text, min(self._painter.size.width, 100)), "watch.hint")

    def _inform(self) -> None:
        from . import informing

        self._show(informing.info(f"{self._unit.alias}/{self._exercise.name}", self._language), "watch.info")

    def _solution(self) -> None:
        """Tell the idea of what has full marks, beside the learner's own code."""
        from . import solving

        width = min(self._painter.size.width, 100)
        try:
            text = solving.told(self._unit, self._exercise, self._place, width, self._language)
        except solving.NotDone:
            self._say("watch.solution_later", exercise=self._exercise.name)
        except SmolGradeError as error:
            self._show(wrapped(self._explained(error), width), "watch.no_solution")
        else:
            self._show(text, "watch.solution")

    def _reset(self, asked: bool) -> None:
        """The first r asks, the second does it."""
        if not asked:
            self._say("watch.reset_asks", exercise=self._exercise.name)
            self._asked_reset = True
            return
        from . import resetting

        try:
            text = resetting.reset(f"{self._unit.alias}/{self._exercise.name}", self._place, self._language)
        except SmolGradeError as error:
            self._show(wrapped(self._explained(error), self._painter.size.width), "watch.not_reset")
            return
        self._saves.forget(self._files(self._exercise))  # our own writing is no save of the learner's
        self._reports.pop(self._exercise.name, None)
        self._show(wrapped(text, min(self._painter.size.width, 100)), "watch.reset_done")

    def _show(self, text: str, note: str) -> None:
        self._body, self._scroll, self._is_verdict = text, 0, False
        self._say(note, number=self._hint, exercise=self._exercise.name)

    def _say(self, key: str, **fields: object) -> None:
        self._asked_reset = False  # what was asked is not on the screen any more
        self._note = say(self._language, key, **fields)
        self._paint()

    def _grade(self) -> None:
        """Grade the exercise that is watched, again where the file was saved meanwhile; a key ends it."""
        from ..grade import grade

        self._hint, self._due = 0, True
        while True:
            exercise = self._exercise
            self._body, self._scroll, self._is_verdict = "", 0, False
            self._reports.pop(exercise.name, None)  # of a file that was another
            self._say("watch.grading", exercise=exercise.name)
            begun = time.monotonic()
            try:
                report = grade(
                    f"{self._unit.alias}/{exercise.name}",
                    self._place,
                    engine=self._engine,
                    seed=self._seed,
                    on_check=self._step,
                )
            except Abandoned:
                if not self._keys.empty():
                    self._say("watch.stopped")
                    return
                continue
            except (SmolGradeError, OSError) as error:
                output.stop_if_told()
                self._due = False
                self._show(wrapped(self._explained(error), self._painter.size.width), "watch.not_graded")
                return
            self._due = False
            self._reports[exercise.name] = report
            self.aside = progress.remember(self._place.parent, report) or self.aside
            self._done = _done(self._unit, self._place)
            self._tell(time.monotonic() - begun)
            return

    def _explained(self, error: SmolGradeError | OSError) -> str:
        if isinstance(error, OSError):
            return output.harmless(error.strerror or str(error))
        lines = [say(self._language, error.key, **error.fields)]
        lines += [say(self._language, error.hint, **error.fields)] if error.hint else []
        return output.harmless("\n".join(lines))

    def _step(self, step: Step) -> None:
        """Hear of a check that begins: between two of them a grading can be left."""
        output.stop_if_told()
        if not self._keys.empty() or self._saved():
            raise Abandoned
        self._note = sentence(step, self._language)
        self._paint()

    def _tell(self, seconds: float | None = None) -> None:
        """Show the verdict on the exercise that is watched."""
        from ..report import Screen, render_terminal

        report = self._reports.get(self._exercise.name)
        if report is None:
            self._paint()
            return
        size = self._painter.size
        screen = Screen(min(size.width, 100), size.color, size.unicode)
        [result] = report.exercises
        self._body, self._scroll = render_terminal(report, self._language, screen, closing=False), 0
        self._is_verdict = True
        if most_scroll(self._body, room_of(size, self._language)):
            self._body = render_terminal(report, self._language, screen, closing=False, failures_first=True)
        key = {"done": "watch.done", "not_started": "watch.not_started", "blocked": "watch.blocked"}.get(
            result.status, "watch.open"
        )
        taken = f" {seconds:.1f} s" if seconds is not None else ""
        self._say(
            key,
            exercise=result.name,
            points=result.points,
            max_points=result.max_points,
            seconds=taken,
            file=result.file,
        )

    def _paint(self) -> None:
        title = f"{self._unit.alias}: {self._unit.title.in_language(self._language)}"
        shown = View(title, self._unit.exercises, self._done, self._at, self._note, self._body, self._scroll)
        self._painter.paint(shown)
