"""The command lines of what has to do with a board: `submit`, `status`, `schedule`, `replay`, `leaderboard`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..messages import say
from . import completing, output
from .options import LANG, Board, Lang, check_form


def _submit(name: str) -> str:
    return say(LANG, f"submit.{name}")


def _board(name: str) -> str:
    return say(LANG, f"board.{name}")


def submit_command(
    target: Annotated[
        str,
        typer.Argument(
            help=_submit("target_help"), metavar="UNIT|FILE", show_default=False, autocompletion=completing.handed_in
        ),
    ],
    board: Board = "",
    path: Annotated[Path | None, typer.Option("--path", help=_submit("path_help"), metavar="DIR")] = None,
    model: Annotated[str, typer.Option("--model", help=_submit("model_help"), metavar="USER/NAME")] = "",
    write_card: Annotated[bool, typer.Option("--write-card", help=say(LANG, "nonce.write_help"))] = False,
    user: Annotated[str, typer.Option("--user", help=_submit("user_help"), metavar="NAME")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_submit("dry_run_help"))] = False,
    save_as: Annotated[Path | None, typer.Option("--output", help=_submit("output_help"), metavar="FILE")] = None,
    quiz: Annotated[bool, typer.Option("--quiz", help=_submit("quiz_help"))] = False,
    name: Annotated[str | None, typer.Option("--name", help=_submit("name_help"), metavar="NAME")] = None,
    summary: Annotated[str, typer.Option("--summary", help=say(LANG, "entry.summary_help"), metavar="FILE")] = "",
    summary_lang: Annotated[
        str, typer.Option("--summary-lang", help=say(LANG, "entry.lang_help"), metavar="en|es", show_default=False)
    ] = "",
    demo: Annotated[str | None, typer.Option("--demo", help=say(LANG, "entry.demo_help"), metavar="URL")] = None,
    force: Annotated[bool, typer.Option("--force", help=_submit("force_help"))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_submit("yes_help"))] = False,
    lang: Lang = "",
) -> None:
    """Hand in a unit, or the final project."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import submitting

        asked = submitting.Asked(
            *(target, board, path, user, model, dry_run, save_as, write_card, quiz, name, summary, summary_lang, demo),
            force=force,
            yes=yes,
        )
        raise typer.Exit(submitting.run(asked, language))


def status_command(
    board: Annotated[
        str,
        typer.Option("--board", help=say(LANG, "status.board_help"), metavar="FOLDER|USER/NAME", show_default=False),
    ] = "",
    form: Annotated[str, typer.Option("--format", help=say(LANG, "status.format_help"), metavar="FORMAT")] = "text",
    lang: Lang = "",
) -> None:
    """Say where one stands."""
    language = output.language_of(lang)
    check_form(form, ("text", "json"))
    with output.explained(language):
        from . import whereabouts

        raise typer.Exit(whereabouts.run(board, form, language))


def schedule_command(
    cohort: Annotated[
        str, typer.Option("--cohort", help=say(LANG, "schedule.cohort_help"), metavar="NAME", show_default=False)
    ] = "",
    zone: Annotated[
        str,
        typer.Option(
            "--timezone", help=say(LANG, "schedule.timezone_help"), metavar="Europe/Madrid", show_default=False
        ),
    ] = "",
    form: Annotated[str, typer.Option("--format", help=say(LANG, "schedule.format_help"), metavar="FORMAT")] = "text",
    lang: Lang = "",
) -> None:
    """Show when units are released and due."""
    language = output.language_of(lang)
    check_form(form, ("text", "json"))
    with output.explained(language):
        from . import scheduling

        raise typer.Exit(scheduling.run(scheduling.Asked(cohort, zone, form), language))


def replay_command(
    record: Annotated[str, typer.Argument(help=say(LANG, "replay.record_help"), show_default=False)],
    board: Board = "",
    lang: Lang = "",
) -> None:
    """Do an official grading again."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import replaying

        raise typer.Exit(replaying.run(record, board, language))


def leaderboard_command(
    unit: Annotated[str, typer.Option("--unit", help=_board("unit_help"), metavar="UNIT")] = "",
    user: Annotated[str, typer.Option("--user", help=_board("user_help"), metavar="NAME")] = "",
    top: Annotated[
        int | None, typer.Option("--top", help=_board("top_help"), min=1, metavar="N", show_default=False)
    ] = None,
    board: Annotated[str, typer.Option("--board", help=_board("board_help"), metavar="FOLDER|USER/NAME|URL")] = "",
    models: Annotated[bool, typer.Option("--models", help=say(LANG, "models.models_help"))] = False,
    task: Annotated[str, typer.Option("--task", help=say(LANG, "models.task_help"), metavar="TASK")] = "",
    size: Annotated[str, typer.Option("--size", help=say(LANG, "models.size_help"), metavar="SIZE")] = "",
    model: Annotated[str, typer.Option("--model", help=say(LANG, "models.model_help"), metavar="USER/NAME")] = "",
    awards: Annotated[bool, typer.Option("--awards", help=say(LANG, "award.awards_help"))] = False,
    form: Annotated[str, typer.Option("--format", help=_board("format_help"), metavar="FORMAT")] = "text",
    lang: Lang = "",
) -> None:
    """Show the board."""
    language = output.language_of(lang)
    from . import ranking

    check_form(form, ("text", "json") if model or awards else ranking.FORMS)
    with output.explained(language):
        if awards:
            from . import award_list

            award_list.run(board, form, language)
            return
        if models or model or task or size:
            from . import model_ranking

            model_ranking.run(model_ranking.Asked(board, model, task, size, unit, user, top, form), language)
            return
        ranking.run(ranking.Asked(board, unit, user, top, form), language)
