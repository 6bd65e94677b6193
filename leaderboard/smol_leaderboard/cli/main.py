"""The commands of `smol-leaderboard`. Each one's work is in a module of its own, imported when it is asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from smol_grade import __version__
from smol_grade.cli import output
from smol_grade.messages import say

LANG = output.early_language()


def _(name: str) -> str:
    return say(LANG, f"official.{name}")


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

Lang = Annotated[str, typer.Option("--lang", help=say(LANG, "cli.lang_help"), metavar="en|es", show_default=False)]


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


@app.command("rebuild", help=_r("help"))
def rebuild_command(
    board: Annotated[
        str, typer.Option("--board", help=_r("board_help"), metavar="FOLDER|USER/NAME", envvar="SMOL_GRADE_BOARD")
    ],
    state: Annotated[Path | None, typer.Option("--state", help=_r("state_help"), metavar="DIR")] = None,
    anew: Annotated[bool, typer.Option("--anew", help=_r("anew_help"))] = False,
    check: Annotated[bool, typer.Option("--check", help=_r("check_help"))] = False,
    lang: Lang = "",
) -> None:
    """Make the board of the records."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import rebuilding

        raise typer.Exit(
            rebuilding.check(board, language) if check else rebuilding.run(board, state, anew=anew, language=language)
        )
