"""The command lines of `smol-grade evaluate` and `compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..messages import say
from . import output

LANG = output.early_language()


def _measure(name: str) -> str:
    return say(LANG, f"measure.{name}")


Lang = Annotated[str, typer.Option("--lang", help=say(LANG, "cli.lang_help"), metavar="en|es", show_default=False)]
Tasks = Annotated[str, typer.Option("--tasks", help=_measure("tasks_help"), metavar="NAME,NAME", show_default=False)]
Limit = Annotated[int, typer.Option("--limit", help=_measure("limit_help"), metavar="N", show_default=False)]
Data = Annotated[Path | None, typer.Option("--data", help=_measure("data_help"), metavar="DIR", show_default=False)]
Base = Annotated[str, typer.Option("--base", help=_measure("base_help"), metavar="FOLDER|ID", show_default=False)]


def evaluate_command(
    model: Annotated[str, typer.Argument(help=_measure("model_help"), show_default=False)],
    tasks: Tasks = "",
    limit: Limit = 0,
    data: Data = None,
    save_as: Annotated[Path | None, typer.Option("--output", help=_measure("output_help"), metavar="FILE")] = None,
    base: Base = "",
    lang: Lang = "",
) -> None:
    """Measure a model."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import evaluating

        raise typer.Exit(evaluating.run(model, evaluating.Asked(tasks, limit, data, save_as, base), language))


def compare_command(
    first: Annotated[str, typer.Argument(help=_measure("first_help"), show_default=False)],
    second: Annotated[str, typer.Argument(help=_measure("second_help"), show_default=False)],
    tasks: Tasks = "",
    limit: Limit = 0,
    data: Data = None,
    base: Base = "",
    lang: Lang = "",
) -> None:
    """Compare two models."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import evaluating

        raise typer.Exit(evaluating.compare(first, second, evaluating.Asked(tasks, limit, data, None, base), language))
