"""`smol-grade check-model` says beforehand what the course would say, of a folder or of a model on the Hub."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from fakehub import FakeHub

from smol_grade.messages import catalogue
from smol_leaderboard.safety.provenance import SHOWN

from . import zoo
from .learner import smol_grade
from .test_model_card import BASE, GOOD

MODEL = "ana/tiny"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with a whole card."""
    folder = zoo.good(tmp_path_factory.mktemp("good") / "model")
    (folder / "README.md").write_text(GOOD, "utf-8")
    return folder


def check(*words: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return smol_grade("check-model", *map(str, words), cwd=cwd, XDG_CACHE_HOME=str(cwd / "cache"), **variables)


def test_a_good_model_has_nothing_to_mend(good: Path, tmp_path: Path) -> None:
    """Exit 0, in both languages; that no base was at hand is told."""
    for language, words in (("en", "Nothing to mend."), ("es", "Nada que arreglar.")):
        done = check(good, "--lang", language, cwd=tmp_path)
        assert (0, True) == (done.returncode, words in done.stdout), done.stderr
    assert "--base" in done.stdout
    assert [] == list(tmp_path.glob("cache/*"))


def test_what_the_gate_rejects_is_told_with_its_fix(good: Path, tmp_path: Path) -> None:
    """Exit 1; the weights are not hashed."""
    folder = tmp_path / "m"
    folder.mkdir()
    for path in good.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "evil.pkl").write_bytes(b"\x80")
    done = check(folder, cwd=tmp_path)
    assert 1 == done.returncode
    assert catalogue("en")["gate.pickle_file"].split("{")[0] in done.stdout
    assert "→" in done.stdout


def test_the_untouched_base_is_recognised(good: Path, tmp_path: Path) -> None:
    """Against the folder that --base names; the sentence says what to do."""
    done = check(good, "--base", good, cwd=tmp_path)
    assert 1 == done.returncode
    assert "nothing was trained" in done.stdout
    other = zoo.good(tmp_path / "other", seed=4)
    assert 0 == check(good, "--base", other, cwd=tmp_path).returncode


def test_the_base_is_taken_from_the_hub_clients_cache(good: Path, tmp_path: Path, board_hub: FakeHub) -> None:
    """Where whoever trained has it: the card names it, nothing is fetched for it."""
    from huggingface_hub import snapshot_download

    files = {path.name: path.read_bytes() for path in good.iterdir()}
    board_hub.repo("model", BASE).write(files, lfs=(".safetensors",))
    snapshot_download(BASE, endpoint=board_hub.url)
    since = len(board_hub.log)
    done = check(good, cwd=tmp_path, **board_hub.environment())
    assert (1, True) == (done.returncode, f"that of {BASE}" in done.stdout), done.stdout
    assert since == len(board_hub.log)


def test_a_model_on_the_hub_is_fetched_once(good: Path, tmp_path: Path, board_hub: FakeHub) -> None:
    """At the commit that is told; again, nothing is fetched; another revision is another model."""
    repo = board_hub.repo("model", MODEL)
    files = {path.name: path.read_bytes() for path in good.iterdir()}
    first = repo.write(files, lfs=(".safetensors",))
    repo.write({"README.md": b"# nothing"})
    done = check(f"{MODEL}@{first}", cwd=tmp_path, **board_hub.environment())
    assert (0, True) == (done.returncode, first in done.stderr), done.stderr
    since = len(board_hub.log)
    assert 0 == check(f"{MODEL}@{first}", cwd=tmp_path, **board_hub.environment()).returncode
    assert [] == board_hub.log.of("resolve", since=since)
    assert 1 == check(MODEL, cwd=tmp_path, **board_hub.environment()).returncode


def test_of_a_model_with_forbidden_files_no_weight_is_fetched(good: Path, tmp_path: Path, board_hub: FakeHub) -> None:
    """The Hub's listing is enough to turn it away."""
    files = {path.name: path.read_bytes() for path in good.iterdir()} | {"modeling_x.py": b"import os"}
    board_hub.repo("model", MODEL).write(files, lfs=(".safetensors",))
    done = check(MODEL, cwd=tmp_path, **board_hub.environment())
    assert (1, True) == (done.returncode, "modeling_x.py" in done.stdout), done.stderr
    assert ["README.md"] == [re.sub(".*/", "", entry.path) for entry in board_hub.log.of("resolve")]


def test_mistakes_are_told_in_a_sentence_with_a_hint(good: Path, tmp_path: Path, board_hub: FakeHub) -> None:
    """Exit 2 for what makes no sense, 3 without the network; never a traceback."""
    board_hub.repo("model", "ana/hidden", private=True).write({"config.json": b"{}"})
    there = board_hub.environment()
    nowhere = there | {"HF_ENDPOINT": "http://127.0.0.1:9"}
    for words, environment, code, text in (
        ((good / "model.safetensors",), there, 2, "is a file"),
        (("no such folder",), there, 2, "no folder"),
        (("course/board",), there, 2, "data set"),
        (("ana/none",), there, 2, "no model"),
        (("ana/hidden",), there, 2, "private"),
        ((f"{MODEL}@v9",), there, 2, ""),
        ((MODEL,), nowhere, 3, ""),
        ((good, "--base", "nowhere"), there, 2, "no folder"),
    ):
        done = check(*words, cwd=tmp_path, **environment)
        assert (code, True) == (done.returncode, text in done.stderr), (words, done.stderr)
        assert "Traceback" not in done.stderr


def test_a_folder_without_weights_says_where_they_may_be(tmp_path: Path) -> None:
    """Empty, or a trainer's with nothing but checkpoints."""
    folder = tmp_path / "out"
    folder.mkdir()
    assert 1 == check(folder, cwd=tmp_path).returncode
    zoo.good(folder / "checkpoint-8")
    done = check(folder, cwd=tmp_path)
    assert (1, True) == (done.returncode, str(folder / "checkpoint-8") in done.stdout)


def test_narrow_terminals(good: Path, tmp_path: Path) -> None:
    """At 40 columns no line is longer, but for what cannot be broken."""
    done = check(good, "--base", good, cwd=tmp_path, COLUMNS="40")
    assert [] == [line for line in done.stdout.splitlines() if len(line) > 40 and " " in line.strip()]


def test_every_doubt_has_two_sentences() -> None:
    """In both languages."""
    keys = {f"doubt.{name}" for code in SHOWN for name in (code, f"{code}_fix")}
    for language in ("en", "es"):
        assert keys == {key for key in catalogue(language) if key.startswith("doubt.")}
    assert BASE in GOOD
