"""`smol-leaderboard ceremony`: the evening of the awards, as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smol_grade.cli import output
from smol_grade.messages import LANGUAGES, say
from smol_grade.records import Language

from .options import LANG, Board

if TYPE_CHECKING:
    from ..ceremony.reading import Evening

BOTH = "both"


def _(name: str) -> str:
    return say(LANG, f"ceremony.{name}")


def ceremony_command(
    out: Annotated[Path, typer.Option("--out", help=_("out_help"), metavar="DIR", show_default=False)],
    board: Board = "",
    cohort: Annotated[str, typer.Option("--cohort", help=_("cohort_help"), metavar="NAME", show_default=False)] = "",
    lang: Annotated[str, typer.Option("--lang", help=_("lang_help"), metavar="en|es|both")] = BOTH,
) -> None:
    """Make the evening of the awards."""
    languages = _languages(lang)
    language = output.language_of("") if lang.lower() == BOTH else languages[0]
    with output.explained(language):
        raise typer.Exit(run(board, out, cohort, languages, language))


def _languages(lang: str) -> tuple[Language, ...]:
    if lang.lower() == BOTH:
        return LANGUAGES
    try:
        return (output.language_of(lang),)
    except typer.BadParameter as error:
        said = say(output.language_of(""), "ceremony.bad_language", lang=lang)
        raise typer.BadParameter(said, param_hint="--lang") from error


def run(board: str, out: Path, cohort: str, languages: tuple[Language, ...], language: Language) -> int:
    """Read, write, and say who has what; return the exit code."""
    from smol_grade.cli.progress import changing_line
    from smol_grade.errors import OutputNotWritable

    from ..ceremony.badges import draw
    from ..ceremony.pages import MARK, ceremony_files, is_ours, page_name
    from ..ceremony.reading import read_evening
    from ..site import address_of, write
    from ..store import open_store
    from .operating import where_of

    problems: dict[str, None] = {}
    drawn: dict[str, bytes] = {}
    with changing_line() as show:
        show(say(language, "ceremony.reading"))
        store = open_store(where_of(board))
        evening, page = read_evening(store, cohort), address_of(store)
        for one in languages:
            made = draw(
                evening,
                one,
                page,
                lambda number, total: show(say(language, "ceremony.drawing", number=number, total=total)),
            )
            drawn |= made.files
            problems |= dict.fromkeys(made.problems)
    try:
        write(ceremony_files(evening, languages, drawn), out, MARK, is_ours)
    except OSError as error:
        raise OutputNotWritable(out, error.strerror or str(error)) from error
    _tell(evening, language)
    for problem in problems:
        output.note(output.harmless(say(language, "ceremony.without_badges", problem=problem)))
    first, *rest = (str(out / page_name(one, languages)) for one in languages)
    fields = {"file": output.harmless(first), "cohort": output.harmless(evening.cohort)}
    output.write_wrapped(say(language, "ceremony.written", **fields))
    for file in rest:
        output.write_wrapped(say(language, "ceremony.written_twice", file=output.harmless(file)))
    return 0


def _tell(evening: Evening, language: Language) -> None:
    from ..view.award_texts import as_text

    told = as_text(evening.awards, evening.titles, language)
    output.write(told or say(language, "ceremony.no_awards"))
    output.write("")
    if evening.practice:
        output.note(say(language, "ceremony.practice_note"))
    if evening.others:
        output.note(output.harmless(say(language, "ceremony.others", names=", ".join(evening.others))))
