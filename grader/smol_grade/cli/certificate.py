"""The commands of `smol-grade certificate`: what is earned and what is missing."""

from __future__ import annotations

from typing import Annotated

import typer

from ..messages import say
from . import output

LANG = output.early_language()
FORMS = ("text", "json")


def _(name: str) -> str:
    return say(LANG, f"certificate.{name}")


certificate = typer.Typer(help=_("help"), no_args_is_help=True, rich_markup_mode=None)
Lang = Annotated[str, typer.Option("--lang", help=say(LANG, "cli.lang_help"), metavar="en|es", show_default=False)]
Board = Annotated[
    str, typer.Option("--board", help=say(LANG, "submit.board_help"), metavar="FOLDER|USER/NAME", show_default=False)
]
User = Annotated[str, typer.Option("--user", help=_("user_help"), metavar="NAME", show_default=False)]


@certificate.command("status", help=_("status_help"))
def status_command(
    board: Board = "",
    user: User = "",
    form: Annotated[str, typer.Option("--format", help=_("format_help"), metavar="FORMAT")] = "text",
    lang: Lang = "",
) -> None:
    """Say what is earned, and what is missing."""
    language = output.language_of(lang)
    if form not in FORMS:
        raise typer.BadParameter(f"{form!r}: {', '.join(FORMS)}", param_hint="--format")
    with output.explained(language):
        from . import certificate_status

        raise typer.Exit(certificate_status.run(certificate_status.Asked(board, user, form), language))
