"""The report of similarity: safe whatever was submitted, whole or not at all, and never a verdict."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smol_grade.locate import course_files
from smol_grade.messages import catalogue
from smol_leaderboard.batch.submissions import read_submissions
from smol_leaderboard.cli.main import app
from smol_leaderboard.errors import OperatorError
from smol_leaderboard.similarity.answers import file_names
from smol_leaderboard.similarity.comparing import compare
from smol_leaderboard.similarity.histogram import HEIGHT, bars
from smol_leaderboard.similarity.writing import Report, ensure_free

from .disguises import disguised
from .independent import EXERCISES, cohort
from .test_similarity import asked

BAD_ID = "<script>alert(1)</script>\u202e&"
BAD_CODE = '</pre><script>alert("x")</script><img src=x onerror=alert(1)>'
FORBIDDEN = re.compile(r"cheat|plagiar|fraud|guilt|dishonest|stole|trampa|plagi|fraude|culpa|deshonest|copiad[oa]", re.IGNORECASE)  # fmt: skip


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort of 30 in a JSONL file; one submission is a copy of another one, and hostile besides."""
    files = cohort(30, 11)
    found = compare_files(files)
    original = max(files, key=lambda name: found[name])
    copy = disguised(files[original], "renamed", 1)
    hostile = f"# {BAD_CODE}\nx = {BAD_CODE!r}  # \u202e\n"
    copy = {name: hostile.encode() + code for name, code in copy.items()}
    broken = {"gsm8k_to_chatml.py": b"def f(:\n", "render_chatml.py": b"x = 1\0"}
    path = tmp_path_factory.mktemp("cohort") / "handed.jsonl"
    lines = [
        {"id": name, "files": {file: code.decode() for file, code in held.items()}}
        for name, held in (files | {BAD_ID: copy, "broken": broken}).items()
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return path


def compare_files(files: dict[str, dict[str, bytes]]) -> dict[str, int]:
    """The own material of each submission."""
    from .test_similarity import compared

    found = compared(files)
    return dict(zip(found.submissions, found.own, strict=True))


@pytest.fixture(scope="module")
def report(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on it, as another process makes it."""
    return told(handed_in, tmp_path_factory.mktemp("out") / "report", "1")


def told(handed_in: Path, out: Path, seed: str) -> Path:
    """Make a report in a process of its own."""
    words = ["similarity", str(handed_in), "--unit", "unit1", "--out", str(out), "--lang", "en"]
    environment = os.environ | {"PYTHONHASHSEED": seed}
    environment.pop("COLUMNS", None)  # sentences are not broken at a width
    done = subprocess.run([sys.executable, "-m", "smol_leaderboard", *words], env=environment, capture_output=True, text=True, check=False)  # fmt: skip
    assert (0, "") == (done.returncode, re.sub(r"^A flag is no verdict.*\n", "", done.stderr))
    assert "Flagged pairs: 1 · groups: 1 · submissions: 32\n" in done.stdout
    assert "\u202e" not in done.stdout
    return out


class Elements(HTMLParser):
    """Notes elements, attributes and texts."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.links: list[str] = []
        self.marked: list[str] = []
        self._in_mark = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self._in_mark = tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = False

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            self.marked.append(data)


def test_the_report_is_harmless(report: Path) -> None:
    """No script, no picture, no handler, no address elsewhere, nothing that hides; the policy forbids the rest."""
    pages = sorted(report.glob("*.html"))
    assert ["index.html", "pair-0001.html"] == [page.name for page in pages]
    for page in pages:
        text = page.read_text("utf-8")
        seen = Elements()
        seen.feed(text)
        assert not {"script", "img", "iframe", "form", "object"} & set(seen.names)
        assert not [name for name, _ in seen.attributes if name.startswith("on")]
        assert {link.partition("#")[0] for link in seen.links} <= {"", "index.html", "pair-0001.html"}
        assert "default-src 'none'" in text
        assert "\u202e" not in text
        assert "alert" in text  # it is shown, as text


def test_the_page_of_a_pair_marks_what_both_wrote(report: Path) -> None:
    """Marks on both sides, and the stub's lines folded away."""
    text = (report / "pair-0001.html").read_text("utf-8")
    seen = Elements()
    seen.feed(text)
    assert len(seen.marked) > 10
    assert "lines of the stub" in text
    assert 'class="common"' in text


def test_the_document(report: Path) -> None:
    """For programs: a version, the rule, the pair by its ids, what was not compared."""
    document = json.loads((report / "pairs.json").read_text("utf-8"))
    assert 1 == document["schema_version"]
    assert [BAD_ID] == [one for pair in document["flagged"] for one in pair["submissions"] if not one.isascii()]
    assert [document["flagged"][0]["submissions"]] == document["groups"]
    assert [("broken", "gsm8k_to_chatml.py", "python", 1), ("broken", "render_chatml.py", "nul", 1)] == [
        (one["submission"], one["file"], one["reason"], one["line"]) for one in document["not_compared"]
    ]
    assert 32 * 31 // 2 == sum(document["shares"])


def test_the_report_is_the_same_in_every_process(handed_in: Path, report: Path, tmp_path: Path) -> None:
    """Byte for byte, whatever Python's own hash is."""
    again = told(handed_in, tmp_path / "again", "2")
    assert sorted(path.name for path in report.iterdir()) == sorted(path.name for path in again.iterdir())
    for path in report.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()


def test_interrupted_it_leaves_nothing(handed_in: Path, tmp_path: Path) -> None:
    """Ctrl-C while the pages are made: neither the folder nor a part of it."""
    submissions = read_submissions(handed_in, file_names(asked()), "unit1")
    found = compare(submissions, asked(), course_files(), lambda *_: None)

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Report(found, asked(), course_files(), "unit1").write(submissions, tmp_path / "out", "en", stop)
    assert [] == list(tmp_path.iterdir())


def test_a_report_takes_no_others_place(tmp_path: Path) -> None:
    """A folder that holds something, a file, a link, and a place that is not there are refused before the work."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("full", "file", "link", "no/where"):
        with pytest.raises(OperatorError):
            ensure_free(tmp_path / name)
    (tmp_path / "empty").mkdir()
    ensure_free(tmp_path / "empty")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["missing", "--out", "o"], "there is no folder or JSONL file"),
        (["empty", "--out", "o"], "holds no submissions"),
        (["other", "--out", "o"], "name the unit"),
        (["other", "--out", "other", "--unit", "unit1"], "is there already"),
        (["other", "--out", "o", "--unit", "unit9"], "unit9"),
    ],
)
def test_what_cannot_be_asked_is_told(words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """One sentence and exit code 2, and nothing is left behind."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "other" / "ana").mkdir(parents=True)
    (tmp_path / "other" / "ana" / "notes.txt").touch()
    done = CliRunner().invoke(app, ["similarity", *words, "--lang", "en"])
    assert 2 == done.exit_code
    assert says in " ".join(done.stderr.split())
    assert ["empty", "other"] == sorted(path.name for path in tmp_path.iterdir())


def test_the_unit_is_told_from_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --unit, the unit is that of the files."""
    monkeypatch.chdir(tmp_path)
    for name, files in cohort(3, 1, list(EXERCISES)[:2]).items():
        (tmp_path / "cohort" / name).mkdir(parents=True)
        for file, code in files.items():
            (tmp_path / "cohort" / name / file).write_bytes(code)
    done = CliRunner().invoke(app, ["similarity", "cohort", "--out", "o", "--lang", "es"])
    assert 0 == done.exit_code, done.stderr
    assert done.stdout.startswith("unit1 · entregas: 3 · respuestas comparadas: 6 ·")
    assert 'lang="es"' in (tmp_path / "o" / "index.html").read_text("utf-8")
    assert "tan pocas" in done.stderr


def of_unit2(folder: Path, *learners: str) -> None:
    """Submissions of unit 2, each in a folder."""
    for name in learners:
        (folder / name).mkdir(parents=True)
        (folder / name / "extract_answer.py").write_text(
            f"def extract_answer(text):\n    return text.split()[{len(name)}]\n"
        )


def test_a_notebook_among_the_files_hides_no_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be of any unit; the files with an exercise's name say which. Without --out the report lies here."""
    monkeypatch.chdir(tmp_path)
    of_unit2(tmp_path / "cohort", "ana", "benno")
    (tmp_path / "cohort" / "eva.ipynb").write_text('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}')
    done = CliRunner().invoke(app, ["similarity", "cohort", "--lang", "en"])
    assert 0 == done.exit_code, done.stderr
    assert done.stdout.startswith("unit2 · submissions: 3 · answers compared: 2 · not begun: 0 ·")
    assert (tmp_path / "cohort-unit2-alike" / "index.html").is_file()
    again = CliRunner().invoke(app, ["similarity", "cohort", "--lang", "en"])
    assert (2, True) == (again.exit_code, "is there already; name a new folder with --out" in again.stderr)


def test_notebooks_alone_say_no_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they hold exercises of two it is to be named; of one exercise's report the name holds no slash."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cohort").mkdir()
    code = "def extract_answer(text):\n    return text\n\ndef render_chatml(messages):\n    return ''\n"
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": code}]
    for name in ("ana", "ben"):
        document = {"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}
        (tmp_path / "cohort" / f"{name}.ipynb").write_text(json.dumps(document))
    done = CliRunner().invoke(app, ["similarity", "cohort", "--lang", "en"])
    assert (2, True) == (done.exit_code, "name the unit" in done.stderr)
    done = CliRunner().invoke(app, ["similarity", "cohort", "--unit", "unit2/extract_answer", "--lang", "en"])
    assert 0 == done.exit_code, done.stderr
    assert (tmp_path / "cohort-unit2-extract_answer-alike" / "pairs.json").is_file()


def test_a_cohort_of_another_unit_is_no_all_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was compared: exit 2, the unit that there is, and no report."""
    monkeypatch.chdir(tmp_path)
    of_unit2(tmp_path / "cohort", "ana", "ben")
    for name in ("ana", "ben"):
        (tmp_path / "cohort" / name / "accuracy_with_stderr.py").write_text("x = 1\n")
    done = CliRunner().invoke(app, ["similarity", "cohort", "--unit", "unit1", "--lang", "en"])
    assert 2 == done.exit_code
    said = " ".join(done.stderr.split())
    assert "nothing was compared; there are files of unit2: name one with --unit" in said
    assert ["cohort"] == [path.name for path in tmp_path.iterdir()]


def test_a_cohort_of_stubs_is_no_all_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They were not begun; the sentence stands where the number of pairs would, and the exit code is not 0."""
    monkeypatch.chdir(tmp_path)
    stub = (course_files().exercises / "unit2" / "extract_answer.py").read_bytes()
    of_unit2(tmp_path / "cohort", "ana", "ben")
    for name in ("ana", "ben"):
        (tmp_path / "cohort" / name / "extract_answer.py").write_bytes(stub)
    done = CliRunner().invoke(app, ["similarity", "cohort", "--out", "o", "--lang", "en"])
    assert 3 == done.exit_code
    assert "answers compared: 0 · not begun: 2 · not compared: 0\nNothing was compared.\n" in done.stdout
    assert "says nothing" in done.stderr
    page = (tmp_path / "o" / "index.html").read_text("utf-8")
    assert ("Nothing was compared." in page, "<svg" in page) == (True, False)
    document = json.loads((tmp_path / "o" / "pairs.json").read_text("utf-8"))
    assert (False, 2) == (document["is_compared"], document["not_begun"]["unit2/extract_answer"])


def test_a_report_is_no_submission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not go into the cohort's folder."""
    of_unit2(tmp_path / "cohort", "ana", "ben")
    monkeypatch.chdir(tmp_path / "cohort")
    done = CliRunner().invoke(app, ["similarity", ".", "--lang", "en"])
    assert (2, True) == (done.exit_code, "would lie among the submissions" in " ".join(done.stderr.split()))
    assert ["ana", "ben"] == sorted(path.name for path in tmp_path.joinpath("cohort").iterdir())


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_text_is_a_verdict(language: str) -> None:
    """No sentence accuses anybody."""
    texts = {key: text for key, text in catalogue(language).items() if key.startswith("similarity.")}
    assert len(texts) > 60
    assert {} == {key: text for key, text in texts.items() if FORBIDDEN.search(text)}


def test_the_histogram_shows_every_range_that_has_pairs() -> None:
    """Also that of a single pair beside two million; those from the line on are told apart."""
    made = bars([2_000_000, 0, 1, 1], 0.5)
    assert [(0, 25, False), (50, 75, True), (75, 100, True)] == [(bar.begin, bar.end, bar.is_above) for bar in made]
    assert made[0].height == HEIGHT
    assert min(bar.height for bar in made) > 3
