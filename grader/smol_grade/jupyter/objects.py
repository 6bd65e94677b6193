"""`smol_grade.check("unit1")`, and an object per exercise: `exercises.NAME.check()`, `.hint()`, `.solution()`."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Callable, Iterator

from ..cli.learning import hint_alone
from ..course import Exercise, Unit
from ..errors import SmolGradeError
from ..locate import course_files
from ..messages import say
from .session import SESSION, language
from .shown import Shown, Verdict, told


def check(target: str = "", *, seed: int | None = None) -> Verdict | Shown:
    """Grade what the notebook's cells define: a unit (`unit1`), an exercise (`NAME`, `1.2`), or what is begun."""
    return graded(str(target), seed=seed)


def graded(
    target: str, *, seed: int | None = None, cells: list[str] | None = None, current: str = ""
) -> Verdict | Shown:
    """Grade, with what is being done shown below the cell; `current` is the cell that asks."""
    with _progress() as show:
        try:
            report = SESSION.grade(target, seed=seed, cells=cells, current=current, show=show)
            return Verdict(report, language())
        except SmolGradeError as error:
            return told(error, language())


class Exercises:
    """The exercises of the course as attributes, by name; `exercises["1.2"]` by number."""

    def __getattr__(self, name: str) -> ExerciseObject:
        for unit in SESSION.course.units:
            for exercise in unit.exercises:
                if name == exercise.name:
                    return ExerciseObject(unit, exercise)
        close = difflib.get_close_matches(name, dir(self), 3, 0.6)
        key = "error.unknown_target_close" if close else "error.unknown_target"
        raise AttributeError(say(language(), key, name=name, close=", ".join(close)))

    def __iter__(self) -> Iterator[ExerciseObject]:
        return (ExerciseObject(unit, exercise) for unit in SESSION.course.units for exercise in unit.exercises)

    def __getitem__(self, name: str) -> ExerciseObject:
        try:
            unit, found = SESSION.course.find(str(name))
        except SmolGradeError as error:
            raise KeyError(say(language(), error.key, **error.fields)) from None
        if len(found) != 1:
            raise KeyError(say(language(), "cli.hint_needs_exercise", names=", ".join(one.name for one in found)))
        return ExerciseObject(unit, found[0])

    def __dir__(self) -> list[str]:
        return [exercise.name for unit in SESSION.course.units for exercise in unit.exercises]

    def __repr__(self) -> str:
        return f"<exercises: {', '.join(dir(self))}>"


class ExerciseObject:
    """One exercise: `check()` it, ask for a `hint()`, and see the `solution()` told after full marks."""

    def __init__(self, unit: Unit, exercise: Exercise) -> None:
        self._unit, self._exercise = unit, exercise

    def check(self, *, seed: int | None = None) -> Verdict | Shown:
        """Grade what the notebook's cells define for it."""
        return graded(f"{self._unit.alias}/{self._exercise.name}", seed=seed)

    def hint(self, step: int = 0) -> Shown:
        """Show a hint, 1 to 3; without a number the next one."""
        name = self._exercise.name
        step = step or min(SESSION.hints.get(name, 0) + 1, 3)
        try:
            title, _, text = hint_alone(name, step, language()).partition("\n")
        except SmolGradeError as error:
            return told(error, language())
        SESSION.hints[name] = step
        return Shown(title, text)

    def solution(self) -> Shown:
        """Show, after full marks, what the exercise was about."""
        name = self._exercise.name
        if not SESSION.is_done(f"{self._unit.slug}/{name}"):
            return Shown("", say(language(), "notebook.solution_later", exercise=name), is_error=True)
        from ..cli.solving import NoWalkthrough, paragraphs
        from ..course import load_walkthroughs

        try:
            found = load_walkthroughs(course_files(), self._unit).get(name)
            if found is None:
                raise NoWalkthrough(name)
        except SmolGradeError as error:
            return told(error, language())
        title = f"{self._exercise.number} {name}: {self._exercise.title.in_language(language())}"
        return Shown(title, "\n\n".join(paragraphs(found.in_language(language()))))

    def __repr__(self) -> str:
        title = self._exercise.title.in_language(language())
        return f"<{self._exercise.number} {self._exercise.name}: {title}. .check() .hint() .solution()>"


exercises = Exercises()


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Yield what shows a line below the cell, gone at the end; nothing where nobody looks."""
    try:
        from IPython.display import display
    except ImportError:
        yield lambda _: None
        return
    handle = None

    def show(text: str) -> None:
        nonlocal handle
        data = {"text/plain": text}
        if handle is None:
            handle = display(data, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        elif handle is not None:
            handle.update(data, raw=True)

    try:
        yield show
    finally:
        if handle is not None:
            handle.update({}, raw=True)
