"""Plots as SVG that stands in the page itself: its colours are the page's, light or dark, and its texts are texts.

The same numbers give the same bytes: no date, no random id.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from smol_grade.report.visible import visible_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, SOFT, LINE, MAIN, PALE, BAD, CARD = (f"#0{n}0{n}0{n}" for n in range(1, 8))
"""Stand for the page's colours; no plot has these for their own sake."""
COLOURS = {INK: "ink", SOFT: "soft", LINE: "line", MAIN: "main", PALE: "pale", BAD: "bad", CARD: "card"}
WIDTH = 4.7
"""Inches; what a phone shows without making letters too small to read."""
ROOM = 3.5
"""Percent between two dots whose numbers can both be read."""
LONGEST = 30
"""Characters of a name beside an axis."""
SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "insight",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": LINE,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "path.simplify": False,
}


class Bar(NamedTuple):
    """Of how many, how many."""

    name: str
    whole: int
    part: int


class Pair(NamedTuple):
    """Shares at first and in the end, each from 0 to 1 with its interval."""

    name: str
    first: tuple[float, float, float]
    """Value, low, high."""
    end: tuple[float, float, float]
    stands_out: bool


class Climb(NamedTuple):
    """Shares after 1, 2, … attempts."""

    name: str
    shares: tuple[float, ...]
    stands_out: bool


class Words(NamedTuple):
    """What a plot says besides numbers."""

    title: str
    """Read to who does not see the plot."""
    described: str
    x: str
    marks: tuple[str, str] = ("", "")
    """The two kinds of marks."""


def bars(rows: Sequence[Bar], words: Words, key: str) -> str:
    """Return horizontal bars, each with a part that is filled. `key` tells this plot's parts from another's."""
    figure, axes = _figure(len(rows), key)
    places = range(len(rows))
    axes.barh(places, [row.whole for row in rows], color=PALE, height=0.62, label=words.marks[0])
    axes.barh(places, [row.part for row in rows], color=MAIN, height=0.62, label=words.marks[1])
    _name(axes, [row.name for row in rows])
    axes.set_xlim(0, max((row.whole for row in rows), default=1) or 1)
    return _drawn(figure, axes, words, key)


def pairs(rows: Sequence[Pair], words: Words, key: str) -> str:
    """Return two dots a row with their intervals on a line from 0 to 100 %."""
    figure, axes = _figure(len(rows), key)
    for place, row in enumerate(rows):
        colour = BAD if row.stands_out else MAIN
        for (value, low, high), shift, fill in ((row.first, -0.14, CARD), (row.end, 0.14, colour)):
            axes.plot([100 * low, 100 * high], [place + shift] * 2, color=colour, linewidth=1.6)
            axes.plot([100 * value], [place + shift], "o", color=colour, markerfacecolor=fill, markersize=5.2)
    for fill, label in zip((CARD, MAIN), words.marks, strict=True):
        axes.plot([], [], "o", color=MAIN, markerfacecolor=fill, markersize=5.2, label=label)
    _name(axes, [row.name for row in rows])
    axes.set_xlim(-1, 101)
    return _drawn(figure, axes, words, key)


def climbs(rows: Sequence[Climb], words: Words, key: str) -> str:
    """Return a dot for each attempt, with its number, on a line from 0 to 100 % a row: shares only rise."""
    figure, axes = _figure(len(rows), key)
    for place, row in enumerate(rows):
        colour = BAD if row.stands_out else MAIN
        shares = [100 * share for share in row.shares]
        axes.plot(shares, [place + 0.12] * len(shares), color=colour, linewidth=1.6, marker="o", markersize=4)
        free = -ROOM
        for attempt, share in enumerate(shares, 1):
            if share - free >= ROOM:
                axes.text(share, place - 0.02, str(attempt), fontsize="x-small", color=INK, ha="center", va="bottom")
                free = share
    if words.marks[0]:
        axes.plot([], [], "o-", color=BAD, markersize=4, label=words.marks[0])
    _name(axes, [row.name for row in rows])
    axes.set_xlim(-1, 101)
    return _drawn(figure, axes, words, key)


@contextlib.contextmanager
def _styled(key: str) -> Iterator[None]:
    import matplotlib as mpl

    with mpl.rc_context(SETTINGS | {"svg.hashsalt": key}):
        yield


def _figure(rows: int, key: str) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    with _styled(key):
        figure = Figure(figsize=(WIDTH, 0.95 + 0.29 * rows), layout="constrained")
        return figure, figure.add_subplot()


def _name(axes: Axes, names: Sequence[str]) -> None:
    """Write a name beside each row, the first one on top."""
    shown = [visible_text(name) for name in names]
    axes.set_yticks(range(len(shown)), [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)


def _drawn(figure: Figure, axes: Axes, words: Words, key: str) -> str:
    """Return the SVG of a figure, made to stand in a page among others."""
    stream = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with _styled(key), warnings.catch_warnings(action="ignore"):  # of letters that the font does not have
        axes.set_xlabel(words.x)
        if any(words.marks):
            figure.legend(loc="outside upper center", ncols=2, fontsize="small")
        figure.savefig(stream, format="svg", metadata=nothing, transparent=True)
    return _in_page(stream.getvalue(), words, key)


def _in_page(svg: str, words: Words, key: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.DOTALL)  # its rules are for all pages
    meant = set(re.findall(r"""(?:href="|url\()#([^")]+)""", svg))
    svg = re.sub(r' id="([^"]*)"', lambda one: one[0] if one[1] in meant else "", svg)  # others stand in each plot
    for colour, name in COLOURS.items():
        svg = svg.replace(colour, f"var(--{name})")
    box = re.search(r'viewBox="[^"]*"', svg)
    told = f'<title id="{key}-t">{escape(words.title)}</title><desc id="{key}-d">{escape(words.described)}</desc>'
    start = f'<svg class="plot" role="img" aria-labelledby="{key}-t {key}-d" {box[0] if box else ""}>{told}'
    return re.sub(r"<svg[^>]*>", lambda _: start, svg, count=1).strip()
