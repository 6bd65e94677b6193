"""Grade every unit of the course with one engine: what several units begin with is imported once."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from pathlib import Path

import msgspec

from . import __version__, scoring
from .course import Unit
from .errors import FolderNeeded, NoWorkspace, PathNotFound
from .grade import Engine, environment, grade
from .records import SCHEMA_VERSION, CourseReport, Report, Step
from .workspace import find_folder


def grade_course(
    path: Path | None,
    *,
    engine: Engine,
    seed: int,
    require_tier: int | None = None,
    on_check: Callable[[Step], None] = lambda _: None,
    on_unit: Callable[[Report], None] = lambda _: None,
    only: Collection[str] = (),
    notebooks: bool = False,
) -> CourseReport:
    """Grade all units whose folders (`unit1/` …) are in `path` (default: the current folder, or a checkout).

    `only` names units by alias, none: all. With `notebooks`, a unit of which no file has been begun is graded by its
    notebook, where that has been. `on_unit` hears of each unit's report as soon as it is made. Raises what `grade`
    does; `NoWorkspace` only when there is no file of any unit.
    """
    begun = time.monotonic()
    if path is not None and not path.is_dir():
        raise FolderNeeded(path) if path.exists() else PathNotFound(path)
    units = [unit for unit in engine.course.units if not only or unit.alias in only]
    places = {unit.alias: folder_of(unit, path) for unit in units}
    if not any(places.values()):
        find_folder(units[0], path or Path.cwd())  # raises, and says where it looked
    here = [unit for unit in units if places[unit.alias] is not None]
    reports = []
    for number, unit in enumerate(here, 1):

        def told(step: Step, alias: str = unit.alias) -> None:
            on_check(msgspec.structs.replace(step, exercise=f"{alias}/{step.exercise}"))

        def graded(unit: Unit, path: Path | None, told: Callable[[Step], None] = told) -> Report:
            return grade(unit.alias, path, engine=engine, seed=seed, require_tier=require_tier, on_check=told)

        report = graded(unit, path)
        if notebooks and not _begun(report):
            in_notebooks = [graded(unit, notebook) for notebook in _notebooks(unit, places[unit.alias])]
            report = next((one for one in in_notebooks if _begun(one)), report)
        reports.append(report)
        engine.keep_only({libraries for later in here[number:] for libraries in later.libraries.values()})
        on_unit(reports[-1])
    absent = tuple(unit for unit in units if places[unit.alias] is None)
    total = scoring.totals(exercise for report in reports for exercise in report.exercises)
    return CourseReport(
        schema_version=SCHEMA_VERSION,
        smol_grade=__version__,
        seed=seed,
        points=total.points,
        max_points=total.max_points + sum(unit.full_marks for unit in absent),
        bonus_points=total.bonus_points,
        max_bonus_points=total.max_bonus_points,
        units=tuple(reports),
        absent=tuple(unit.alias for unit in absent),
        environment=environment(engine.files, engine.measured),
        seconds=round(time.monotonic() - begun, 3),
    )


def _begun(report: Report) -> bool:
    return any(exercise.status != "not_started" for exercise in report.exercises)


def _notebooks(unit: Unit, folder: Path | None) -> list[Path]:
    """Return a unit's notebooks, as `init` and the learners' repository name them."""
    names = (f"{unit.alias}.ipynb", f"{unit.alias}.es.ipynb")
    return [folder / name for name in names if (folder / name).is_file()] if folder is not None else []


def folder_of(unit: Unit, path: Path | None) -> Path | None:
    """Return the folder with a unit's files in or beside `path`, None where there is none."""
    try:
        return find_folder(unit, path or Path.cwd())
    except NoWorkspace:
        return None
