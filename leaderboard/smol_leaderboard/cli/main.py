"""The commands of `smol-leaderboard`. Each one's work is in a module of its own, imported when it is asked for."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from smol_grade import __version__
from smol_grade.cli import output
from smol_grade.messages import say

from .site import site

LANG = output.early_language()


def _(name: str) -> str:
    return say(LANG, f"official.{name}")


app = typer.Typer(
    help=_("app_help"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": output.width_of(sys.stdout) - 1},
)
app.add_typer(site, name="site")

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
