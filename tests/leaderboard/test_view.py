"""The board on a terminal and for programs: fits, says how old it is, and takes nobody's name for more than text."""

from __future__ import annotations

import csv
import datetime
import http.server
import io
import json
import os
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakehub import FakeHub
from markdown_it import MarkdownIt
from rich.cells import cell_len

from smol_grade.records import Language
from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.board.shapes import BoardDocument
from smol_leaderboard.errors import Denied, NewerBoard, NobodyThere, NoStore, RecordError, UnitNotThere, Unreachable
from smol_leaderboard.schema import canonical
from smol_leaderboard.store.hub import HubStore
from smol_leaderboard.view import forms
from smol_leaderboard.view.choosing import choose
from smol_leaderboard.view.fetching import FRESH_S, fetch, read_board
from smol_leaderboard.view.table import as_text

from .memory_store import MemoryStore
from .sample_board import HOSTILE, grade, people, sample, segments, settings, subject

ROOT = Path(__file__).parents[2]
NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(seconds=FRESH_S)
INERT = {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"}


@pytest.fixture(scope="module")
def hostile() -> BoardDocument:
    """A board on which everybody has a name of the zoo."""
    store = MemoryStore({layout.SETTINGS: canonical(settings())})
    store.content |= people(dict(enumerate(HOSTILE)))
    store.content |= segments(grade(number, points=number) for number in range(len(HOSTILE)))
    store.content |= segments([grade(900, points=20, reference="</td><b>base"), grade(901, points=3)])
    rebuild(store)
    return read_board(store.content["board/board.json"], "here")


def sheet(
    board: BoardDocument, width: int = 80, language: Language = "en", unit: str = "", user: str = "", top: int = 0
) -> forms.Sheet:
    return forms.Sheet("here", board, choose(board, unit, user, top), NOW, NOW, language, width)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("unit", ["", "instruction"])
def test_the_table_fits_every_width_and_shows_what_is_invisible(
    hostile: BoardDocument, language: Language, unit: str
) -> None:
    """From 40 to 100 columns no line is wider, every line has its points, and no character acts on the terminal."""
    for width in range(40, 101):
        text = as_text(sheet(hostile, width, language, unit))
        assert not [line for line in text.splitlines() if cell_len(line) > width]
        acting = {c for c in text if c != "\n" and unicodedata.category(c) in INERT and c != "\u200d"}
        assert set() == acting
        assert len(HOSTILE) + 2 == len(re.findall(r" \d+/(?:40|100)(?: |$)", text, re.MULTILINE))


def test_no_line_of_any_form_is_a_command_to_a_log(hostile: BoardDocument) -> None:
    """Names such as `::error::` are after something else on their line, or broken up."""
    for make in (as_text, forms.as_json, forms.as_csv, forms.as_markdown):
        assert not [line for line in make(sheet(hostile)).splitlines() if line.lstrip().startswith("::")]


def test_an_old_encoding_gets_ascii(hostile: BoardDocument) -> None:
    """Frame and signs of ours are ASCII where the screen has nothing else."""
    plain = as_text(sheet(hostile, user="x" * 10_000)._replace(unicode=False))
    assert plain.isascii()
    assert "..." in plain
    every = as_text(sheet(hostile)._replace(unicode=False))
    assert every.isascii()
    assert 1 == len({len(line) for line in every.splitlines() if line.startswith("|")})


def test_csv_is_read_back_and_runs_nothing(hostile: BoardDocument) -> None:
    """One line a row, the same numbers, no cell that begins like a formula."""
    rows = list(csv.DictReader(io.StringIO(forms.as_csv(sheet(hostile)))))
    lines = choose(hostile).lines
    assert [(line.subject, str(line.points)) for line in lines] == [(row["subject"], row["points"]) for row in rows]
    assert not [cell for row in rows for cell in row.values() if re.match(r"\s*[=+\-@\t\r|%]", cell)]
    assert len(rows) + 1 == len(forms.as_csv(sheet(hostile)).splitlines())


def test_markdown_is_one_table_of_plain_texts(hostile: BoardDocument) -> None:
    """A parser with tables and bare links on finds a row a learner, and no link, image or HTML."""
    text = forms.as_markdown(sheet(hostile))
    tokens = MarkdownIt("commonmark", {"linkify": False}).enable("table").parse(text)
    inner = [child for token in tokens for child in token.children or []]
    assert {"text", "softbreak", "text_special"} >= {child.type for child in inner}
    assert len(HOSTILE) + 3 == sum(token.type == "tr_open" for token in tokens)
    assert {4} == {row.count("<td") for row in MarkdownIt().enable("table").render(text).split("<tr>")[2:]}


def test_json_is_ascii_and_exact(hostile: BoardDocument) -> None:
    """Names come back as they were."""
    text = forms.as_json(sheet(hostile))
    assert text.isascii()
    names = {row["subject"]: row["name"] for row in json.loads(text)["rows"]}
    assert {subject(number): name for number, name in enumerate(HOSTILE)}.items() <= names.items()


def test_a_user_is_found_by_name_and_by_subject(hostile: BoardDocument) -> None:
    """Case does not matter; 8 digits of the subject do; nobody else is shown."""
    assert [subject(13)] == [line.subject for line in choose(hostile, user="学習者").lines] or HOSTILE[13] != "学習者"
    assert [subject(901)] == [line.subject for line in choose(hostile, user=subject(901)[:8].upper()).lines]
    with pytest.raises(NobodyThere):
        choose(hostile, user=subject(901)[:7])
    with pytest.raises(UnitNotThere):
        choose(hostile, unit="nowhere")


def test_a_user_sees_where_they_stand_in_each_unit() -> None:
    """Below the sum a line a unit, with the rank there."""
    store = MemoryStore({layout.SETTINGS: canonical(settings())})
    store.content |= segments([grade(1, points=9), grade(2, points=8), grade(2, "preference", 30)]) | people({2: "ada"})
    rebuild(store)
    board = read_board(store.content["board/board.json"], "here")
    rows = [line.split() for line in as_text(sheet(board, 40, user="ADA")).splitlines()]
    assert [["1", "ada", "38/100"], ["2", "instruction", "8/40"], ["1", "preference", "30/30"]] == rows[4:7]


def test_nobody_yet() -> None:
    """An empty board says so in a sentence."""
    store = MemoryStore({layout.SETTINGS: canonical(settings(practice=True))})
    rebuild(store)
    text = as_text(sheet(read_board(store.content["board/board.json"], "here")))
    assert "Nobody has a result yet." in text
    assert "Practice board" in text


@pytest.mark.parametrize(
    ("ago", "said"), [(0, "just now"), (59, "just now"), (60, "1 min ago"), (7300, "2 h ago"), (200_000, "2 d ago"), (-9, "just now")]
)  # fmt: skip
def test_age(ago: int, said: str) -> None:
    """In the largest unit that is at least one; a clock that is wrong is no error."""
    assert said == forms.age(NOW - datetime.timedelta(seconds=ago), NOW, "en")


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"nothing", b'{"schema_version":1}', b"\xff", b"[" * 100_000]
)  # fmt: skip
def test_what_is_no_board_is_told(content: bytes) -> None:
    """A sentence, not a traceback."""
    with pytest.raises(RecordError):
        read_board(content, "here")


def test_a_later_board_says_upgrade() -> None:
    """Whatever else it holds."""
    with pytest.raises(NewerBoard):
        read_board(b'{"schema_version":2,"surprise":[]}', "here")


def test_times_and_cells_are_checked(hostile: BoardDocument) -> None:
    """A board at an address is a stranger's."""
    good = json.loads(canonical(hostile))
    for change in (
        lambda board: board.update(as_of="yesterday"),
        lambda board: board["rows"][0].update(reached="\x1b[2J"),
        lambda board: board["rows"][0].update(cells=[]),
    ):
        bad = json.loads(json.dumps(good))
        change(bad)
        with pytest.raises(RecordError):
            read_board(json.dumps(bad).encode(), "here")


class Site:
    """A web server with one board, ETags, and what it was asked."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.status = 200
        self.answers: list[int] = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tag = f'"{hash(site.content)}"'
                status = 304 if site.status == 200 and self.headers.get("If-None-Match") == tag else site.status
                site.answers.append(status)
                self.send_response(status)
                self.send_header("ETag", tag)
                body = site.content if status == 200 else b""
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/some/where"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def board() -> MemoryStore:
    return sample(10, 3, 4)


@pytest.fixture
def site(board: MemoryStore) -> Iterator[Site]:
    started = Site(board.content["board/board.json"])
    yield started
    started.stop()


def test_an_address_is_asked_once_a_minute_and_sends_only_what_is_new(site: Site, tmp_path: Path) -> None:
    """Within a minute from the cache, then by ETag; after a change the new board."""
    first = fetch(site.url, tmp_path, NOW)
    assert first.board == fetch(site.url, tmp_path, NOW + datetime.timedelta(seconds=FRESH_S - 1)).board
    assert (first.board, LATER) == fetch(site.url, tmp_path, LATER)[:2]
    assert [200, 304] == site.answers
    site.content = sample(11, 3, 4).content["board/board.json"]
    assert fetch(site.url, tmp_path, LATER + (LATER - NOW)).board.rows != first.board.rows


def test_without_a_network_the_last_one_is_shown_with_its_age(site: Site, tmp_path: Path) -> None:
    """And it says since when; who never saw one gets an error."""
    first = fetch(site.url, tmp_path, NOW)
    site.status = 503
    found = fetch(site.url, tmp_path, LATER)
    assert (first.board, NOW) == found[:2]
    assert isinstance(found.problem, Unreachable)
    with pytest.raises(Unreachable):
        fetch(f"{site.url}/else", tmp_path, LATER)


@pytest.mark.parametrize(("status", "error"), [(404, NoStore), (401, Denied), (403, Denied)])
def test_a_board_that_is_gone_is_not_shown_from_the_cache(
    site: Site, tmp_path: Path, status: int, error: type[Exception]
) -> None:
    """Offline is one thing, gone or forbidden another."""
    fetch(site.url, tmp_path, NOW)
    site.status = status
    with pytest.raises(error):
        fetch(site.url, tmp_path, LATER)


@pytest.mark.parametrize("damage", [b"", b"{}\n{}", b"\xff\xfe"])
def test_a_damaged_cache_is_none(site: Site, tmp_path: Path, damage: bytes) -> None:
    """It is fetched again, whole."""
    first = fetch(site.url, tmp_path, NOW)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert first.board == fetch(site.url, tmp_path, NOW).board
    assert [200, 200] == site.answers


def test_a_cache_that_cannot_be_written_is_no_reason_to_show_nothing(site: Site, tmp_path: Path) -> None:
    """Such as a file where the folder should be."""
    (tmp_path / "file").write_text("")
    assert fetch(site.url, tmp_path / "file" / "cache", NOW).board.rows


def test_a_hub_board_is_read_by_revision(board: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the real client: a look at the head, the file only when the head moved, the cache when the Hub is gone."""
    with FakeHub() as hub:
        hub.repo("dataset", "course/board")
        hub.api("course")
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        store = HubStore("course/board", hub.account("course").token)
        store.commit(board.board(), "sample")
        first = fetch("course/board", tmp_path / "cache", NOW)
        assert json.loads(board.content["board/board.json"])["rows"][0]["subject"] == first.board.rows[0].subject
        assert (first.board, LATER, None) == fetch("course/board", tmp_path / "cache", LATER)
    found = fetch("course/board", tmp_path / "cache", LATER + (LATER - NOW))
    assert (first.board, LATER) == found[:2]
    assert isinstance(found.problem, Unreachable)


BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"duckdb", "pyarrow", "datasets", "nacl", "huggingface_hub", "torch"}:
            raise ImportError(name)
sys.meta_path.insert(0, Blocked())
sys.argv[0] = "smol-grade"
from smol_grade.cli.main import app
app()
"""


@pytest.fixture
def run(tmp_path: Path, board: MemoryStore) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The program on a folder's board, in a process in which nothing but the base install can be imported."""
    board.save(tmp_path / "board")
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'grader'}{os.pathsep}{ROOT / 'leaderboard'}",
        "SMOL_GRADE_BOARD": str(tmp_path / "board"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "LC_ALL": "C.UTF-8",
    }

    def start(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", BLOCKED, "leaderboard", *words]
        return subprocess.run(command, env=environment | variables, capture_output=True, text=True, check=False)

    return start


def test_the_command_shows_the_numbers_of_the_board(
    run: Callable[..., subprocess.CompletedProcess[str]], board: MemoryStore
) -> None:
    """All forms, with the base install alone."""
    rows = json.loads(board.content["board/board.json"])["rows"]
    shown = run("--format", "json")
    assert (0, "") == (shown.returncode, shown.stderr)
    found = json.loads(shown.stdout)["rows"]
    assert [(row["rank"], row["points"]) for row in rows] == [(row["rank"], row["points"]) for row in found]
    text = run("--lang", "es", COLUMNS="40")
    assert (0, "") == (text.returncode, text.stderr)
    assert all(f"{row['points']}/100" in text.stdout for row in rows)
    assert 0 == run("--unit", "1", "--format", "csv").returncode
    assert 0 == run("--unit", "preference", "--top", "2", "--format", "md").returncode


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--unit", "unit99"), 2),
        (("--user", "nobody-of-this-name"), 2),
        (("--format", "xml"), 2),
        (("--top", "0"), 2),
        (("--board", "/nowhere/at/all"), 3),
        (("--board", "http://127.0.0.1:9/x"), 3),
        (("--board", "http://[bad"), 3),
    ],
)
def test_what_makes_no_sense_is_a_sentence(
    run: Callable[..., subprocess.CompletedProcess[str]], words: tuple[str, ...], code: int
) -> None:
    """Exit code 2 for what was asked, 3 for what could not be; never a traceback."""
    done = run(*words)
    assert (code, "") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
