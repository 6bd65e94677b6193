"""What Canvas' and Moodle's files have in common: a line a learner, a column a unit, and who has no line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from .cells import as_csv, is_dangerous
from .marks import Mark, Marks
from .roster import Spellings, Table, match

Row = tuple[str, ...]


class Asked(NamedTuple):
    """What the course team wants to see in the file."""

    columns: Mapping[str, str]
    """Unit -> the name of its column."""
    aliases: Mapping[str, tuple[str, ...]] = {}
    """Unit -> other names by which a roster may call its column."""
    by: str = ""
    """The roster's column with what learners are called here; empty: the platform's own identifiers, then names."""


class OtherFull(NamedTuple):
    """A column whose full marks are others on the platform than here."""

    column: str
    """Its head."""
    there: str
    """As the export writes them."""
    here: int


class Sheet(NamedTuple):
    """A file to be imported, and what is not in it."""

    text: str
    written: tuple[str, ...]
    """Names of the learners in it."""
    ungraded: tuple[str, ...]
    """Those of them without any grade: their cells are empty."""
    left_out: dict[str, tuple[str, ...]]
    """Why -> names of the learners who have no line: `unknown`, `ambiguous`, `contested`, `unsafe`, `nameless`."""
    idle: tuple[str, ...] = ()
    """People of the roster without a line: there is no result of them, and nothing of theirs is overwritten."""
    other_full: tuple[OtherFull, ...] = ()
    """Columns in which the same points would be worth more or less."""


def by_roster(
    heads: Sequence[Sequence[str]],
    marks: Marks,
    table: Table,
    ways: Sequence[Spellings],
    by: str,
    line: Callable[[Row, str], Sequence[str] | None],
) -> Sheet:
    """Return the sheet of the people of a roster who have a result, in its order.

    `ways` are what a person may be called, the surest way first; `line` gives the line of a person who is a learner,
    None where an identifier could be taken for a formula.
    """
    matching = match(marks.names, [[(row[table.place(by)],) for row in table.rows]] if by else ways)
    learner_of = {row: learner for learner, row in matching.rows.items()}
    lines: list[Sequence[str]] = []
    unsafe: list[str] = []
    for number, learner in sorted(learner_of.items()):
        made = line(table.rows[number], learner)
        lines += [made] if made is not None else []
        unsafe += [learner] if made is None else []
    left_out = {
        "unknown": matching.unknown,
        "ambiguous": matching.ambiguous,
        "contested": matching.contested,
        "unsafe": unsafe,
    }
    idle = tuple(names[0] for number, names in enumerate(ways[-1]) if number not in learner_of)
    return _sheet([*heads, *lines], marks, left_out, idle)


def by_name(heads: Sequence[Sequence[str]], marks: Marks, line: Callable[[str, str], Sequence[str]]) -> Sheet:
    """Return the sheet of all who have a result, by name: what they are called must be what the platform knows."""
    found: dict[str, list[str]] = {}
    for learner, name in marks.names.items():
        found.setdefault(name.strip(), []).append(learner)
    left_out: dict[str, list[str]] = {"contested": [], "unsafe": [], "nameless": []}
    lines: list[Sequence[str]] = []
    for name, learners in sorted(found.items()):
        if not name:
            left_out["nameless"] += learners
        elif len(learners) > 1:
            left_out["contested"] += learners
        elif is_dangerous(name):
            left_out["unsafe"] += learners
        else:
            lines.append(line(name, learners[0]))
    return _sheet([*heads, *lines], marks, left_out)


def points(marks: Marks, learner: str) -> list[str]:
    """Return a learner's points by unit; an empty cell where nothing was graded, which is no 0."""
    of: Mapping[str, Mark] = marks.of.get(learner, {})
    return [str(of[unit].points) if unit in of else "" for unit in marks.units]


def _sheet(
    lines: Sequence[Sequence[str]], marks: Marks, left_out: Mapping[str, Sequence[str]], idle: tuple[str, ...] = ()
) -> Sheet:
    out = {learner for learners in left_out.values() for learner in learners}
    written = sorted((name, learner) for learner, name in marks.names.items() if learner not in out)
    return Sheet(
        text=as_csv(lines),
        written=tuple(name for name, _ in written),
        ungraded=tuple(name for name, learner in written if not marks.of.get(learner)),
        left_out={why: tuple(marks.names[one] or one[:8] for one in found) for why, found in left_out.items() if found},
        idle=idle,
    )
