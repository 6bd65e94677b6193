"""No secret of the course or of another learner is in a byte that reaches a learner, whatever the learner's code does."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from fakehub import FakeHub

from smol_grade.grade import Engine, grade
from smol_grade.report import Screen, render_html, render_json, render_junit, render_markdown, render_terminal
from smol_leaderboard.errors import TroubleThere
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.judging import problem

from .desk import Court, request
from .leaks import LETTERS, Search, canary
from .learner import ROOT
from .secret_day import TAKES, Day, Planted
from .test_judge import job


def parquet(text: str) -> bytes:
    """A table with a text in it."""
    import pyarrow
    import pyarrow.parquet

    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"a": ["x", f"<{text}>"]}), out, compression="zstd")
    return out.getvalue()


def zipped(text: str) -> bytes:
    """An archive with a text in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", f"<{text}>")
    return out.getvalue()


SPELLINGS = {
    "plain": str.encode,
    "a piece of 16": lambda text: text[19:35].encode(),
    "upper case": lambda text: text.upper().encode(),
    "reversed": lambda text: text[::-1].encode(),
    "a character a line": lambda text: "\n".join(text).encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "hex with colons": lambda text: text.encode().hex(":").encode(),
    "numbers": lambda text: str(list(text.encode())).encode(),
    "percent": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()).encode(),
    "escaped": lambda text: "".join(f"\\u{ord(one):04x}" for one in text).encode(),
    "references": lambda text: "".join(f"&#{ord(one)};" for one in text).encode(),
    "UTF-16": lambda text: text.encode("utf-16-le"),
    "UTF-32": lambda text: text.encode("utf-32-be"),
    "base32": lambda text: base64.b32encode(text.encode()),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one on": lambda text: base64.b64encode(b"1" + text.encode()),
    "base64, two on": lambda text: base64.b64encode(b"12" + text.encode()),
    "base64 in lines": lambda text: base64.encodebytes(text.encode() * 3),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(b"??>" + text.encode()),
    "base64, reversed": lambda text: base64.b64encode(text[::-1].encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib in base64": lambda text: base64.b64encode(zlib.compress(text.encode())),
    "zip": zipped,
    "Parquet": parquet,
    "gzip in zip in JSON": lambda text: json.dumps([base64.b64encode(zipped(text)).decode()]).encode(),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_search_finds(name: str) -> None:
    """Positive control: a secret is found however it is spelled, and another one is not."""
    ours, other = canary(), canary()
    content = b"before " + SPELLINGS[name](ours) if name not in {"gzip", "zip", "Parquet"} else SPELLINGS[name](ours)
    assert [True, False] == [bool(Search({"here": one}).found(content)) for one in (ours, other)]


def test_the_search_finds_keys() -> None:
    """Of a key in hexadecimal, its bytes and their base64, too."""
    key = hashlib.sha256(b"key").digest()
    search = Search({"here": key.hex()})
    for content in (key, key.hex().upper().encode(), base64.b64encode(b"1" + key), base64.urlsafe_b64encode(key)):
        assert search.found(b"<" + content + b">")
    assert not search.found(LETTERS.encode())


@pytest.fixture(params=["folder", "hub"])
def day(request: pytest.FixtureRequest, tmp_path: Path) -> Day:
    """A day on both kinds of board."""
    hub: FakeHub | None = request.getfixturevalue("board_hub") if request.param == "hub" else None
    return Day(tmp_path, hub)


def test_no_secret_reaches_a_learner(day: Day) -> None:
    """Submitted, graded, certified, revealed, shown: no spelling of any secret in what ana can get to.

    Positive controls: what may be read there is found by the same search, on the board, in what programs say, in her
    folder and on the page.
    """
    day.morning()
    day.noon()
    day.evening()
    reached = list(day.reaches("ana"))
    there = Search(day.planted.open)
    found = {(place.split()[0], name.partition(" (")[0]) for place, content in reached for name in there.found(content)}
    assert {("board", "a title"), ("ana", "ana's code")} <= found
    if day.hub is None:
        assert {("said", "a question"), ("board", "a question"), ("page", "a title")} <= found
    search = Search(day.secrets())
    assert {} == {place: found for place, content in reached if (found := search.found(content))}


def test_what_is_called_with_is_seen_and_told_in_practice_alone(tmp_path: Path) -> None:
    """A learner's code sees the inputs of a private case, and nothing else. An official report carries none, in no format.

    So the attack is alive: the same file, graded for practice with the same suites, has the input in its report.
    """
    planted = Planted()
    files = planted.suites(tmp_path / "suites")
    (tmp_path / "unit0").mkdir()
    returns = TAKES.read_text("utf-8").replace('WAY = ""', 'WAY = "returns"')
    (tmp_path / "unit0" / "transcript.py").write_text(returns, "utf-8")
    search = Search(planted.texts)
    with Engine(files) as engine:
        practice = grade("unit0", tmp_path, engine=engine)
        official = grade("unit0", tmp_path, engine=engine, audience="official")
    told = {name.partition(" (")[0] for name in search.found(render_json(practice, "en").encode())}
    assert "an input" in told
    assert told <= {"an input", "an expected value"}  # it is in "expected", which practice shows
    shown = [render(official, "en") for render in (render_json, render_junit, render_markdown, render_html)]
    shown.append(render_terminal(official, "en", Screen()))
    assert [[]] * 5 == [search.found(text.encode()) for text in shown]


@pytest.mark.parametrize("broken", ["in a check", "at its beginning"])
def test_a_private_suite_that_breaks_tells_the_operator_alone(tmp_path: Path, broken: str) -> None:
    """Logs of official grading are public: they name the suite. What it said, an input or its own lines, is in a file."""
    planted, court = Planted(), Court(tmp_path / "keys.json")
    suite = planted.suites(tmp_path / "suites").suites / "unit0" / "test_transcript.py"
    text = suite.read_text("utf-8")
    if broken == "in a check":
        text = text.replace(
            "    expect_text(submission", "    int(submission.call(NAME, messages))\n    expect_text(submission"
        )
    else:
        text = re.sub(r'SECRET = ("\w+")', r"SECRET = int(\1)", text)
    suite.write_text(text, "utf-8")
    echo = "def transcript(messages):\n    return messages[-1]['content'] if messages else ''\n"
    search, kept = Search(planted.texts), tmp_path / "trouble.txt"
    with Judge(court.path, suites=str(tmp_path / "suites")) as judge, pytest.raises(TroubleThere) as caught:
        judge.grade(job(request("ada", 1, echo, court.keys.public_key), court))
    told = problem(caught.value)
    assert [] == search.found(told.encode())
    assert "transcript" in told
    assert str(kept) in told
    assert [True, 0o600] == [bool(search.found(kept.read_bytes())), kept.stat().st_mode & 0o777]


def test_what_lies_around_in_a_checkout_is_not_in_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Private suites, banks, keys, variables, a solution's comments of whoever builds it: none gets into the wheel."""
    copy, planted = tmp_path / "copy", {}
    passing = shutil.ignore_patterns(
        ".git", ".venv*", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis", "mutants"
    )
    shutil.copytree(ROOT, copy, ignore=passing)
    places = ("private/suites/unit0/test_transcript.py", "quizzes/official/unit1.toml", "quizzes/unit1.toml", ".env")
    places += (
        "offices/keys.json",
        "issuer.pem",
        "tests/leaderboard/notes.txt",
        "leaderboard/keys.json",
        "dist/old.txt",
    )
    for place in (*places, "solutions/unit0/transcript.py", "solutions/unit1/private.py"):
        planted[place] = canary()
        (copy / place).parent.mkdir(parents=True, exist_ok=True)
        with open(copy / place, "a", encoding="utf-8") as file:
            file.write(f"\n# {planted[place]}\n")
    for name in ("HF_TOKEN", "AWS_SECRET_ACCESS_KEY"):
        planted[name] = canary()
        monkeypatch.setenv(name, planted[name])
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path / "out"), str(copy)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
    [built] = (tmp_path / "out").glob("*.whl")
    search = Search(planted)
    assert [[], [], []] == [search.found(content) for content in (built.read_bytes(), done.stdout, done.stderr)]
