"""The report: an overview and a page for each flagged pair. No script, no request, whatever a submission holds.

Autoescaping keeps texts from being markup, `visible_text` keeps them from hiding anything, and the pages' own policy
would stop what should have slipped through both. copydetect's report does neither, and asks a server for its style.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smol_grade.messages import say
from smol_grade.records import Language
from smol_grade.report.visible import visible_text

from .comparing import Compared
from .fingerprints import LENGTH, WINDOW
from .histogram import HEIGHT, WIDTH, bars
from .marking import Piece
from .pairs import ALONE, ELSEWHERE, ENOUGH, SHARE, Pair

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_PAGES = 500
"""Pairs that get a page of their own; `pairs.json` has all."""
SCALE = (0, 20, 40, 60, 80, 100)
"""Percent under the histogram."""


class Side(NamedTuple):
    """One answer of a pair."""

    file: str
    pieces: list[Piece]


class Shared(NamedTuple):
    """An exercise that both have answered."""

    exercise: str
    overlap: int
    """Fingerprints that they share there and that are no common ground."""
    left: Side
    right: Side


def page_of(number: int) -> str:
    """Return the name of a pair's page, by its place among the flagged, from 1."""
    return f"pair-{number:04d}.html" if number <= MOST_PAGES else ""


def overview(found: Compared, target: str, language: Language) -> str:
    """Return the first page."""
    names = [visible_text(name) for name in found.submissions]
    group_of = {one: number for number, group in enumerate(found.groups, 1) for one in group}
    return (
        _environment(language)
        .get_template("overview.html")
        .render(
            found=found,
            target=target,
            names=names,
            groups=[[names[one] for one in group] for group in found.groups],
            flagged=[(page_of(number), pair, group_of[pair.left]) for number, pair in enumerate(found.flagged, 1)],
            bars=bars(found.histogram, SHARE),
            width=WIDTH,
            height=HEIGHT,
            scale=SCALE,
            limit=WIDTH * SHARE,
            result=result(found, language),
            rule=rule(found, language),
            language=language,
        )
    )


def pair_page(found: Compared, pair: Pair, shared: list[Shared], target: str, language: Language) -> str:
    """Return the page of a pair; exercises in which it shares most come first."""
    names = [visible_text(found.submissions[one]) for one in (pair.left, pair.right)]
    return (
        _environment(language)
        .get_template("pair.html")
        .render(
            pair=pair,
            names=names,
            own=[found.own[one] for one in (pair.left, pair.right)],
            shared=sorted(shared, key=lambda one: (-one.overlap, one.exercise)),
            target=target,
            language=language,
        )
    )


def result(found: Compared, language: Language) -> str:
    """Return how much is flagged, or that nothing could be."""
    if not found.is_compared:
        return say(language, "similarity.nothing_compared")
    counts = {"pairs": len(found.flagged), "groups": len(found.groups), "count": len(found.submissions)}
    return say(language, "similarity.result", **counts)


def rule(found: Compared, language: Language) -> str:
    """Return when a pair is flagged, in words."""
    numbers = {
        "percent": round(100 * SHARE),
        "enough": ENOUGH,
        "alone": ALONE,
        "elsewhere": ELSEWHERE,
        "common": found.common,
    }
    return say(language, "similarity.rule", length=LENGTH, window=WINDOW, **numbers)


@functools.cache
def _environment(language: Language) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=FileSystemLoader(Path(__file__).parent),
    )
    environment.globals["say"] = lambda key, **fields: say(language, f"similarity.{key}", **fields)
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    environment.filters["visible"] = lambda text: visible_text(text, keep="\n\t\\")
    environment.filters["shown"] = visible_text
    return environment
