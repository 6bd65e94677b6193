"""The commands of `smol-leaderboard`. Each one's work is in a module of its own, imported when it is asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from smol_grade import __version__
from smol_grade.cli import output
from smol_grade.messages import say

from . import batching, ceremony, certificates, grades, insight, similarity
from .options import LANG, Board, Home, Lang
from .quizzing import quiz
from .regrade_command import regrade_command
from .site import site


def _(name: str) -> str:
    return say(LANG, f"official.{name}")


def _m(name: str) -> str:
    return say(LANG, f"measure.{name}")


def _r(name: str) -> str:
    return say(LANG, f"rebuild.{name}")


app = typer.Typer(
    help=_("app_help"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": output.width_of(sys.stdout) - 1},
)
app.add_typer(site, name="site")
app.add_typer(quiz, name="quiz")
app.add_typer(certificates.keys, name="keys")


def _show_version(wanted: bool) -> None:
    if wanted:
        output.write(f"smol-leaderboard {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help=say(LANG, "cli.version_help"), callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """The options of the program itself."""


Suites = Annotated[str, typer.Option("--suites", help=_("suites_help"), metavar="DIR", show_default=False)]
Data = Annotated[Path | None, typer.Option("--data", help=_m("data_help"), metavar="DIR", show_default=False)]
Base = Annotated[str, typer.Option("--base", help=_m("base_help"), metavar="FOLDER|ID", show_default=False)]
Practice = Annotated[bool, typer.Option("--practice", help=_("practice_help"))]


@app.command("init", help=_("init_help"))
def init_command(
    board: Board = "",
    title: Annotated[str, typer.Option("--title", help=_("title_help"), show_default=False)] = "",
    practice: Annotated[bool, typer.Option("--practice", help=_("init_practice_help"))] = False,
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Make a board and its keys."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import operating

        raise typer.Exit(operating.init(operating.Place(board, home), language, title, practice=practice))


@app.command("office", help=_("office_help"))
def office_command(
    board: Board = "",
    name: Annotated[bool, typer.Option("--board-name", help=_("office_name_help"))] = False,
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Say where the operator's own files lie."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import operating

        output.write(operating.whereabouts(operating.Place(board, home), name=name))


@app.command("grade", help=_("grade_help"))
def grade_command(
    board: Board = "",
    once: Annotated[bool, typer.Option("--once", help=_("once_help"))] = False,
    every: Annotated[str, typer.Option("--every", help=_("every_help"), metavar="5m", show_default=False)] = "",
    suites: Suites = "",
    practice: Practice = False,
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Grade the open requests."""
    language = output.language_of(lang)
    with output.explained(language):
        from ..errors import OperatorError
        from . import operating

        if once and every:
            raise OperatorError("--once and --every exclude each other")
        place = operating.Place(board, home, suites)
        raise typer.Exit(operating.grade(place, language, every=every, practice=practice))


@app.command("evaluate", help=_m("operator_help"))
def evaluate_command(
    models: Annotated[list[str] | None, typer.Argument(help=_m("models_help"), show_default=False)] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help=_m("waiting_help"))] = False,
    tasks: Annotated[str, typer.Option("--tasks", help=_m("tasks_help"), metavar="NAME,NAME", show_default=False)] = "",
    limit: Annotated[int, typer.Option("--limit", help=_m("limit_help"), metavar="N", show_default=False)] = 0,
    data: Data = None,
    base: Base = "",
    reference: Annotated[bool, typer.Option("--reference", help=_m("reference_help"))] = False,
    workers: Annotated[int, typer.Option("--workers", help=say(LANG, "batch.models_workers_help"), metavar="N")] = 1,
    engine: batching.EngineName = "local",
    address: batching.Address = "",
    board: Board = "",
    practice: Practice = False,
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Measure models."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import evaluating
        from .operating import Place

        machines = batching.Machines(engine, address, workers)
        asked = evaluating.Asked(tuple(models or ()), waiting, tasks, limit, data, base, reference, machines)
        raise typer.Exit(evaluating.evaluate(Place(board, home), language, asked, practice=practice))


@app.command("reveal", help=_("reveal_help"))
def reveal_command(
    cohort: Annotated[str, typer.Argument(help=_("cohort_help"), show_default=False)],
    now: Annotated[bool, typer.Option("--now", help=_("now_help"))] = False,
    board: Board = "",
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Publish the seeds of a cohort."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import regrading
        from .operating import Place

        raise typer.Exit(regrading.reveal(Place(board, home), language, cohort, now=now))


@app.command("reference", help=_("reference_help"))
def reference_command(
    unit: Annotated[str, typer.Argument(help=_("regrade_unit_help"), show_default=False)],
    stub: Annotated[bool, typer.Option("--stubs", help=_("stubs_help"))] = False,
    board: Board = "",
    suites: Suites = "",
    practice: Practice = False,
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Grade the solutions, for a row to compare with."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import regrading
        from .operating import Place

        place = Place(board, home, suites)
        raise typer.Exit(regrading.reference(place, language, unit, stub=stub, practice=practice))


@app.command("rebuild", help=_r("help"))
def rebuild_command(
    board: Board = "",
    anew: Annotated[bool, typer.Option("--anew", help=_r("anew_help"))] = False,
    check: Annotated[bool, typer.Option("--check", help=_r("check_help"))] = False,
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Make the board of the records."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import rebuilding

        raise typer.Exit(
            rebuilding.check(board, language) if check else rebuilding.run(board, home, anew=anew, language=language)
        )


@app.command("forget", help=say(LANG, "withdraw.help"))
def forget_command(
    user: Annotated[str, typer.Argument(help=say(LANG, "withdraw.user_help"), metavar="USER", show_default=False)],
    revoke: Annotated[bool, typer.Option("--revoke", help=say(LANG, "withdraw.revoke_help"))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=say(LANG, "withdraw.yes_help"))] = False,
    board: Board = "",
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Forget a person who withdraws."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import forgetting
        from .operating import Place

        raise typer.Exit(forgetting.forget(Place(board, home), language, user.strip(), revoke=revoke, sure=yes))


app.command("batch", help=say(LANG, "batch.help"))(batching.batch_command)
app.command("regrade", help=say(LANG, "regrade.help"))(regrade_command)
app.command("similarity", help=similarity.help_text())(similarity.similarity_command)
app.command("certify", help=say(LANG, "issuing.certify_help"))(certificates.certify_command)
app.command("ceremony", help=say(LANG, "ceremony.help"))(ceremony.ceremony_command)
app.command("grades", help=say(LANG, "grades.help"))(grades.grades_command)
app.command("revoke", help=say(LANG, "issuing.revoke_help"))(certificates.revoke_command)
app.command("insight", help=say(LANG, "insight.help"))(insight.insight_command)


@app.command("demo", help=_("demo_help"))
def demo_command(
    folder: Annotated[str, typer.Argument(help=_("demo_folder_help"), metavar="[FOLDER]", show_default=False)] = "",
    lang: Lang = "",
) -> None:
    """Watch three learners submit and the board rank them."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import demo

        raise typer.Exit(demo.run(folder, language))
