"""The file that Canvas' gradebook imports: people's columns as it exports them, a column for each unit, full marks.

Canvas finds a person by `ID`, else by SIS ids, and only then by name; with its own export as roster, these are copied.
A column of the export that is the unit's keeps its head with Canvas' number, so that no second assignment is made, and
where nothing was graded it keeps its cell: an empty one would take away what stands there.
"""

from __future__ import annotations

import re

from .cells import defused, is_dangerous
from .errors import RosterUnknown
from .marks import Marks
from .roster import Spellings, Table, both_orders, folded
from .sheet import Asked, OtherFull, Row, Sheet, by_name, by_roster, points

STUDENT, SECTION = "Student", "Section"
LOGIN = "SIS Login ID"
IDENTIFIERS = ("ID", "SIS User ID", LOGIN)
"""What a person is found by, each alone."""
EXACT = (*IDENTIFIERS, "Root Account", "Integration ID")
"""What means something only letter by letter."""
PEOPLE = (STUDENT, "ID", "SIS User ID", LOGIN, "Root Account", "Integration ID", SECTION)
"""The columns before the assignments, as far as an export has them, in its order."""
PLAIN = (STUDENT, "ID", "SIS User ID", LOGIN, SECTION)
POINTS_POSSIBLE = "    Points Possible"
"""What Canvas knows the line of full marks by, as it writes it."""
POINTS = "points possible"
TEST_STUDENT = "student, test"
NUMBERED = re.compile(r"\s*\([0-9]+\)$", re.ASCII)
"""Canvas' number of an assignment, at the end of its head."""
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?", re.ASCII)
KEPT = re.compile(rf"{NUMBER.pattern}|EX", re.ASCII | re.IGNORECASE)
"""A grade in Canvas' export; `EX` is excused."""


def people(table: Table) -> Table:
    """Return the lines of an export that are people; raise `RosterUnknown` for what is no export of Canvas."""
    student, number = table.find(STUDENT), table.find("ID")
    if student < 0 or number < 0:
        raise RosterUnknown(table.path, "canvas", PLAIN)
    rows = [row for row in table.rows if _is_person(row[student], row[number])]
    return table._replace(rows=tuple(rows))


def _is_person(name: str, number: str) -> bool:
    if number.strip():  # somebody may call themselves as a line of Canvas' own
        return folded(name) != TEST_STUDENT
    return bool(name.strip()) and not _is_points(name)  # `Manual Posting` stands in a line without either


def _is_points(name: str) -> bool:
    return POINTS in folded(name)


def ways(table: Table) -> list[Spellings]:
    """Return what people may be called, the surest way first."""
    ranked = (LOGIN, "SIS User ID", "Integration ID", "Email", "ID")
    places = [place for place in map(table.find, ranked) if place >= 0]
    name = table.find(STUDENT)
    found: list[Spellings] = [[(row[place],) for row in table.rows] for place in places]
    return [*found, [both_orders(row[name]) for row in table.rows]]


def with_roster(marks: Marks, table: Table, asked: Asked) -> Sheet:
    """Return the sheet of the people of an export who have a result; raise `RosterUnknown`, `NoSuchColumn`."""
    full, table = _full(table), people(table)
    heads = [name for name in PEOPLE if name == SECTION or table.find(name) >= 0]
    places = [_column(table, unit, asked) for unit in marks.units]
    named = zip(places, marks.units, strict=True)
    columns = [table.columns[place] if place >= 0 else asked.columns[unit] for place, unit in named]

    def line(row: Row, learner: str) -> list[str] | None:
        person = _person(table, row, heads)
        if person is None:
            return None
        kept = (row[place] if place >= 0 and KEPT.fullmatch(row[place]) else "" for place in places)
        return [*person, *(new or old for new, old in zip(points(marks, learner), kept, strict=True))]

    others = tuple(
        OtherFull(table.columns[place], full[place], marks.full[unit])
        for place, unit in zip(places, marks.units, strict=True)
        if place >= 0 and NUMBER.fullmatch(full[place]) and _number(full[place]) != marks.full[unit]
    )
    sheet = by_roster(_heads(heads, columns, marks), marks, table, ways(table), asked.by, line)
    return sheet._replace(other_full=others)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _full(table: Table) -> Row:
    """Return an export's line of full marks; one of empty cells where it has none."""
    name = table.find(STUDENT)
    found = (row for row in table.rows if name >= 0 and _is_points(row[name]) and not any(row[name + 1 : name + 2]))
    return next(found, ("",) * len(table.columns))


def without_roster(marks: Marks, asked: Asked) -> Sheet:
    """Return the sheet of all who have a result: what they are called stands as name and as login."""
    heads = _heads(list(PLAIN), [asked.columns[unit] for unit in marks.units], marks)

    def line(name: str, learner: str) -> list[str]:
        return [_shown(name), "", "", name, "", *points(marks, learner)]

    return by_name(heads, marks, line)


def _shown(name: str) -> str:
    """Return a name for people to read: no formula, and not the name of Canvas' own line."""
    return "" if _is_points(name) else defused(name)


def _heads(people_heads: list[str], columns: list[str], marks: Marks) -> list[list[str]]:
    full = [str(marks.full[unit]) for unit in marks.units]
    return [[*people_heads, *columns], [POINTS_POSSIBLE, *[""] * (len(people_heads) - 1), *full]]


def _column(table: Table, unit: str, asked: Asked) -> int:
    """Return the place of the unit's column in the export, -1 if it has none: Canvas will make an assignment of it."""
    wanted = {folded(name) for name in (asked.columns[unit], *asked.aliases.get(unit, ()))}
    people_places = set(map(table.find, PEOPLE))
    for place, column in enumerate(table.columns):
        if place not in people_places and (folded(column) in wanted or folded(NUMBERED.sub("", column)) in wanted):
            return place
    return -1


def _person(table: Table, row: Row, heads: list[str]) -> list[str] | None:
    """Return a person's cells. An identifier that could be a formula is left away, None if nothing is left."""
    shown = []
    for head in heads:
        place = table.find(head)
        cell = row[place] if place >= 0 else ""
        if head in EXACT:
            shown.append("" if is_dangerous(cell) else cell)
        else:
            shown.append(_shown(cell))
    name = row[table.find(STUDENT)]
    found = any(cell for head, cell in zip(heads, shown, strict=True) if head in IDENTIFIERS)
    return shown if found or _shown(name) == name else None
