"""The command line of `smol-grade quiz`."""

from __future__ import annotations

from typing import Annotated

import typer

from ..messages import say
from . import output

LANG = output.early_language()


def _(name: str) -> str:
    return say(LANG, f"quiz.{name}")


def quiz_command(
    unit: Annotated[str, typer.Argument(help=_("unit_help"), metavar="[UNIT]", show_default=False)] = "",
    new: Annotated[bool, typer.Option("--new", help=_("new_help"))] = False,
    seed: Annotated[str, typer.Option("--seed", help=_("seed_help"), metavar="TEXT", show_default=False)] = "",
    lang: Annotated[str, typer.Option("--lang", help=say(LANG, "cli.lang_help"), metavar="en|es")] = "",
) -> None:
    """Ask what a unit teaches."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import quizzing

        seed = seed.encode("utf-8", "replace").decode("utf-8")
        options = f" --lang {lang}" if lang else ""
        raise typer.Exit(quizzing.run(quizzing.Asked(unit, seed, new, options), language))
