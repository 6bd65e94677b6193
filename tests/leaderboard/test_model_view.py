"""Models on a terminal and for programs: the tables fit, ties are told, one model is told in full."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len

from smol_grade.messages import LANGUAGES, catalogue, say
from smol_grade.records import Language
from smol_leaderboard import layout
from smol_leaderboard.board.model_ranking import METRICS
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.board.reproducing import reproduce
from smol_leaderboard.board.shapes import ModelsDocument
from smol_leaderboard.errors import NewerBoard, RecordError
from smol_leaderboard.schema import NOBODYS, canonical, sealed_record
from smol_leaderboard.view import model_forms
from smol_leaderboard.view.model_choosing import Wanted, of_model, rankings
from smol_leaderboard.view.model_errors import NoModels, NoneOfThese, NoSuchModel
from smol_leaderboard.view.model_fetching import fetch_evaluation, fetch_models, read_models
from smol_leaderboard.view.model_report import one_as_text
from smol_leaderboard.view.model_sheet import ModelSheet
from smol_leaderboard.view.model_table import as_text

from .memory_store import MemoryStore
from .sample_board import HOSTILE, grade, people, segments, settings, subject
from .sample_evaluations import BASES, crowd, evaluation, result
from .test_view import BLOCKED, INERT, NOW, ROOT, Site

EVERY = Wanted()
OLD = "learner-40/sample-old"
MINE = "learner-13/sample-sft-135m"


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    """A board of the crowd's models, whose learners have hostile names, with one of an older protocol beside them."""
    made = MemoryStore({layout.SETTINGS: canonical(settings())})
    for one, files in crowd(3, 24):
        made.content |= segments([one]) | files
    made.content |= segments([evaluation(40, protocol="smol-eval-0+0123456789ab", model=OLD)])
    made.content |= people(dict(enumerate(HOSTILE)))
    rebuild(made)
    return made


@pytest.fixture(scope="module")
def folder(store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same in a folder."""
    where = tmp_path_factory.mktemp("board")
    store.save(where)
    return str(where)


@pytest.fixture(scope="module")
def document(store: MemoryStore) -> ModelsDocument:
    return read_models(store.content["board/models.json"], "here")


def sheet(document: ModelsDocument, width: int = 80, language: Language = "en", wanted: Wanted = EVERY) -> ModelSheet:
    return ModelSheet("here", document, rankings(document, wanted), NOW, NOW, language, width)


def test_a_table_for_each_ranking_in_order(document: ModelsDocument) -> None:
    """Sizes and limits apart, the best first, references and models that do not count among them without a rank."""
    found = rankings(document, Wanted())
    assert [("135M", 0), ("135M", 64), ("360M", 0)] == [(one.size_class, one.limit) for one in found]
    for one in found:
        values = [placed.cell.value for placed in one.placed]
        assert values == sorted(values)
        assert all((placed.cell.rank is None) == bool(placed.line.unranked) for placed in one.placed)
    accuracy = [placed.cell.value for placed in rankings(document, Wanted("gsm8k"))[0].placed]
    assert accuracy == sorted(accuracy, reverse=True)


def test_what_is_asked_for_is_shown(document: ModelsDocument) -> None:
    """A size, a unit with the references beside, a learner's models, so many; ranks stay those of the whole ranking."""
    whole = {placed.line.record: placed for one in rankings(document, Wanted()) for placed in one.placed}
    assert ["360M"] == [one.size_class for one in rankings(document, Wanted(size="360m"))]
    for one in rankings(document, Wanted(unit="preference")):
        assert all("preference" in p.line.units or p.line.reference for p in one.placed)
        assert all(p == whole[p.line.record] for p in one.placed)
    mine = [p.line.model for one in rankings(document, Wanted(user=subject(13)[:8])) for p in one.placed]
    assert [MINE] == mine
    assert mine == [p.line.model for one in rankings(document, Wanted(user="learner-13")) for p in one.placed]
    assert [2, 1, 2] == [len(one.placed) for one in rankings(document, Wanted(top=2))]
    for asked in (Wanted("nothing"), Wanted(size="7B")):
        with pytest.raises(NoneOfThese):
            rankings(document, asked)
    with pytest.raises(NoSuchModel):
        rankings(document, Wanted(user="nobody"))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("task", ["", "gsm8k"])
def test_the_tables_fit_every_width(document: ModelsDocument, language: Language, task: str) -> None:
    """From 40 to 100 columns no line is wider, every model has its interval, and no character acts on the terminal."""
    for width in (40, 41, 50, 67, 68, 69, 80, 99, 100):
        found = sheet(document, width, language, Wanted(task))
        text = as_text(found)
        assert not [line for line in text.splitlines() if cell_len(line) > width]
        assert sum(len(one.placed) for one in found.rankings) == len(re.findall(r"\[\d+\.\d+, \d+\.\d+\]", text))
        assert not {c for c in text if c != "\n" and unicodedata.category(c) in INERT}


def test_a_tie_is_told(document: ModelsDocument) -> None:
    """A shared rank has a sign, and below stands what it means; a rank that nobody shares has none."""
    [first, trial, _] = rankings(document, Wanted())
    text = as_text(sheet(document))
    assert any(one.shared for one in first.placed)
    assert "1=" in text
    assert "the 95 % intervals overlap" in " ".join(text.split())
    assert [False] == [one.shared for one in trial.placed]
    alone = as_text(sheet(document, wanted=Wanted(user="learner-0", size="135M", task="loss"))).split("first 64")[1]
    assert re.search(r"^ *1 +learner-0/sample-trial", alone, re.MULTILINE)


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("language", ["en", "es"])
def test_one_model_is_told_in_full(store: MemoryStore, folder: str, language: Language, width: int) -> None:
    """Each result with its interval, gap, base, reasons with what to do, where it is from, the command in one line."""
    document = fetch_models(folder).document
    [line] = of_model(document, MINE.upper())
    record = fetch_evaluation(folder, line.record)
    text = one_as_text(sheet(document, width, language), line, record)
    flat = " ".join(text.split())
    for key in ("overfit", "overfit_fix"):
        assert catalogue(language)[f"counts_not.{key}"] in flat
    for whole in (record.revision, record.protocol, record.gains[0].base[:12], "samples/", BASES["135M"]):
        assert whole in "".join(text.split())
    assert len(record.results) + len(record.gains) * (2 if width == 80 else 1) == len(re.findall(r"\[[\d., ]+\]", flat))
    assert text.endswith(f"\n{reproduce(record)}\n")
    assert not [one for one in text.splitlines()[:-1] if cell_len(one) > width]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_learners_name_is_text(document: ModelsDocument, folder: str, number: int) -> None:
    """Whatever it holds, it is shown on its own line and does nothing."""
    [line] = [one for one in document.rows if one.subject == subject(number) and not one.limit]
    text = one_as_text(sheet(document), line, fetch_evaluation(folder, line.record))
    assert not {c for c in text if c != "\n" and unicodedata.category(c) in INERT and c != "\u200d"}
    assert not [one for one in text.splitlines() if one.lstrip().startswith("::")]


def test_a_base_and_an_old_measurement_say_why_they_have_no_rank(document: ModelsDocument, folder: str) -> None:
    """In a sentence each."""
    for model, words in ((BASES["135M"], "it is a reference"), (OLD, "under an older protocol")):
        [line] = of_model(document, model)
        assert words in " ".join(one_as_text(sheet(document), line, fetch_evaluation(folder, line.record)).split())


def test_a_model_whose_maker_has_withdrawn_says_so(tmp_path: Path) -> None:
    """Beside its name and in its own view, which has no command: nobody can measure it again."""
    store = MemoryStore({layout.SETTINGS: canonical(settings())})
    gone = evaluation(1, model=f"{NOBODYS}0123456789ab-1", revision="0" * 40)
    store.content |= segments([sealed_record(msgspec.structs.replace(gone, project=("no_use",))), evaluation(2)])
    rebuild(store)
    store.save(tmp_path)
    document = read_models(store.content["board/models.json"], "here")
    [line] = of_model(document, f"{NOBODYS}0123456789ab-1")
    assert "evaluate FOLDER" in line.reproduce
    for language in LANGUAGES:
        told = " ".join(as_text(sheet(document, 120, language)).split())
        assert say(language, "models.withdrawn") in told
        text = one_as_text(sheet(document, 80, language), line, fetch_evaluation(str(tmp_path), line.record))
        assert say(language, "models.withdrawn_means") in " ".join(text.split())
        assert say(language, "lacks.no_use") in " ".join(text.split())
        assert "smol-grade " not in text


def test_a_model_is_found_by_name_commit_and_record() -> None:
    """Of several measurements the one with a rank comes first; each can be asked for by its record's id."""
    later = evaluation(1, limit=64, model="ada/m")
    old = evaluation(2, model="ada/m", protocol="smol-eval-0+0123456789ab")
    whole = evaluation(1, model="ada/m")
    store = MemoryStore({layout.SETTINGS: canonical(settings())} | segments([later, old, whole]))
    rebuild(store)
    document = read_models(store.content["board/models.json"], "here")
    assert [whole.id, later.id, old.id] == [line.record for line in of_model(document, "Ada/M")]
    assert [later.id] == [line.record for line in of_model(document, later.id[:12])]
    assert 3 == len(of_model(document, f"ada/m@{whole.revision[:7]}"))
    for wrong in ("", "ada", "ada/m@ffffff", later.id[:7]):
        with pytest.raises(NoSuchModel):
            of_model(document, wrong)


def test_the_command_measures_what_was_measured() -> None:
    """Public tasks, the same limit; a folder of data by a word in capitals, whatever the record calls it."""
    one = evaluation(1, (result("gsm8k", 9), result("heldout", 9), result("loss", 9)), model="ada/m", limit=64)
    start = f"smol-grade evaluate ada/m@{one.revision} --tasks"
    assert f"{start} loss,gsm8k --limit 64 --data DIR" == reproduce(one)

    def over(*data: str) -> str:
        import msgspec

        results = [msgspec.structs.replace(result(f"t{n}", 9), data=name) for n, name in enumerate(data)]
        return reproduce(evaluation(1, tuple(results), model="ada/m", revision=one.revision))

    assert f"{start} t0,t1" == over("embedded", "embedded")
    assert f"{start} t0,t1 --data DIR" == over("embedded", f"openai/gsm8k@{'0a' * 20}")
    assert f"{start} t0,t1 --data DIR" == over("folder", "embedded")
    assert f"{start} t0 --data DIR" == over("x; rm -rf")
    assert "FOLDER --tasks heldout" in reproduce(evaluation(1, (result("heldout", 9),), model="mine", reference="mine"))


def test_an_old_encoding_gets_ascii(document: ModelsDocument, folder: str) -> None:
    """Frame and signs are ASCII where the screen has nothing else."""
    found = sheet(document)._replace(unicode=False)
    [line] = of_model(document, MINE)
    assert as_text(found).isascii()
    assert one_as_text(found, line, fetch_evaluation(folder, line.record)).isascii()


def test_csv_and_json_have_the_boards_numbers(document: ModelsDocument, folder: str) -> None:
    """A line a model and ranking, in millionths; one model with its whole record."""
    found = sheet(document, wanted=Wanted("gsm8k"))
    placed = [one for ranking in found.rankings for one in ranking.placed]
    rows = list(csv.DictReader(io.StringIO(model_forms.as_csv(found))))
    assert [(one.line.record, str(one.cell.value)) for one in placed] == [(r["record"], r["value"]) for r in rows]
    shown = json.loads(model_forms.as_json(found))
    assert [list(one.cell) for one in placed] == [
        [row[name] for name in ("rank", "n", "value", "stderr", "low", "high")]
        for ranking in shown["rankings"]
        for row in ranking["rows"]
    ]
    [line] = of_model(document, MINE)
    record = fetch_evaluation(folder, line.record)
    one = json.loads(model_forms.one_as_json(found, line, record))
    assert (record.content_sha256, line.reproduce) == (one["evaluation"]["content_sha256"], one["reproduce"])


def test_markdown_is_tables_of_plain_texts(document: ModelsDocument) -> None:
    """A parser finds a row a model, and no link, image or HTML."""
    found = sheet(document)
    tokens = MarkdownIt("commonmark", {"linkify": False}).enable("table").parse(model_forms.as_markdown(found))
    inner = [child for token in tokens for child in token.children or []]
    assert {"text", "softbreak", "text_special"} >= {child.type for child in inner}
    models = sum(len(one.placed) for one in found.rankings)
    assert models + len(found.rankings) == sum(token.type == "tr_open" for token in tokens)


def test_a_strangers_file_is_checked(store: MemoryStore) -> None:
    """No document, a later one, a row that lacks a cell, a time that is none: a sentence each."""
    good = json.loads(store.content["board/models.json"])
    for content in (b"", b"[]", b"{}", b"\xff", b"[" * 100_000):
        with pytest.raises(RecordError):
            read_models(content, "here")
    with pytest.raises(NewerBoard):
        read_models(b'{"schema_version":2}', "here")
    for change in (
        lambda found: found["rows"][0].update(cells=[]),
        lambda found: found["rows"][0].update(at="\x1b[2J"),
        lambda found: found.update(as_of="yesterday"),
    ):
        bad = json.loads(json.dumps(good))
        change(bad)
        with pytest.raises(RecordError):
            read_models(json.dumps(bad).encode(), "here")


def test_a_board_of_an_older_program_has_no_models(tmp_path: Path) -> None:
    """The learners' board is there, `models.json` is not: that is said, not an error of the board."""
    made = MemoryStore({layout.SETTINGS: canonical(settings())} | segments([grade(1)]))
    rebuild(made)
    del made.content["board/models.json"]
    made.save(tmp_path)
    with pytest.raises(NoModels):
        fetch_models(str(tmp_path))


def test_a_record_that_is_gone_is_told(store: MemoryStore, tmp_path: Path) -> None:
    """Its file lacks it, or there is no such file."""
    store.save(tmp_path)
    known = next(path for path in store.content if path.startswith("board/evaluations/"))
    with pytest.raises(NoSuchModel):
        fetch_evaluation(str(tmp_path), known[-7:-5] + "0" * 62)
    os.unlink(tmp_path / known)
    with pytest.raises(NoModels):
        fetch_evaluation(str(tmp_path), known[-7:-5] + "0" * 62)


@pytest.fixture
def site(store: MemoryStore) -> Iterator[Site]:
    started = Site(store.content["board/models.json"])
    yield started
    started.stop()


def test_an_address_is_asked_for_the_file_beside_the_board(site: Site, tmp_path: Path) -> None:
    """Once a minute, then by ETag; each document has its own place in the cache."""
    first = fetch_models(site.url, tmp_path, NOW)
    assert first.document == fetch_models(site.url, tmp_path, NOW + datetime.timedelta(seconds=1)).document
    later = NOW + datetime.timedelta(seconds=90)
    assert (first.document, later, None) == tuple(fetch_models(site.url, tmp_path, later))
    assert [200, 304] == site.answers
    assert first.document == fetch_models(f"{site.url}/board/board.json", tmp_path, NOW).document


@pytest.fixture
def run(folder: str, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The program on the folder, in a process in which nothing but the base install can be imported."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'grader'}{os.pathsep}{ROOT / 'leaderboard'}",
        "SMOL_GRADE_BOARD": folder,
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "LC_ALL": "C.UTF-8",
    }

    def start(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", BLOCKED, "leaderboard", *words]
        return subprocess.run(command, env=environment | variables, capture_output=True, text=True, check=False)

    return start


def test_the_command_shows_models_and_one(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """With the base install alone, in each form; `--task` or `--size` alone mean the models too."""
    shown = run("--models", "--task", "gsm8k", "--format", "json")
    assert (0, "") == (shown.returncode, shown.stderr)
    assert ["gsm8k"] * 2 == [one["task"] for one in json.loads(shown.stdout)["rankings"]]
    every = json.loads(run("--models", "--format", "json").stdout)["rankings"]
    assert ["loss", "format", "heldout", "gsm8k"] == list(dict.fromkeys(one["task"] for one in every))
    one = run("--model", MINE, "--lang", "es", COLUMNS="40")
    assert (0, "") == (one.returncode, one.stderr)
    assert f"smol-grade evaluate {MINE}@" in one.stdout
    assert MINE in run("--size", "135M", "--unit", "1").stdout


@pytest.mark.parametrize(
    "words",
    [("--models", "--task", "nothing"), ("--size", "7B"), ("--model", "no/body"), ("--models", "--unit", "unit99")],
)
def test_what_makes_no_sense_is_a_sentence(
    run: Callable[..., subprocess.CompletedProcess[str]], words: tuple[str, ...]
) -> None:
    """Exit code 2, nothing on stdout, never a traceback."""
    done = run(*words)
    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_metric_and_every_reason_without_a_rank_has_words(language: Language) -> None:
    """Those that records can have."""
    keys = catalogue(language).keys()
    assert {f"models.metric_{metric}" for metric in METRICS} <= keys
    unranked = ("reference", "counts_not", "older_protocol", "weak_tier")
    assert {f"models.unranked_{why}" for why in unranked} <= keys
