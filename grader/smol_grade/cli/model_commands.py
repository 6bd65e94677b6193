"""The command lines of what has to do with a model: `card`, `check-model`, `project`, `evaluate`, `compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..messages import say
from . import output
from .options import LANG, Lang, check_form


def _measure(name: str) -> str:
    return say(LANG, f"measure.{name}")


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


def card_command(
    path: Annotated[Path, typer.Argument(help=say(LANG, "mend.path_help"), show_default=False)],
    fix: Annotated[bool, typer.Option("--fix", help=say(LANG, "mend.fix_help"))] = False,
    base: Annotated[str, typer.Option("--base", help=say(LANG, "mend.base_help"), metavar="USER/NAME")] = "",
    license_: Annotated[str, typer.Option("--license", help=say(LANG, "mend.license_help"), metavar="NAME")] = "",
    dataset: Annotated[
        list[str] | None, typer.Option("--dataset", help=say(LANG, "mend.dataset_help"), metavar="USER/NAME")
    ] = None,
    nonce: Annotated[str, typer.Option("--nonce", help=say(LANG, "mend.nonce_help"), metavar="NUMBER")] = "",
    results: Annotated[
        Path | None, typer.Option("--results", help=say(LANG, "mend.results_help"), metavar="FILE", show_default=False)
    ] = None,
    lang: Lang = "",
) -> None:
    """Say what a model's card lacks."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import carding

        asked = carding.Asked(path, fix, base, license_, tuple(dataset or ()), nonce, results)
        raise typer.Exit(carding.run(asked, language))


def check_model_command(
    model: Annotated[str, typer.Argument(help=say(LANG, "check.model_help"), show_default=False)],
    base: Annotated[
        Path | None, typer.Option("--base", help=say(LANG, "check.base_help"), metavar="FOLDER", show_default=False)
    ] = None,
    lang: Lang = "",
) -> None:
    """Check a model as the course does."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import checking_model

        raise typer.Exit(checking_model.run(model, base, language))


def project_command(
    model: Annotated[str, typer.Argument(help=say(LANG, "check.model_help"), show_default=False)] = "",
    base: Annotated[
        Path | None, typer.Option("--base", help=say(LANG, "check.base_help"), metavar="FOLDER", show_default=False)
    ] = None,
    form: Annotated[str, typer.Option("--format", help=say(LANG, "project.format_help"), metavar="FORMAT")] = "text",
    lang: Lang = "",
) -> None:
    """Check the model of the final project."""
    language = output.language_of(lang)
    check_form(form, ("text", "json"))
    with output.explained(language):
        from . import project

        raise typer.Exit(project.run(model, base, form, language))
