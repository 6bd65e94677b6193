"""The file that Moodle's gradebook imports: one column that identifies a person, and a column for each unit.

Which column is what, Moodle asks at the import. It finds people by user name, email address or ID number, and takes
these letter by letter, so they are copied from the roster as they stand there.
"""

from __future__ import annotations

from .cells import is_dangerous
from .errors import RosterUnknown
from .marks import Marks
from .roster import Spellings, Table, both_orders
from .sheet import Asked, Row, Sheet, by_name, by_roster, points

USERNAME = ("Username", "Nombre de usuario")
EMAIL = ("Email address", "Email", "Dirección de correo", "Dirección Email", "Correo electrónico")
NUMBER = ("ID number", "idnumber", "Número de ID")
IDENTIFIERS = (USERNAME, EMAIL, NUMBER)
"""The heads of exports in English and Spanish, and those of the file with which users are uploaded."""
FULL = ("Full name", "Nombre completo")
"""Of the worksheet for grading an assignment offline, whose `Identifier` is its own."""
FIRST = ("First name", "firstname", "Nombre")
HEADS = (*(head for heads in IDENTIFIERS for head in heads), *FULL)
LAST = ("Last name", "Surname", "lastname", "Apellido(s)", "Apellidos")


def ways(table: Table) -> list[Spellings]:
    """Return what people may be called, the surest way first."""
    found: list[Spellings] = [[(row[place],) for row in table.rows] for place in _identifying(table)]
    first, last = table.find(*FIRST), table.find(*LAST)
    if first >= 0 and last >= 0:
        full = [(f"{row[first]} {row[last]}", f"{row[last]}, {row[first]}") for row in table.rows]
        found.append(full)
    if (place := table.find(*FULL)) >= 0:
        found.append([both_orders(row[place]) for row in table.rows])
    return found


def with_roster(marks: Marks, table: Table, asked: Asked) -> Sheet:
    """Return the sheet of the people of a roster who have a result; raise `RosterUnknown`, `NoSuchColumn`."""
    if not _identifying(table):
        raise RosterUnknown(table.path, "moodle", [heads[0] for heads in IDENTIFIERS])
    place = _identifier(table)

    def line(row: Row, learner: str) -> list[str] | None:
        unusable = not row[place].strip() or is_dangerous(row[place])
        return None if unusable else [row[place], *points(marks, learner)]

    return by_roster([_heads(table.columns[place], marks, asked)], marks, table, ways(table), asked.by, line)


def without_roster(marks: Marks, asked: Asked) -> Sheet:
    """Return the sheet of all who have a result: what they are called is their user name."""
    heads = [_heads(USERNAME[0], marks, asked)]
    return by_name(heads, marks, lambda name, learner: [name, *points(marks, learner)])


def _heads(identifier: str, marks: Marks, asked: Asked) -> list[str]:
    return [identifier, *(asked.columns[unit] for unit in marks.units)]


def _identifying(table: Table) -> list[int]:
    return [place for heads in IDENTIFIERS if (place := table.find(*heads)) >= 0]


def _identifier(table: Table) -> int:
    """Return the column that identifies people: the first that every line has, else the first."""
    places = _identifying(table)
    whole = (place for place in places if all(row[place].strip() for row in table.rows))
    return next(whole, places[0])
