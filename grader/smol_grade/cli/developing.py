"""The commands of `smol-grade dev`: for who writes exercises and who keeps the sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..messages import say
from . import output

LANG = output.early_language()


def _(name: str) -> str:
    return say(LANG, f"cli.{name}")


dev = typer.Typer(help=_("dev_help"), no_args_is_help=True, rich_markup_mode=None)
TitleEn = Annotated[str, typer.Option("--title-en", help=say(LANG, "scaffold.title_en_help"), show_default=False)]
TitleEs = Annotated[str, typer.Option("--title-es", help=say(LANG, "scaffold.title_es_help"), show_default=False)]
Lang = Annotated[str, typer.Option("--lang", help=_("lang_help"), metavar="en|es", show_default=False)]


@dev.command("build", help=_("build_help"))
def build_command(lang: Lang = "") -> None:
    """Make the stubs."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import team

        output.write(team.build(language))


@dev.command("freeze", help=_("freeze_help"))
def freeze_command(
    target: Annotated[str, typer.Argument(help=_("check_target_help"), show_default=False)] = "",
    lang: Lang = "",
) -> None:
    """Ask the libraries what the oracles must say."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import team

        output.write(team.freeze(language, target))


@dev.command("check", help=_("check_help"))
def check_command(
    target: Annotated[str, typer.Argument(help=_("check_only_help"), show_default=False)] = "",
    lang: Lang = "",
    seeds: Annotated[int, typer.Option("--seeds", help=_("seeds_help"), min=1, max=100)] = 5,
    answer_seeds: Annotated[int, typer.Option("--answer-seeds", help=_("answer_seeds_help"), min=1, max=100)] = 2,
) -> None:
    """Prove that the suites deserve trust."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import team

        raise typer.Exit(team.check(language, seeds, target, answer_seeds))


@dev.command("mutate", help=say(LANG, "mutate.help"))
def mutate_command(
    target: Annotated[str, typer.Argument(help=say(LANG, "mutate.target_help"), show_default=False)] = "",
    lang: Lang = "",
) -> None:
    """Prove that the suites notice small changes."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import mutating

        raise typer.Exit(mutating.run(language, target))


@dev.command("accept", help=say(LANG, "accept.help"))
def accept_command(
    file: Annotated[Path, typer.Argument(help=say(LANG, "accept.file_help"), show_default=False)],
    name: Annotated[str, typer.Option("--name", help=say(LANG, "accept.name_help"), show_default=False)],
    lang: Lang = "",
) -> None:
    """Make an accepted answer of a complaint."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import accepting

        raise typer.Exit(accepting.run(file, name, language))


@dev.command("new-exercise", help=say(LANG, "scaffold.exercise_help"))
def new_exercise_command(
    unit: Annotated[str, typer.Argument(help=say(LANG, "scaffold.of_unit_help"), show_default=False)],
    name: Annotated[str, typer.Argument(help=say(LANG, "scaffold.exercise_name_help"), show_default=False)],
    title_en: TitleEn = "",
    title_es: TitleEs = "",
    level: Annotated[
        Literal["turtle", "dog", "lion"], typer.Option("--level", help=say(LANG, "scaffold.level_help"))
    ] = "turtle",
    lang: Lang = "",
) -> None:
    """Begin an exercise."""
    language = output.language_of(lang)
    with output.explained(language):
        from ..scaffold import NewExercise
        from . import scaffolding

        scaffolding.new_exercise(NewExercise(unit, name, title_en, title_es, level), language)


@dev.command("new-unit", help=say(LANG, "scaffold.unit_help"))
def new_unit_command(
    name: Annotated[str, typer.Argument(help=say(LANG, "scaffold.unit_name_help"), show_default=False)],
    alias: Annotated[str, typer.Option("--alias", help=say(LANG, "scaffold.alias_help"), metavar="unitN")] = "",
    title_en: TitleEn = "",
    title_es: TitleEs = "",
    lang: Lang = "",
) -> None:
    """Begin a unit."""
    language = output.language_of(lang)
    with output.explained(language):
        from ..scaffold import NewUnit
        from . import scaffolding

        scaffolding.new_unit(NewUnit(name, alias, title_en, title_es), language)


@dev.command("attack", help=_("attack_help"))
def attack_command(
    names: Annotated[list[str] | None, typer.Argument(help=_("attack_names_help"), show_default=False)] = None,
    group: Annotated[str, typer.Option("--group", help=_("group_help"), metavar="LETTER")] = "",
    kind: Annotated[str, typer.Option("--kind", help=_("kind_help"), metavar="KIND")] = "",
    target: Annotated[str, typer.Option("--target", help=_("attack_target_help"), metavar="TARGET")] = "",
    lang: Lang = "",
) -> None:
    """Prove that the sandbox holds."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import attacking

        raise typer.Exit(attacking.run(language, tuple(names or ()), group, kind, target))
