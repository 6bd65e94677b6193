"""The command lines of a learner's fork: `ci` and `upgrade`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..messages import say
from . import completing, output
from .options import LANG, Lang, Seed


def ci_command(
    units: Annotated[
        list[str] | None,
        typer.Argument(
            help=say(LANG, "ci.units_help"), metavar="[UNIT]...", show_default=False, autocompletion=completing.units
        ),
    ] = None,
    path: Annotated[
        Path | None, typer.Option("--path", help=say(LANG, "ci.path_help"), metavar="DIR", show_default=False)
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--output", help=say(LANG, "ci.output_help"), metavar="DIR", show_default=False)
    ] = None,
    seed: Seed = None,
    lang: Lang = "",
) -> None:
    """Grade in continuous integration."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import integrating

        raise typer.Exit(integrating.run(tuple(units or ()), path, folder or integrating.REPORTS, seed, language))


def upgrade_command(
    folder: Annotated[
        Path, typer.Argument(help=say(LANG, "upgrade.folder_help"), metavar="[DIR]", show_default=False)
    ] = Path(),
    lang: Lang = "",
) -> None:
    """Bring a fork up to date."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import exporting

        output.write_wrapped(output.harmless(exporting.upgrade(folder, language)))
