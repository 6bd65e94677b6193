"""The commands that measure: what a learner and an operator see, in both languages, and what bad input is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import zoo
from .killing import FULL
from .learner import smol_grade

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def one_core() -> Iterator[None]:
    """A model takes a thread for each core it may use: on a busy machine those of a tiny one wait for each other."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(before)[os.getpid() % len(before)]})
    yield
    os.sched_setaffinity(0, before)


def learner(*arguments: object, home: Path, code: int) -> subprocess.CompletedProcess[str]:
    """Run `smol-grade` in this process, which has imported torch; it ends with the code that is expected."""
    variables = {"SMOL_GRADE_CACHE": str(home / "cache"), "HF_HUB_OFFLINE": "1"}
    done = smol_grade(*map(str, arguments), cwd=home, **variables)
    assert code == done.returncode, done.stdout + done.stderr
    return done


def ran(module: str, *arguments: object, home: Path, code: int) -> subprocess.CompletedProcess[str]:
    """Run a program; it ends with the code that is expected, and never with a traceback."""
    path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard")])
    variables = {**os.environ, "PYTHONPATH": path, "SMOL_GRADE_CACHE": str(home / "cache"), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, cwd=home)
    assert "Traceback" not in done.stderr, done.stderr
    assert code == done.returncode, done.stdout + done.stderr
    return done


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("evaluate", "nowhere at all"), "no folder"),
        (("evaluate", "nowhere at all", "--lang", "es"), "ninguna carpeta"),
        (("evaluate", ".", "--tasks", "mmlu"), "no task"),
        (("evaluate", ".", "--limit", "-3"), "--limit"),
        (("evaluate", ".", "--data", "empty"), "--data"),
        (("compare", "a.json", "b.json"), "no result"),
        (("compare", "a.json", "b.json", "--lang", "es"), "no es el resultado"),
    ],
)
def test_bad_input_is_told_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    """What cannot be meant ends with 2 and says what was wrong."""
    said = learner(*arguments, home=tmp_path, code=2)
    assert words in said.stderr
    assert not said.stdout


def test_a_rejected_model_is_explained(tmp_path: Path) -> None:
    """Each reason with its code and what to do; exit 1, as with all work that falls short."""
    zoo.good(tmp_path / "model")
    (tmp_path / "model" / "model.safetensors").rename(tmp_path / "model" / "pytorch_model.bin")
    said = learner("evaluate", tmp_path / "model", home=tmp_path, code=1).stderr
    assert "pytorch_model.bin" in said
    assert "smol-grade check-model" in said


def test_measure_and_compare(tmp_path: Path) -> None:
    """A learner measures a folder, writes lm-eval's JSON, asks again at no cost, and compares: a tie with itself."""
    zoo.good(tmp_path / "model")
    zoo.edit(tmp_path / "model" / "config.json", max_position_embeddings=2048)
    asked = ("--tasks", "loss", "--limit", 5)
    first = learner("evaluate", tmp_path / "model", *asked, "--output", "r.json", home=tmp_path, code=0)
    assert "bits/byte" in first.stdout
    assert "lower is better" in first.stdout
    assert "smol-eval-1+" in first.stdout
    assert "loss (1 of 1)" in first.stderr
    again = learner("evaluate", tmp_path / "model", *asked, "--lang", "es", home=tmp_path, code=0)
    assert "bits por byte" in again.stdout
    assert "ya se midió" in again.stderr
    told = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert 5 == told["n-samples"]["loss"]["effective"]
    tie = learner("compare", "r.json", "r.json", home=tmp_path, code=0)
    assert "tie" in tie.stdout


@pytest.mark.proof
def test_the_course_measures_publishes_and_reproduces(tmp_path: Path) -> None:
    """A reference is measured in the judge with the secret problems, published with its samples, and reproduced."""
    zoo.good(tmp_path / "model")
    zoo.edit(tmp_path / "model" / "config.json", max_position_embeddings=4096)
    place = ("--board", tmp_path / "board", "--home", tmp_path / "home")
    ran("smol_leaderboard", "init", *place, "--title", "A course", "--practice", home=tmp_path, code=0)
    named = f"HuggingFaceTB/SmolLM2-135M={tmp_path / 'model'}"
    asked = ("evaluate", named, "--reference", "--limit", 2, "--tasks", "heldout,loss", *place, "--practice")
    ran("smol_leaderboard", *asked, home=tmp_path, code=0)
    (segment,) = (tmp_path / "board" / "records" / "evaluation").glob("*/*.jsonl")
    record = json.loads(segment.read_text("utf-8"))
    assert ["heldout", "loss"] == [one["task"] for one in record["results"]]
    secret, public = record["results"]
    assert not secret["samples"]
    assert (tmp_path / "board" / public["samples"]).is_file()
    assert 64 == len(record["seed_commitment"])
    twice = ran("smol_leaderboard", *asked, home=tmp_path, code=0)
    assert record["id"][:16] in twice.stderr
    assert 1 == len(segment.read_text("utf-8").splitlines())
    unknown = ran("smol_leaderboard", "evaluate", "nobody/model", *place, "--practice", home=tmp_path, code=3)
    assert "nobody/model" in unknown.stderr
    again = ("regrade", record["id"][:12], "--folder", tmp_path / "model", *place, "--practice")
    assert "It reproduces" in ran("smol_leaderboard", *again, home=tmp_path, code=0).stdout
    if not FULL:
        return
    other = zoo.good(tmp_path / "other", hidden_size=48)
    zoo.edit(other / "config.json", max_position_embeddings=4096)
    again = ("regrade", record["id"][:12], "--folder", other, *place, "--practice")
    assert "does not reproduce" in ran("smol_leaderboard", *again, home=tmp_path, code=1).stdout


@pytest.mark.proof
def test_several_models_at_once_give_the_same_records(tmp_path: Path) -> None:
    """Measured by two judges, or one after the other: the same records, also of a copy (in full)."""
    one, other = zoo.good(tmp_path / "one"), zoo.good(tmp_path / "other", hidden_size=48)
    for folder in (one, other):
        zoo.edit(folder / "config.json", max_position_embeddings=4096)
    named = [f"course/{name}={folder}" for name, folder in (("a", one), ("b", other), ("copy", one))][
        : 3 if FULL else 2
    ]
    asked = ("evaluate", *named, "--reference", "--limit", 2, "--tasks", "loss", "--practice")
    said = {}
    for workers in (1, 2):
        place = ("--board", tmp_path / f"board{workers}", "--home", tmp_path / f"home{workers}")
        ran("smol_leaderboard", "init", *place, "--practice", home=tmp_path, code=0)
        done = ran("smol_leaderboard", *asked, *place, "--workers", workers, home=tmp_path, code=0)
        segments = sorted((tmp_path / f"board{workers}" / "records" / "evaluation").glob("*/*.jsonl"))
        records = [json.loads(line) for path in segments for line in path.read_text("utf-8").splitlines()]
        said[workers] = {record["model"]: record for record in records}
        assert sorted(name.partition("=")[0] for name in named) == sorted(said[workers])
        assert done.stdout.count("bits/byte") == len(named)
    for model, alone in said[1].items():
        differ = {name for name, value in alone.items() if said[2][model][name] != value}
        assert differ <= {"at", "content_sha256", "environment", "subject", "id"}, model
        samples = [one["samples_sha256"] for one in alone["results"]]
        assert samples == [one["samples_sha256"] for one in said[2][model]["results"]]


@pytest.mark.parametrize("options", [("--workers", "-1"), ("--engine", "slurm"), ("--workers", "2", "--address", "x")])
def test_machines_that_make_no_sense_are_a_sentence(tmp_path: Path, options: tuple[str, ...]) -> None:
    """What cannot be meant ends with 2, before a model is looked at."""
    place = ("--board", tmp_path / "board", "--home", tmp_path / "home")
    ran("smol_leaderboard", "init", *place, "--practice", home=tmp_path, code=0)
    said = ran("smol_leaderboard", "evaluate", "a/b", "c/d", *options, *place, "--practice", home=tmp_path, code=2)
    assert options[-2] in said.stderr
