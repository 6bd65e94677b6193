"""The commands. `smol-grade unit1` is short for the hidden command `grade unit1`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .. import __version__
from ..locate import in_checkout
from ..messages import say
from . import output
from .certificate import certificate
from .developing import dev
from .measure_commands import compare_command, evaluate_command
from .quiz_command import quiz_command

LANG = output.early_language()
FORMS = ("text", "json", "md", "junit", "html")


def _(name: str) -> str:
    return say(LANG, f"cli.{name}")


def _submit(name: str) -> str:
    return say(LANG, f"submit.{name}")


def _board(name: str) -> str:
    return say(LANG, f"board.{name}")


def _measure(name: str) -> str:
    return say(LANG, f"measure.{name}")


class Router(TyperGroup):
    """Sends everything that is not a command to `grade`, so that a unit can be named directly."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Insert `grade` unless the first word is a command or an option of the program itself."""
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts + parameter.secondary_opts}
        if args and args[0] not in self.commands and args[0] not in own:
            if args[1:] and not args[1].startswith("-"):  # a unit is followed by options only: this may be misspelt
                import difflib

                if difflib.get_close_matches(args[0], self.commands, 1, 0.7):
                    args = args[:1]
            args = ["grade", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=Router,
    help=_("app_help"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": output.width_of(sys.stdout) - 1},
)
app.add_typer(dev, name="dev", hidden=not in_checkout())
app.add_typer(certificate, name="certificate")

Lang = Annotated[str, typer.Option("--lang", help=_("lang_help"), metavar="en|es", show_default=False)]
Tier = Annotated[
    int | None,
    typer.Option("--require-tier", help=_("require_tier_help"), min=1, max=4, metavar="1-4", show_default=False),
]
Board = Annotated[
    str, typer.Option("--board", help=_submit("board_help"), metavar="FOLDER|USER/NAME", show_default=False)
]
Seed = Annotated[int | None, typer.Option("--seed", help=_("seed_help"))]
Output = Annotated[Path | None, typer.Option("--output", help=_("output_help"), metavar="FILE")]
ShortFormat = Annotated[str, typer.Option("--format", help=_("short_format_help"), metavar="FORMAT")]
Format = Annotated[str, typer.Option("--format", help=_("format_help"), metavar="FORMAT")]


def _show_version(wanted: bool) -> None:
    if wanted:
        output.write(f"smol-grade {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help=_("version_help"), callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """The options of the program itself."""


@app.command("grade", help=_("grade_help"), hidden=True)
def grade_command(
    target: Annotated[str, typer.Argument(help=_("target_help"), show_default=False)],
    path: Annotated[Path | None, typer.Option("--path", help=_("path_help"), metavar="DIR|FILE")] = None,
    seed: Seed = None,
    lang: Lang = "",
    form: Format = "text",
    save_as: Output = None,
    real_data: Annotated[bool, typer.Option("--real-data", help=_("real_data_help"))] = False,
    require_tier: Tier = None,
) -> None:
    """Grade a unit or an exercise."""
    language = output.language_of(lang)
    _check_form(form)
    from . import grading

    with output.explained(language):
        raise typer.Exit(grading.run(target, path, seed, language, form, save_as, real_data, require_tier, lang))


@app.command("all", help=_("all_help"))
def all_command(
    path: Annotated[Path | None, typer.Option("--path", help=_("all_path_help"), metavar="DIR")] = None,
    seed: Seed = None,
    lang: Lang = "",
    form: ShortFormat = "text",
    save_as: Output = None,
    require_tier: Tier = None,
) -> None:
    """Grade the whole course."""
    language = output.language_of(lang)
    from . import grading_all

    _check_form(form, grading_all.FORMS)
    with output.explained(language):
        raise typer.Exit(grading_all.run(path, seed, language, form, save_as, require_tier, lang))


@app.command("list", help=_("list_help"))
def list_command(lang: Lang = "", form: ShortFormat = "text") -> None:
    """List units and exercises."""
    language = output.language_of(lang)
    _check_form(form, ("text", "json"))
    from . import learning

    with output.explained(language):
        if form == "json":
            output.write(learning.list_as_json())
        else:
            output.write_wrapped(learning.list_exercises(language))


@app.command("info", help=say(LANG, "info.help"))
def info_command(
    target: Annotated[str, typer.Argument(help=say(LANG, "info.target_help"), show_default=False)],
    lang: Lang = "",
) -> None:
    """Say what to know before one begins."""
    language = output.language_of(lang)
    from . import informing

    with output.explained(language):
        output.write(informing.info(target, language))


@app.command("hint", help=_("hint_help"))
def hint_command(
    exercise: Annotated[str, typer.Argument(help=_("hint_exercise_help"), show_default=False)],
    step: Annotated[int, typer.Argument(help=_("hint_step_help"))] = 1,
    lang: Lang = "",
) -> None:
    """Show a hint."""
    language = output.language_of(lang)
    from . import learning

    with output.explained(language):
        output.write_wrapped(learning.hint(exercise, step, language, lang))


app.command("quiz", help=say(LANG, "quiz.help"))(quiz_command)


@app.command("init", help=_("init_help"))
def init_command(
    folder: Annotated[Path, typer.Argument(help=_("init_folder_help"), show_default=False)] = Path(),
    lang: Lang = "",
) -> None:
    """Put the exercises into a folder."""
    language = output.language_of(lang)
    from . import learning

    with output.explained(language):
        output.write_wrapped(learning.init(folder, language))


@app.command("demo", help=_("demo_help"))
def demo_command(lang: Lang = "") -> None:
    """Watch the grader at work."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import demo

        raise typer.Exit(demo.run(language))


@app.command("submit", help=_submit("help"))
def submit_command(
    target: Annotated[str, typer.Argument(help=_submit("target_help"), metavar="UNIT|FILE", show_default=False)],
    board: Board = "",
    path: Annotated[Path | None, typer.Option("--path", help=_submit("path_help"), metavar="DIR")] = None,
    model: Annotated[str, typer.Option("--model", help=_submit("model_help"), metavar="USER/NAME")] = "",
    write_card: Annotated[bool, typer.Option("--write-card", help=say(LANG, "nonce.write_help"))] = False,
    user: Annotated[str, typer.Option("--user", help=_submit("user_help"), metavar="NAME")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_submit("dry_run_help"))] = False,
    save_as: Annotated[Path | None, typer.Option("--output", help=_submit("output_help"), metavar="FILE")] = None,
    quiz: Annotated[bool, typer.Option("--quiz", help=_submit("quiz_help"))] = False,
    name: Annotated[str | None, typer.Option("--name", help=_submit("name_help"), metavar="NAME")] = None,
    lang: Lang = "",
) -> None:
    """Hand in a unit."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import submitting

        asked = submitting.Asked(target, board, path, user, model, dry_run, save_as, write_card, quiz, name)
        raise typer.Exit(submitting.run(asked, language))


@app.command("status", help=say(LANG, "status.help"))
def status_command(
    board: Annotated[
        str,
        typer.Option("--board", help=say(LANG, "status.board_help"), metavar="FOLDER|USER/NAME", show_default=False),
    ] = "",
    form: Annotated[str, typer.Option("--format", help=say(LANG, "status.format_help"), metavar="FORMAT")] = "text",
    lang: Lang = "",
) -> None:
    """Say what became of what was handed in."""
    language = output.language_of(lang)
    _check_form(form, ("text", "json"))
    with output.explained(language):
        from . import standing

        raise typer.Exit(standing.run(board, form, language))


@app.command("schedule", help=say(LANG, "schedule.help"))
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
    _check_form(form, ("text", "json"))
    with output.explained(language):
        from . import scheduling

        raise typer.Exit(scheduling.run(scheduling.Asked(cohort, zone, form), language))


@app.command("replay", help=say(LANG, "replay.help"))
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


@app.command("card", help=say(LANG, "mend.help"))
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


@app.command("check-model", help=say(LANG, "check.help"))
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


@app.command("project", help=say(LANG, "project.help"))
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
    _check_form(form, ("text", "json"))
    with output.explained(language):
        from . import project

        raise typer.Exit(project.run(model, base, form, language))


@app.command("doctor", help=_("doctor_help"))
def doctor_command(
    lang: Lang = "",
    form: ShortFormat = "text",
    require_tier: Annotated[
        int | None,
        typer.Option("--require-tier", help=_("doctor_tier_help"), min=1, max=4, metavar="1-4", show_default=False),
    ] = None,
) -> None:
    """Say what this machine lacks."""
    language = output.language_of(lang)
    _check_form(form, ("text", "json"))
    with output.explained(language):
        output.note(say(language, "doctor.begin", version=__version__))  # before the imports, which take a second
        from . import doctor

        raise typer.Exit(doctor.run(language, form, require_tier))


@app.command("leaderboard", help=_board("help"))
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
    form: Annotated[str, typer.Option("--format", help=_board("format_help"), metavar="FORMAT")] = "text",
    lang: Lang = "",
) -> None:
    """Show the board."""
    language = output.language_of(lang)
    from . import ranking

    _check_form(form, ("text", "json") if model else ranking.FORMS)
    with output.explained(language):
        if models or model or task or size:
            from . import model_ranking

            model_ranking.run(model_ranking.Asked(board, model, task, size, unit, user, top, form), language)
            return
        ranking.run(ranking.Asked(board, unit, user, top, form), language)


app.command("evaluate", help=_measure("help"))(evaluate_command)
app.command("compare", help=_measure("compare_help"))(compare_command)


def _check_form(form: str, forms: tuple[str, ...] = FORMS) -> None:
    if form not in forms:
        raise typer.BadParameter(f"{form!r}: {', '.join(forms)}", param_hint="--format")
