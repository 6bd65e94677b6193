"""The command line of `smol-grade quiz`."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from ..errors import UsageError
from ..messages import say
from . import completing, output
from .options import LANG, Lang


def _(name: str) -> str:
    return say(LANG, f"quiz.{name}")


class NotTogether(UsageError):
    """Options that make no sense together."""

    key = "quiz.not_together"

    def __init__(self, options: str) -> None:
        super().__init__(options=options)


def _check(unit: str, seed: str, official: bool, of_official: bool) -> None:
    """Raise `NotTogether` for options of practice with an official quiz, and the other way round."""
    if official and (seed or not unit):
        raise NotTogether("--official --seed" if seed else "--official, UNIT")
    if of_official and not official:
        raise NotTogether("--board, --user, --attempt: --official")


def quiz_command(
    unit: Annotated[
        str,
        typer.Argument(help=_("unit_help"), metavar="[UNIT]", show_default=False, autocompletion=completing.quizzes),
    ] = "",
    new: Annotated[bool, typer.Option("--new", help=_("new_help"))] = False,
    seed: Annotated[str, typer.Option("--seed", help=_("seed_help"), metavar="TEXT", show_default=False)] = "",
    official: Annotated[bool, typer.Option("--official", help=_("official_help"))] = False,
    board: Annotated[
        str, typer.Option("--board", help=_("board_help"), metavar="FOLDER|USER/NAME", show_default=False)
    ] = "",
    user: Annotated[str, typer.Option("--user", help=_("user_help"), metavar="NAME", show_default=False)] = "",
    attempt: Annotated[
        int | None, typer.Option("--attempt", help=_("attempt_help"), metavar="N", min=1, show_default=False)
    ] = None,
    lang: Lang = "",
) -> None:
    """Ask what a unit teaches."""
    language = output.language_of(lang)
    with output.explained(language):
        _check(unit, seed, official, bool(board or user or attempt))
        if official:
            from . import official_quiz

            chosen = [("--board", board), ("--user", user), ("--lang", lang)]
            options = "".join(f" {name} {shlex.quote(value)}" for name, value in chosen if value)
            asked = official_quiz.Asked(unit, board, user, attempt or 0, new, options)
            raise typer.Exit(official_quiz.run(asked, language))
        from . import quizzing

        seed = seed.encode("utf-8", "replace").decode("utf-8")
        options = f" --lang {lang}" if lang else ""
        raise typer.Exit(quizzing.run(quizzing.Asked(unit, seed, new, options), language))
