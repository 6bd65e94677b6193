"""Awards in words and for programs: what each is called, how much, who has it. Strangers' texts are made visible."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import msgspec

from smol_grade.messages import say
from smol_grade.records import Language, Text
from smol_grade.report.visible import visible_text

from ..board.awards import KINDS
from ..board.shapes import AwardLine, ShowcaseDocument, WinnerLine
from .model_texts import difference, interval, value

LONGEST_NAME = 80
"""Characters of a name that are shown."""
LONGEST_MODEL = 200
Titles = Mapping[str, Text]
"""Unit slug -> what the course calls it."""


def in_order(awards: Iterable[AwardLine]) -> list[AwardLine]:
    """Return awards in the order in which an evening gives them: what every unit has comes last."""
    return sorted(awards, key=lambda award: -KINDS.index(award.kind))


def title_of(award: AwardLine, language: Language) -> str:
    """Return what an award is called."""
    return say(language, f"award.{award.kind}")


def where_of(award: AwardLine, titles: Titles, language: Language) -> str:
    """Return what an award is given for."""
    if not award.unit and not award.size_class:
        return say(language, "award.everywhere")
    title = titles.get(award.unit)
    unit = title.in_language(language) if title is not None else award.unit.replace("_", " ")
    return say(language, "award.of", unit=shown(unit), size=shown(award.size_class))


def label_of(award: AwardLine, titles: Titles, language: Language) -> str:
    """Return both in one line; what there is only one of needs no more than its title."""
    title = title_of(award, language)
    return f"{title}: {where_of(award, titles, language)}" if award.unit or award.size_class else title


def number_of(award: AwardLine, winner: WinnerLine, language: Language) -> str:
    """Return what a winner reached, with its interval."""
    if award.kind == "smallest":
        return say(language, "award.number_parameters", count=counted(winner.value, language))
    bounds = localised(interval(winner.low, winner.high, award.metric), language)
    if award.kind == "most_improved":
        gain = localised(difference(winner.value, award.metric), language)
        return say(language, "award.number_gain", gain=gain, interval=bounds)
    return say(
        language, "award.number_value", value=localised(value(winner.value, award.metric), language), interval=bounds
    )


def localised(number: str, language: Language) -> str:
    """Return a number or an interval as a language writes it; it stays on one line."""
    text = number.replace(", ", "; ").replace(".", ",") if language == "es" else number
    return text.replace(" ", "\u00a0")


def counted(number: int, language: Language) -> str:
    """Return a whole number with its thousands apart."""
    text = f"{number:,}"
    return text.replace(",", ".") if language == "es" else text


def shown(text: str, most: int = LONGEST_NAME) -> str:
    """Return a stranger's text, every character seen, cut where it is long."""
    seen = visible_text(text[: most + 1])
    return seen if len(seen) <= most else seen[: most - 1] + "…"


def as_text(awards: Iterable[AwardLine], titles: Titles, language: Language) -> str:
    """Return who has which award, for a terminal."""
    blocks = []
    for award in in_order(awards):
        lines = [label_of(award, titles, language)]
        for one in award.winners:
            name = shown(one.name.strip()) or say(language, "award.nameless")
            lines += [f"  {name}  {shown(one.model, LONGEST_MODEL)}", f"    {_told(award, one, language)}"]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks).replace("\u00a0", " ")


def _told(award: AwardLine, one: WinnerLine, language: Language) -> str:
    number = number_of(award, one, language)
    return number if award.kind == "smallest" else say(language, "award.in_task", number=number, task=shown(award.task))


def every_cohort(document: ShowcaseDocument, titles: Titles, language: Language) -> str:
    """Return the awards of all cohorts, the newest first, for a terminal."""
    blocks = [say(language, "board.practice")] if document.practice else []
    for cohort in document.cohorts:
        found = [award for award in document.awards if award.cohort == cohort]
        if found:
            blocks += [say(language, "award.cohort", cohort=shown(cohort)), as_text(found, titles, language)]
    return "\n\n".join(blocks) if document.awards else say(language, "award.none")


def as_json(document: ShowcaseDocument, where: str) -> str:
    """Return the document as a JSON object; whatever is not ASCII is escaped."""
    return json.dumps({"board": where, **msgspec.to_builtins(document)}, indent=2) + "\n"
