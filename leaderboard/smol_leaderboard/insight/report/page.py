"""The report as one HTML file that asks nothing of anyone: no script, no request, plots inside."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smol_grade.records import Language

from ..analysis import Insight
from ..discrimination import Discrimination, Verdict
from ..hints import HintFigures
from ..outline import Item, Recognised
from ..passing import Figures
from . import plots
from .telling import Teller

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

GENERATOR = "smol-leaderboard insight"
"""What a page says of itself: by it the folder of an earlier report is known, see `cli.insight`."""
COMMONEST = 5
"""Mistakes of an exercise that are told; all are in hints.parquet."""
MOST_CLUSTERS = 50
"""Groups that are told; all are in clusters.parquet."""


class Exercise(NamedTuple):
    """What the page tells of an exercise."""

    figures: Figures
    checks: tuple[Figures, ...]
    mistakes: tuple[HintFigures, ...]
    """The commonest that were recognised."""
    hard: bool


class Unit(NamedTuple):
    """What the page tells of a unit."""

    slug: str
    exercises: tuple[Exercise, ...]
    passing: Markup
    """A plot; empty where everything would be about too few people."""
    attempts: Markup
    furthest: int
    """Attempts that the second plot tells of."""


def render_page(insight: Insight, language: Language) -> str:
    """Return the report as a self-contained page, readable on a phone, in the dark and without colour."""
    teller = Teller(insight, language)
    return _template().render(
        insight=insight,
        language=language,
        generator=GENERATOR,
        teller=teller,
        say=teller.say,
        findings=teller.findings(),
        steps_plot=_steps_plot(teller),
        units=list(_units(teller)),
        clusters=insight.clusters[:MOST_CLUSTERS],
        more_clusters=max(0, len(insight.clusters) - MOST_CLUSTERS),
        discrimination=insight.discriminations.get,
        is_weak=_is_weak,
    )


def _is_weak(found: Discrimination | None) -> bool:
    return found is not None and found.verdict is not Verdict.FINE


def _units(teller: Teller) -> Iterator[Unit]:
    insight = teller.insight
    hard = {one.figures.item for one in (*insight.hard_exercises, *insight.hard_checks)}
    checks: dict[Item, list[Figures]] = {}
    mistakes: dict[Item, list[HintFigures]] = {}
    for one in insight.checks:
        checks.setdefault(one.item._replace(check=""), []).append(one)
    for hint in insight.hints:
        if hint.recognised is not Recognised.NO:
            mistakes.setdefault(hint.item._replace(check=""), []).append(hint)
    found: dict[str, list[Exercise]] = {step.unit: [] for step in insight.steps}
    for figures in insight.exercises:
        common = sorted(mistakes.get(figures.item, ()), key=lambda one: (-one.learners, one.item, one.hint))
        found[figures.item.unit].append(
            Exercise(figures, tuple(checks.get(figures.item, ())), tuple(common[:COMMONEST]), figures.item in hard)
        )
    for number, (slug, exercises) in enumerate(found.items(), 1):
        yield Unit(
            slug,
            tuple(exercises),
            _passing_plot(teller, slug, exercises, f"u{number}p"),
            _attempts_plot(teller, slug, exercises, f"u{number}a"),
            _furthest(exercises),
        )


def _steps_plot(teller: Teller) -> Markup:
    steps = teller.insight.steps
    rows = [
        plots.Bar(teller.unit(step.unit), step.submitted, step.passed.n) for step in steps if step.passed is not None
    ]
    words = plots.Words(
        teller.say("steps"),
        teller.say("steps_described"),
        teller.say("learners"),
        (teller.say("submitted"), teller.say("full_marks")),
    )
    return _safe(plots.bars(rows, words, "steps") if rows else "")


def _passing_plot(teller: Teller, slug: str, exercises: list[Exercise], key: str) -> Markup:
    rows = []
    for one in exercises:
        first, end = one.figures.first, one.figures.end
        if first is not None and end is not None:
            shares = [(share.value, *share.bounds) for share in (first, end)]
            rows.append(plots.Pair(teller.text(one.figures.item.exercise), shares[0], shares[1], one.hard))
    words = plots.Words(
        teller.say("passing", unit=teller.unit(slug)),
        teller.say("passing_described"),
        teller.say("percent_of_learners"),
        (teller.say("first"), teller.say("end")),
    )
    return _safe(plots.pairs(rows, words, key) if rows else "")


def _attempts_plot(teller: Teller, slug: str, exercises: list[Exercise], key: str) -> Markup:
    rows = [
        plots.Climb(teller.text(one.figures.item.exercise), one.figures.reached, one.hard)
        for one in exercises
        if one.figures.reached
    ]
    standing = teller.say("stands_out") if any(row.stands_out for row in rows) else ""
    words = plots.Words(
        teller.say("reached", unit=teller.unit(slug)),
        teller.say("reached_described"),
        teller.say("percent_of_learners"),
        (standing, ""),
    )
    return _safe(plots.climbs(rows, words, key) if _furthest(exercises) > 1 else "")


def _furthest(exercises: Iterable[Exercise]) -> int:
    """Return up to which attempt something is known; 1 is the first try, which another plot shows."""
    return max((len(one.figures.reached) for one in exercises), default=0)


def _safe(svg: str) -> Markup:
    """Return a plot as markup: matplotlib escapes the texts in it, `plots` its title."""
    from markupsafe import Markup

    return Markup(svg)  # noqa: S704


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    return environment.from_string(Path(__file__).with_name("page.html").read_text("utf-8"))
