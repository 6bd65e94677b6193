"""The page, the tables and the command of insight: what they say, what they never say, and what stops them."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from smol_grade.records import Language, Outcome, Reason
from smol_leaderboard.batch.results import RESULTS, BatchResult
from smol_leaderboard.insight.analysis import Insight, analyse
from smol_leaderboard.insight.batches import read_batches
from smol_leaderboard.insight.passing import Share
from smol_leaderboard.insight.reading import read_gradings
from smol_leaderboard.insight.report.page import render_page
from smol_leaderboard.insight.report.telling import summary
from smol_leaderboard.insight.tables import files_of
from smol_leaderboard.schema import GradeRecord, sealed_record

from .cohort import ALL, OUTLINE, Cohort, write_board
from .sample_board import HOSTILE
from .test_insight import UNKNOWN, alike, fails, gradings_of, passes, submitted

ROOT = Path(__file__).parents[2]
KEY = b"k" * 32
EMPTY_TAGS = {"meta", "path", "use", "br"}
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def records() -> list[GradeRecord]:
    """A small cohort."""
    return list(Cohort(60, 3, ALL).records())


@pytest.fixture(scope="module")
def insight(records: list[GradeRecord]) -> Insight:
    """What they say."""
    return analyse(read_gradings(records, OUTLINE))


class Seen(HTMLParser):
    """The elements of a page, by name, with attributes; raises where one closes that is not open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY_TAGS:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY_TAGS:
            assert tag == self.open.pop()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_asks_nothing_of_anyone(insight: Insight, language: Language) -> None:
    """No script, no address but of its own parts, a policy, well-formed, ids once, every plot told in words."""
    page = render_page(insight, language)
    seen = Seen(page)
    assert [] == seen.open
    names = [tag for tag, _ in seen.elements]
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(names)
    addresses = [
        value or ""
        for _, attributes in seen.elements
        for name, value in attributes.items()
        if name in ("href", "src", "xlink:href", "action", "srcset")
    ]
    assert addresses
    assert [] == [one for one in addresses if not one.startswith("#")]
    assert not re.search(r"url\((?!#)", page)
    assert "default-src 'none'" in page
    ids = [value for _, attributes in seen.elements if (value := attributes.get("id"))]
    assert len(ids) == len(set(ids))
    assert {one.removeprefix("#") for one in addresses} <= set(ids)
    plots = [attributes for tag, attributes in seen.elements if tag == "svg"]
    assert 13 == len(plots)  # the steps, and two of each unit
    assert all(one["role"] == "img" and set(str(one["aria-labelledby"]).split()) <= set(ids) for one in plots)
    assert f'<html lang="{language}">' in page


def test_plots_have_the_colours_of_the_page(insight: Insight) -> None:
    """Light or dark: no colour of their own."""
    page = render_page(insight, "en")
    for plot in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        assert not re.search(r"#[0-9a-f]{6}\b(?!\))", re.sub(r'(id|href)="[^"]*"|url\([^)]*\)', "", plot))
        assert "var(--ink)" in plot


def test_the_same_records_give_the_same_page(records: list[GradeRecord], insight: Insight) -> None:
    """Byte for byte, in any order of records."""
    again = analyse(read_gradings(reversed(records), OUTLINE))
    assert render_page(insight, "en") == render_page(again, "en")
    assert render_page(insight, "en") != render_page(insight, "es")


def test_tables_have_a_row_for_each_try(insight: Insight, tmp_path: Path) -> None:
    """Their columns are explicit, attempts are those of the gradings, and a check's numbers are the page's."""
    for name, content in files_of(insight, KEY):
        (tmp_path / name).write_bytes(content)
    attempts = pq.read_table(tmp_path / "attempts.parquet")
    assert len(insight.gradings.checks.item) == attempts.num_rows
    assert {"yes", "no", "unsure", ""} == set(attempts["recognised"].to_pylist())
    rows = attempts.to_pylist()
    assert all((row["hint"], row["shape"], row["recognised"]) == ("", "", "") for row in rows if row["passed"])
    checks = pq.read_table(tmp_path / "checks.parquet")
    assert len(insight.exercises) + len(insight.checks) == checks.num_rows
    for figures, row in zip((*insight.exercises, *insight.checks), checks.to_pylist(), strict=True):
        assert figures.item == (row["unit"], row["exercise"], row["check"])
        assert (figures.first and figures.first.n) == row["first_passed"]
    first = {}
    for row in rows:
        first.setdefault((row["unit"], row["exercise"], row["check"], row["learner"]), row["passed"])
    for row in checks.to_pylist():
        if row["check"]:
            mine = [v for k, v in first.items() if k[:3] == (row["unit"], row["exercise"], row["check"])]
            assert (len(mine), sum(mine)) == (row["learners"], row["first_passed"])
    for path in tmp_path.iterdir():
        assert b"1" == pq.read_metadata(path).metadata[b"schema_version"]
        assert not {"subject", "request", "name"} & set(pq.read_schema(path).names)


def test_tables_of_nothing_have_their_columns() -> None:
    """An empty board's tables can be read by the same programs."""
    import pyarrow as pa

    files = dict(files_of(analyse(gradings_of()), KEY))
    for name, content in files.items():
        table = pq.read_table(pa.BufferReader(content))
        assert 0 == table.num_rows, name
        assert len(table.column_names) > 8


def test_nobody_is_named(records: list[GradeRecord], insight: Insight) -> None:
    """No subject in any file, no learner's pseudonym on the page; another key gives the rows other names."""
    files = dict(files_of(insight, KEY)) | {"index.html": render_page(insight, "en").encode()}
    subjects = {record.subject for record in records}
    for content in files.values():
        assert not any(subject[:12].encode() in content for subject in subjects)
    assert b"L0001" not in files["index.html"]
    other = dict(files_of(insight, b"l" * 32))
    assert files["attempts.parquet"] != other["attempts.parquet"]
    assert files["checks.parquet"] == other["checks.parquet"]


def test_groups_of_few_are_not_told() -> None:
    """A number over one to four people reads <5 or is left out, on the page and in the tables."""
    records = [*alike(range(5), "one", "two"), submitted(0, 2, passes("one"), passes("two"), passes("three"))]
    records += [submitted(9, 1, passes("rare"), unit="preference")]
    found = analyse(gradings_of(*records, outline=UNKNOWN))
    [cluster] = found.clusters
    assert 4 == cluster.unsolved
    page = render_page(found, "en")
    assert "Not yet passed: &lt;5." in page
    import pyarrow as pa

    tables = {name: pq.read_table(pa.BufferReader(content)).to_pylist() for name, content in files_of(found, KEY)}
    assert [None] == [row["unsolved"] for row in tables["clusters.parquet"]]
    rare = [row for row in tables["checks.parquet"] if row["unit"] == "preference"]
    assert [(None, None, True)] * 2 == [(row["learners"], row["first_passed"], row["few"]) for row in rare]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_records_say_is_shown_for_what_it_is(text: str) -> None:
    """Names of units, exercises, checks, hints, shapes and requests that would be markup, or hide: none takes effect."""
    records = [
        msgspec.structs.replace(
            submitted(learner, 1, fails(text, text, text or "x"), fails("$a$", "h"), unit=text, exercise=text),
            request=f"{text}{learner}",
            id=f"{learner}",
        )
        for learner in range(6)
    ]
    insight = analyse(gradings_of(*records))
    page = render_page(insight, "en")
    seen = Seen(page)
    assert [] == seen.open
    assert not {"script", "img"} & {tag for tag, _ in seen.elements}
    assert [] == [name for _, attributes in seen.elements for name in attributes if name.startswith("on")]
    assert not set("\u202e\u200b\x1b\r") & set(page)
    assert summary(insight, "es")
    assert 4 == len(dict(files_of(insight, KEY)))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The program, in a folder of its own."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("SMOL_GRADE_BOARD", "COLUMNS")},
        "PYTHONPATH": f"{ROOT / 'grader'}{os.pathsep}{ROOT / 'leaderboard'}",
        "LC_ALL": "C.UTF-8",
    }

    def start(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "smol_leaderboard", "insight", *words]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)

    return start


FILES = {"index.html", "attempts.parquet", "checks.parquet", "hints.parquet", "clusters.parquet"}


def test_a_board_becomes_a_report(run: Run, tmp_path: Path, records: list[GradeRecord]) -> None:
    """What stands out on stdout, for whom it is on stderr, and the files in ./insight."""
    write_board(tmp_path / "board", records)
    done = run("--board", "board")
    assert 0 == done.returncode, done.stderr
    assert f"graded submissions: {len(records)} " in done.stdout
    assert "unit3/dpo_loss stands out as hard" in done.stdout
    assert "For the course team" in done.stderr
    assert FILES == {path.name for path in (tmp_path / "insight").iterdir()}
    assert "dpo_loss" in (tmp_path / "insight" / "index.html").read_text("utf-8")


def test_batches_become_a_report(run: Run, tmp_path: Path, records: list[GradeRecord]) -> None:
    """Two folders, together, in Spanish; how the course calls learners and submissions is nowhere."""
    for name, part in (("a", records[::2]), ("b", records[1::2])):
        (tmp_path / name).mkdir()
        lines = [
            BatchResult(submission=f"ada-{n}", learner=f"Ada {n}", attempt=one.attempt, record=sealed_record(one))
            for n, one in enumerate(part)
        ]
        lines.append(BatchResult(submission="none", learner="Ada", attempt=1, refused="cannot_open"))
        (tmp_path / name / RESULTS).write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    done = run("a", "b", "--out", "out/deep", "--lang", "es")
    assert 0 == done.returncode, done.stderr
    assert f"entregas evaluadas: {len(records)} " in done.stdout
    written = {path.name: path.read_bytes() for path in (tmp_path / "out" / "deep").iterdir()}
    assert FILES == written.keys()
    assert not any(b"ada-" in content.lower() or b"Ada " in content for content in written.values())


def batch_of(folder: Path, unit: str, key: str, *passed: tuple[str, bool], content: str = "") -> Path:
    """A batch's folder as it is left behind where nobody noted times: one submission of each learner, named by them."""
    folder.mkdir()
    lines = []
    for name, good in passed:
        record = submitted(0, 1, passes() if good else fails(), unit=unit)
        known = {"subject": f"{key}{name}", "request": f"of {name}", "received_at": "", "id": f"{name} {good}"}
        record = msgspec.structs.replace(record, **known)
        sealed = sealed_record(record)
        lines.append(BatchResult(submission=name, learner=name, attempt=1, sha256=content, record=sealed))
    (folder / RESULTS).write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return folder


def test_learners_are_known_again_from_batch_to_batch(tmp_path: Path) -> None:
    """Batches have keys of their own and submissions of the same names; without times there is an order, and no hours."""
    names = [f"ana{n}" for n in range(6)]
    folders = [
        batch_of(tmp_path / "round1", "instruction", "k", *((name, name == "ana0") for name in names)),
        batch_of(tmp_path / "round2", "instruction", "l", *((name, True) for name in names[1:4])),
        batch_of(tmp_path / "next", "evaluation", "m", *((name, True) for name in names[:5])),
    ]
    gradings = read_batches(folders, OUTLINE, lambda *_: None)
    assert (6, 14, 0) == (gradings.learners, len(gradings.submissions), gradings.skipped)
    assert (3, 0) == (gradings.batches, gradings.same)
    found = analyse(gradings)
    assert (Share(4, 6), Share(5, 6)) == (found.steps[0].passed, found.steps[0].went_on)
    figures = found.exercises[0]
    assert (Share(1, 6), Share(4, 6), None) == (figures.first, figures.end, figures.hours)
    assert figures.attempts is not None
    assert 2.0 == figures.attempts.value
    assert summary(found, "en").startswith("Learners: 6 · graded submissions: 14 · units: 2\n")
    table = pq.read_table(io.BytesIO(dict(files_of(found, KEY))["attempts.parquet"]))
    assert {None} == set(table["hours"].to_pylist())
    assert {1, 2} == set(table["attempt"].to_pylist())


def test_a_batch_that_is_named_twice_counts_once(tmp_path: Path) -> None:
    """Also one that was graded again: with the results that are named last, in the place where it came first."""
    old = batch_of(tmp_path / "old", "instruction", "k", ("ana", False), ("ben", False), content="1")
    later = batch_of(tmp_path / "later", "instruction", "l", ("ana", True), ("eva", True), content="2")
    again = batch_of(tmp_path / "again", "instruction", "m", ("ana", True), ("ben", False), content="1")
    twice = read_batches([old, old], OUTLINE, lambda *_: None)
    assert (2, 2, 2) == (twice.learners, len(twice.submissions), twice.same)
    all_of_them = read_batches([old, later, again], OUTLINE, lambda *_: None)
    assert (3, 4, 2) == (all_of_them.learners, len(all_of_them.submissions), all_of_them.same)
    # ana-1 passes as graded again, and stays her first attempt though its folder comes last
    [exercise] = analyse(all_of_them).exercises
    assert 3 == exercise.learners
    assert {"1/of ana": (1, True), "2/of ana": (2, True), "1/of ben": (1, False), "2/of eva": (1, True)} == {
        one.request: (one.attempt, one.full) for one in all_of_them.submissions
    }
    before = read_batches([again, later, old], OUTLINE, lambda *_: None)
    assert {"1/of ana": (1, False), "2/of ana": (2, True), "1/of ben": (1, False), "2/of eva": (1, True)} == {
        one.request: (one.attempt, one.full) for one in before.submissions
    }


def test_the_command_says_how_many_were_the_same(run: Run, tmp_path: Path) -> None:
    """On the terminal and the page."""
    batch_of(tmp_path / "a", "instruction", "k", *((f"n{n}", True) for n in range(6)), content="1")
    done = run("a", "a", "--lang", "en")
    assert 0 == done.returncode, done.stderr
    assert "Learners: 6 · graded submissions: 6 · " in done.stdout
    assert "with the same content: 6." in done.stdout
    assert "with the same content: 6." in (tmp_path / "insight" / "index.html").read_text("utf-8")


def test_the_headline_counts_what_was_not_begun(run: Run, tmp_path: Path) -> None:
    """As many as the batch says it has graded; where nothing was begun that is all there is to say."""
    idle = fails(outcome=Outcome.NOT_RUN, reason=Reason.NOT_STARTED)
    stubs = submitted(99, 1, idle)
    write_board(tmp_path / "board", [stubs, *(submitted(learner, 1, passes()) for learner in range(18))])
    write_board(tmp_path / "idle", [stubs])
    done = run("--board", "board", "--lang", "en")
    assert done.stdout.startswith("Learners: 19 · graded submissions: 19 (not begun: 1) · units: 1 · "), done.stdout
    done = run("--board", "idle", "--lang", "en")
    assert done.stdout.startswith("Nothing has been begun yet, so there is nothing to tell. Graded submissions: 1\n")


def test_only_an_earlier_report_is_replaced(run: Run, tmp_path: Path) -> None:
    """Somebody else's page stays; so does what else lies in a folder."""
    write_board(tmp_path / "board", [submitted(learner, 1, passes()) for learner in range(6)])
    for name, file in (("site", "index.html"), ("notes", "notes.txt")):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text("mine")
        done = run("--board", "board", "--out", name)
        assert (2, "") == (done.returncode, done.stdout)
        assert "holds something else than an earlier report" in " ".join(done.stderr.split())
        assert {file: "mine"} == {path.name: path.read_text() for path in (tmp_path / name).iterdir()}
    (tmp_path / "empty").mkdir()
    for _ in range(2):
        assert 0 == run("--board", "board", "--out", "empty").returncode
    assert FILES == {path.name for path in (tmp_path / "empty").iterdir()}


def test_what_few_did_after_a_hint_is_told_nowhere() -> None:
    """Neither in its cell nor by a difference: not on the page, not in the tables."""
    records = []
    for learner in range(20):  # 9 pass, 3 see it again, 8 fail otherwise
        following = passes() if learner < 9 else fails(hint="h" if learner < 12 else "x")
        records += [submitted(learner, 1, fails(hint="h")), submitted(learner, 2, following)]
    found = analyse(gradings_of(*records))
    page = render_page(found, "en")
    [row] = re.findall(r"<code dir=.ltr.>h</code>.*?</tr>", page)
    assert ["20", "9", "&lt;5", "–", "0"] == re.findall(r'<td class="n">(.*?)</td>', row)
    table = pq.read_table(io.BytesIO(dict(files_of(found, KEY))["hints.parquet"])).to_pylist()
    [told] = [one for one in table if one["hint"] == "h"]
    assert (9, None, None, 0, None) == tuple(told[name] for name in ("passed", "same", "other", "left", "again"))


def test_of_a_group_the_few_who_have_passed_are_not_told() -> None:
    """11 of whom 1 has passed: >6 have not."""
    records = [*alike(range(11), "one", "two"), submitted(0, 2, passes("one"), passes("two"), passes("three"))]
    found = analyse(gradings_of(*records, outline=UNKNOWN))
    assert "Not yet passed: &gt;6." in render_page(found, "en")
    table = pq.read_table(io.BytesIO(dict(files_of(found, KEY))["clusters.parquet"])).to_pylist()
    assert [None] == [row["unsolved"] for row in table]


def test_the_plot_of_attempts_names_exercises() -> None:
    """Where somebody tried twice; else it would say no more than the one beside it."""
    once = [submitted(learner, 1, passes() if learner % 2 else fails(), exercise="alone") for learner in range(10)]
    page = render_page(analyse(gradings_of(*once)), "en")
    assert ("Passed after so many attempts" in page, "Estimated share that has passed" in page) == (False, False)
    more = [submitted(learner, 2, passes(), exercise="twice") for learner in range(20, 30)]
    more += [submitted(learner, 1, fails(), exercise="twice") for learner in range(20, 30)]
    page = render_page(analyse(gradings_of(*once, *more)), "en")
    plot = next(one for one in re.findall(r"<svg.*?</svg>", page, re.DOTALL) if "attempts, estimated" in one)
    assert {"alone", "twice"} <= set(re.findall(r">(\w+)</text>", plot))
    [alone, twice] = re.findall(r"<tr><th scope=.row.>(?:alone|twice)</th>((?:<td class=.n.>[^(<]*</td>)+)</tr>", page)
    assert [["50 %", "–"], ["0 %", "100 %"]] == [re.findall(r">([^<]+)</td>", row) for row in (alone, twice)]


@pytest.mark.parametrize("language", ["en", "es"])
def test_batches_have_no_board(tmp_path: Path, language: Language) -> None:
    """Nothing is said of a board's records, and the file that says whose a submission is is named."""
    folder = batch_of(tmp_path / "a", "instruction", "k", *((f"n{n}", False) for n in range(6)))
    found = analyse(read_batches([folder], UNKNOWN, lambda *_: None))
    page = render_page(found, language)
    assert "results.jsonl" in page
    assert not re.search(r"\b(board|tablero)", page)


def test_a_board_without_grades_says_so(run: Run, tmp_path: Path) -> None:
    """The files are there all the same."""
    write_board(tmp_path / "board", [])
    done = run("--board", "board")
    assert 0 == done.returncode, done.stderr
    assert done.stdout.startswith("Nothing has been graded yet")
    assert FILES == {path.name for path in (tmp_path / "insight").iterdir()}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--board", "nowhere"), 3, "nowhere"),
        (("nowhere",), 2, "is nowhere the folder of a batch?"),
        (("--board", "board", "--out", "taken/insight"), 2, "taken"),
        (("--board", "board", "--suites", "nowhere"), 2, "nowhere"),
        (("--board", "board", "--lang", "xx"), 2, "xx"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    """And an exit code, never a traceback."""
    write_board(tmp_path / "board", [])
    (tmp_path / "taken").write_text("a file")
    done = run(*words)
    assert code == done.returncode, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert "" == done.stdout
