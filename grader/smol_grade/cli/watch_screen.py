"""The live screen of `watch` as lines that fit: where one is, the verdict, the keys. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..course import LEVEL_MARKS, Exercise
from ..messages import say
from ..records import Language

if TYPE_CHECKING:
    from rich.text import Text

LEAST_WIDTH, LEAST_LINES = 20, 8
HEAD = 5
"""Lines above the body."""
KEYS = ("n", "p", "h", "i", "v", "s", "r", "q")


class View(NamedTuple):
    """What is shown."""

    unit: str
    """Alias and title."""
    exercises: tuple[Exercise, ...]
    done: frozenset[str]
    """Names of exercises with full marks."""
    at: int
    """Index of the one that is watched."""
    note: str
    """What is going on, one line."""
    body: str
    """The verdict, a hint or a text, with or without colours, made for the width."""
    scroll: int
    """Lines of the body that are above the screen."""


class Size(NamedTuple):
    """Of the screen, and what it can show."""

    width: int
    lines: int
    color: bool
    unicode: bool


def frame(view: View, size: Size, language: Language) -> list[Text]:
    """Return exactly `size.lines` lines of at most `size.width` cells."""
    from rich.text import Text

    width, lines = max(size.width, LEAST_WIDTH), max(size.lines, LEAST_LINES)
    head = [Text(_cut(view.unit, width, size), style="bold"), _bar(view, width, size)]
    exercise = view.exercises[view.at]
    mark = LEVEL_MARKS[exercise.level] if size.unicode else ""
    where = say(language, "watch.at", number=view.at + 1, count=len(view.exercises))
    named = f"{exercise.number} {exercise.name} {mark}".rstrip()
    head.append(Text(_cut(f"{named}  {where}", width, size), style="bold cyan"))
    head.append(Text(_cut(view.note, width, size), style="dim"))
    foot = [Text(line, style="dim") for line in keys(width, language)]
    room = room_of(size, language)
    body = _body(view, room, width, size, language)
    return [*head, Text(), *body, *[Text()] * (room - len(body)), *foot][:lines]


def keys(width: int, language: Language) -> list[str]:
    """Return what the keys do, in as few lines as the width allows."""
    from rich.cells import cell_len

    parts = [say(language, f"watch.key_{key}") for key in KEYS]
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}  {part}" if lines[-1] else part
        if lines[-1] and cell_len(longer) > width:
            lines.append(part)
        else:
            lines[-1] = longer
    return lines


def room_of(size: Size, language: Language) -> int:
    """Return how many lines of a body the screen has."""
    return max(1, max(size.lines, LEAST_LINES) - HEAD - len(keys(max(size.width, LEAST_WIDTH), language)))


def most_scroll(body: str, room: int) -> int:
    """Return how many lines of a body can be above the screen."""
    return max(0, len(body.splitlines()) - room)


def wrapped(text: str, width: int) -> str:
    """Return prose broken between words."""
    lines = [textwrap.wrap(line, max(width, LEAST_WIDTH), break_on_hyphens=False) or [""] for line in text.split("\n")]
    return "\n".join(part for parts in lines for part in parts)


def _bar(view: View, width: int, size: Size) -> Text:
    from rich.text import Text

    counted = [one for one in view.exercises if not one.bonus]
    done = sum(one.name in view.done for one in counted)
    tail = f" {done}/{len(counted)}"
    room = max(4, min(40, width - len(tail) - 2))
    full = round(room * done / len(counted)) if counted else 0
    on, off = ("\u2588", "\u2591") if size.unicode else ("#", ".")
    return Text.assemble((on * full, "green"), (off * (room - full), "dim"), tail)


def _body(view: View, room: int, width: int, size: Size, language: Language) -> list[Text]:
    from rich.text import Text

    shown = [Text.from_ansi(line) if size.color else Text(line) for line in view.body.splitlines()]
    if len(shown) <= room:
        return [_fit(line, width) for line in shown]
    scroll = min(view.scroll, most_scroll(view.body, room - 1))
    more = say(language, "watch.more", first=scroll + 1, last=scroll + room - 1, count=len(shown))
    return [
        *[_fit(line, width) for line in shown[scroll : scroll + room - 1]],
        Text(_cut(more, width, size), style="dim"),
    ]


def _fit(line: Text, width: int) -> Text:
    if line.cell_len > width:
        line.truncate(width, overflow="crop")
    return line


def _cut(text: str, width: int, size: Size) -> str:
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width:
        return text
    end = "\u2026" if size.unicode else "..."
    return set_cell_size(text, width - cell_len(end)).rstrip() + end


def nearest(exercises: Sequence[Exercise], done: frozenset[str]) -> int:
    """Return the index of the first exercise that is not done, bonus ones last; 0 if all are."""
    order = sorted(range(len(exercises)), key=lambda index: (exercises[index].bonus, index))
    return next((index for index in order if exercises[index].name not in done), 0)
