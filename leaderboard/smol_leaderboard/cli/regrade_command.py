"""`smol-leaderboard regrade`: the command line; its work is in `drafting`, that of an evaluation in `evaluating`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smol_grade.cli import output
from smol_grade.messages import say

from .batching import Address, EngineName, Machines
from .options import LANG, Board, Home, Lang


def _(name: str) -> str:
    return say(LANG, f"regrade.{name}")


def regrade_command(
    record: Annotated[str, typer.Argument(help=_("id_help"), metavar="[ID]", show_default=False)] = "",
    unit: Annotated[str, typer.Option("--unit", help=_("unit_help"), metavar="UNIT", show_default=False)] = "",
    exercise: Annotated[
        str, typer.Option("--exercise", help=_("exercise_help"), metavar="UNIT/NAME", show_default=False)
    ] = "",
    suite_version: Annotated[
        str, typer.Option("--suite-version", help=_("suite_version_help"), metavar="VERSION", show_default=False)
    ] = "",
    where: Annotated[str, typer.Option("--where", help=_("where_help"), metavar="SQL", show_default=False)] = "",
    again: Annotated[bool, typer.Option("--again", help=_("again_help"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("dry_run_help"))] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help=_("report_help"), metavar="FILE", show_default=False)
    ] = None,
    publish: Annotated[bool, typer.Option("--publish", "--yes", help=_("publish_help"))] = False,
    discard: Annotated[bool, typer.Option("--discard", help=_("discard_help"))] = False,
    workers: Annotated[int, typer.Option("--workers", help=say(LANG, "batch.judges_help"), metavar="N")] = 1,
    engine: EngineName = "local",
    address: Address = "",
    data: Annotated[
        Path | None, typer.Option("--data", help=say(LANG, "measure.data_help"), metavar="DIR", show_default=False)
    ] = None,
    base: Annotated[
        str, typer.Option("--base", help=say(LANG, "measure.base_help"), metavar="FOLDER|ID", show_default=False)
    ] = "",
    folder: Annotated[
        str, typer.Option("--folder", help=say(LANG, "measure.folder_help"), metavar="DIR", show_default=False)
    ] = "",
    board: Board = "",
    suites: Annotated[
        str, typer.Option("--suites", help=say(LANG, "official.suites_help"), metavar="DIR", show_default=False)
    ] = "",
    practice: Annotated[bool, typer.Option("--practice", help=say(LANG, "official.practice_help"))] = False,
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Grade again what was graded."""
    language = output.language_of(lang)
    with output.explained(language):
        from ..regrading.choosing import Wanted
        from . import drafting, evaluating
        from .operating import Place

        place = Place(board, home, suites)
        wanted = Wanted(
            one=record.strip().lower(),
            unit=unit.strip(),
            exercise=exercise.strip(),
            suite_version=suite_version.strip(),
            where=where.strip(),
            again=again,
        )
        asked = drafting.Asked(wanted, dry_run, publish, discard, report, Machines(engine, address, workers))
        drafting.ensure_meant(asked)
        if wanted.one:
            once_more = evaluating.Again(wanted.one, data, base, folder)
            if (code := evaluating.regrade(place, language, once_more, practice=practice)) is not None:
                raise typer.Exit(code)
        raise typer.Exit(drafting.regrade(place, language, asked, practice=practice))
