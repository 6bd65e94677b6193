"""The commands. `smol-grade unit1` is short for the hidden command `grade unit1`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .. import __version__, settings
from ..locate import in_checkout
from ..messages import say, say_sentence
from . import board_commands, completing, fork_commands, model_commands, output
from .certificate import certificate
from .developing import dev
from .options import LANG, AllFormat, Format, Lang, Output, Quiet, Seed, ShortFormat, Tier, check_form
from .quiz_command import quiz_command


def _(name: str) -> str:
    return say(LANG, f"cli.{name}")


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

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options of the program; those that Typer adds speak our languages too."""
        return completing.translated(super().get_params(ctx))

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete the first word: a command, or what `grade` would take."""
        [target] = (one for one in self.commands["grade"].params if one.name == "target")
        return [*super().shell_complete(ctx, incomplete), *target.shell_complete(ctx, incomplete)]


app = typer.Typer(
    cls=Router,
    help=_("app_help"),
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": output.width_of(sys.stdout) - 1},
)
app.add_typer(dev, name="dev", hidden=not in_checkout())
app.add_typer(certificate, name="certificate")


def _show_version(wanted: bool) -> None:
    if wanted:
        output.write(f"smol-grade {__version__}")
        raise typer.Exit


@app.callback()
def program(
    ctx: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback acts
        bool, typer.Option("--version", help=_("version_help"), callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """The options of the program itself; without a command, what to do next."""
    if problem := settings.here().problem:
        output.note(output.harmless(say_sentence(LANG, problem)))
    if ctx.invoked_subcommand is None:
        with output.explained(LANG):
            from . import starting

            output.write_wrapped(starting.what_now(LANG))


@app.command("grade", help=_("grade_help"), hidden=True)
def grade_command(
    target: Annotated[
        str, typer.Argument(help=_("target_help"), show_default=False, autocompletion=completing.targets)
    ],
    path: Annotated[Path | None, typer.Option("--path", help=_("path_help"), metavar="DIR|FILE")] = None,
    seed: Seed = None,
    lang: Lang = "",
    form: Format = "text",
    save_as: Output = None,
    real_data: Annotated[bool, typer.Option("--real-data", help=_("real_data_help"))] = False,
    require_tier: Tier = None,
    course_notebook: Annotated[bool, typer.Option("--course-notebook", help=_("course_notebook_help"))] = False,
    quiet: Quiet = False,
) -> None:
    """Grade a unit or an exercise."""
    language = output.language_of(lang)
    check_form(form)
    from . import grading

    with output.explained(language):
        raise typer.Exit(
            grading.run(
                target, path, seed, language, form, save_as, real_data, require_tier, lang, course_notebook, quiet
            )
        )


@app.command("all", help=_("all_help"))
def all_command(
    path: Annotated[Path | None, typer.Option("--path", help=_("all_path_help"), metavar="DIR")] = None,
    seed: Seed = None,
    lang: Lang = "",
    form: AllFormat = "text",
    save_as: Output = None,
    require_tier: Tier = None,
    quiet: Quiet = False,
) -> None:
    """Grade the whole course."""
    language = output.language_of(lang)
    from . import grading_all

    check_form(form, grading_all.FORMS)
    with output.explained(language):
        raise typer.Exit(grading_all.run(path, seed, language, form, save_as, require_tier, lang, quiet))


@app.command("list", help=_("list_help"))
def list_command(lang: Lang = "", form: ShortFormat = "text") -> None:
    """List units and exercises."""
    language = output.language_of(lang)
    check_form(form, ("text", "json"))
    from . import learning

    with output.explained(language):
        if form == "json":
            output.write(learning.list_as_json())
        else:
            output.write_wrapped(learning.list_exercises(language))


@app.command("info", help=say(LANG, "info.help"))
def info_command(
    target: Annotated[
        str,
        typer.Argument(help=say(LANG, "info.target_help"), show_default=False, autocompletion=completing.readable),
    ],
    lang: Lang = "",
) -> None:
    """Say what to know before one begins."""
    language = output.language_of(lang)
    from . import informing

    with output.explained(language):
        output.write(informing.info(target, language))


@app.command("hint", help=_("hint_help"))
def hint_command(
    exercise: Annotated[
        str, typer.Argument(help=_("hint_exercise_help"), show_default=False, autocompletion=completing.exercises)
    ],
    step: Annotated[int, typer.Argument(help=_("hint_step_help"))] = 1,
    lang: Lang = "",
) -> None:
    """Show a hint."""
    language = output.language_of(lang)
    from . import learning

    with output.explained(language):
        output.write_wrapped(learning.hint(exercise, step, language, lang))


@app.command("solution", help=say(LANG, "solution.help"))
def solution_command(
    exercise: Annotated[str, typer.Argument(help=_("hint_exercise_help"), show_default=False)],
    path: Annotated[
        Path | None, typer.Option("--path", help=say(LANG, "solution.path_help"), metavar="DIR", show_default=False)
    ] = None,
    lang: Lang = "",
) -> None:
    """Tell the idea of an exercise that has full marks."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import solving

        raise typer.Exit(solving.run(exercise, path, language, lang))


@app.command("report", help=say(LANG, "complaint.help"))
def report_command(
    exercise: Annotated[str, typer.Argument(help=_("hint_exercise_help"), show_default=False)],
    path: Annotated[Path | None, typer.Option("--path", help=_("path_help"), metavar="DIR|FILE")] = None,
    seed: Seed = None,
    save_as: Annotated[
        Path | None, typer.Option("--output", help=say(LANG, "complaint.output_help"), metavar="FILE")
    ] = None,
    lang: Lang = "",
) -> None:
    """Put into one file what shows that a verdict is wrong."""
    language = output.language_of(lang)
    from . import complaining

    with output.explained(language):
        raise typer.Exit(complaining.run(exercise, path, seed, language, save_as))


app.command("quiz", help=say(LANG, "quiz.help"))(quiz_command)


@app.command("init", help=say(LANG, "start.help"))
def init_command(
    folder: Annotated[Path, typer.Argument(help=_("init_folder_help"), metavar="[DIR]", show_default=False)] = Path(),
    unit: Annotated[
        str,
        typer.Option(
            "--unit",
            help=say(LANG, "start.unit_help"),
            metavar="UNIT",
            show_default=False,
            autocompletion=completing.units,
        ),
    ] = "",
    notebook: Annotated[bool, typer.Option("--notebook", help=say(LANG, "start.notebook_help"))] = False,
    from_fork: Annotated[bool, typer.Option("--from-fork", help=say(LANG, "start.from_fork_help"))] = False,
    lang: Lang = "",
) -> None:
    """Put the exercises into a folder."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import starting

        said = starting.init(starting.Asked(folder, unit, notebook, from_fork), language)
        output.write_wrapped(output.harmless(said))


@app.command("watch", help=say(LANG, "watch.help"))
def watch_command(
    target: Annotated[
        str,
        typer.Argument(
            help=say(LANG, "watch.target_help"),
            metavar="[UNIT]",
            show_default=False,
            autocompletion=completing.targets,
        ),
    ] = "",
    seed: Seed = None,
    lang: Lang = "",
) -> None:
    """Grade on every save."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import watching

        raise typer.Exit(watching.run(target, language, seed))


@app.command("reset", help=say(LANG, "reset.help"))
def reset_command(
    exercise: Annotated[
        str, typer.Argument(help=_("hint_exercise_help"), show_default=False, autocompletion=completing.exercises)
    ],
    path: Annotated[
        Path | None, typer.Option("--path", help=say(LANG, "reset.path_help"), metavar="DIR", show_default=False)
    ] = None,
    lang: Lang = "",
) -> None:
    """Put an exercise's stub back."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import resetting

        raise typer.Exit(resetting.run(exercise, path, language))


@app.command("demo", help=_("demo_help"))
def demo_command(lang: Lang = "") -> None:
    """Watch the grader at work."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import demo

        raise typer.Exit(demo.run(language))


app.command("upgrade", help=say(LANG, "upgrade.help"))(fork_commands.upgrade_command)
app.command("ci", help=say(LANG, "ci.help"))(fork_commands.ci_command)
app.command("submit", help=say(LANG, "submit.help"))(board_commands.submit_command)
app.command("status", help=say(LANG, "status.help"))(board_commands.status_command)
app.command("schedule", help=say(LANG, "schedule.help"))(board_commands.schedule_command)
app.command("replay", help=say(LANG, "replay.help"))(board_commands.replay_command)
app.command("card", help=say(LANG, "mend.help"))(model_commands.card_command)
app.command("check-model", help=say(LANG, "check.help"))(model_commands.check_model_command)
app.command("project", help=say(LANG, "project.help"))(model_commands.project_command)


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
    check_form(form, ("text", "json"))
    with output.explained(language):
        output.note(say(language, "doctor.begin", version=__version__))  # before the imports, which take a second
        from . import doctor

        raise typer.Exit(doctor.run(language, form, require_tier))


app.command("leaderboard", help=say(LANG, "board.help"))(board_commands.leaderboard_command)
app.command("evaluate", help=say(LANG, "measure.help"))(model_commands.evaluate_command)
app.command("compare", help=say(LANG, "measure.compare_help"))(model_commands.compare_command)
