"""The badge of each award, where they can be drawn. A ceremony without badges is still one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from smol_grade.messages import say
from smol_grade.records import Language

from ..errors import LeaderboardError
from ..site import HUB
from .reading import Evening
from .telling import Teller, ToldAward, ToldWinner

FOLDER = "badges/"
Told = Callable[[int, int], None]


class Badges(NamedTuple):
    """What was drawn, and what was in the way."""

    files: dict[str, bytes]
    """Path -> content."""
    problems: tuple[str, ...]
    """Sentences, each once."""


def badge_path(award: ToldAward, winner: ToldWinner, language: Language, ending: str) -> str:
    """Return where a winner's badge lies: names of people and models are no part of it."""
    number = award.winners.index(winner) + 1
    return f"{FOLDER}award-{award.number}-{number}.{language}.{ending}"


def draw(evening: Evening, language: Language, page: str, told: Told) -> Badges:
    """Draw a badge for each winner. `page` is where the board's page is, with a slash at its end; empty where unknown.

    A QR code leads to the model on that page, else to the model on the Hub, and is made of its name alone.
    """
    from ..artwork import award_badge

    files: dict[str, bytes] = {}
    problems: dict[str, None] = {}
    given = evening.cohort.strip() or evening.title
    if evening.practice:  # a picture goes where no page stands beside it
        given = say(language, "ceremony.practice_cohort", cohort=given)
    pairs = [(award, winner) for award in Teller(evening, language).awards() for winner in award.winners]
    for number, (award, winner) in enumerate(pairs, 1):
        told(number, len(pairs))
        if not winner.link:  # a model that is on no Hub any more
            continue
        link = f"{page}#/model/{winner.model}" if page else f"{HUB}/{winner.model}"
        try:
            badge = award_badge(award.label, winner.model, given, link, language=language)
        except LeaderboardError as error:
            sentences = (say(language, key, **error.fields) for key in (error.key, error.hint) if key)
            problems[" ".join(sentences)] = None
            continue
        files[badge_path(award, winner, language, "png")] = badge.png
        files[badge_path(award, winner, language, "svg")] = badge.svg
    return Badges(files, tuple(problems))
