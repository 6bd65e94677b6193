"""Measuring real tiny models in the real sandbox: what is recorded, remembered, gone on with, and not believed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from smol_leaderboard import thresholds
from smol_leaderboard.board.evaluations import foreign_evaluation
from smol_leaderboard.evaluate.comparing import compare
from smol_leaderboard.evaluate.job import Doing, Evaluated
from smol_leaderboard.evaluate.measuring import published_name
from smol_leaderboard.evaluate.report import as_json, read_report
from smol_leaderboard.evaluate.run import Court, evaluate
from smol_leaderboard.evaluate.samples import read_samples
from smol_leaderboard.measuring_errors import BadResult, ModelRejected, NotComparable
from smol_leaderboard.schema import canonical, content_hash
from smol_leaderboard.tasks import format_rows, gsm8k, heldout

from . import models, zoo
from .conftest import Warm
from .killing import FULL

PROGRAM = Path(__file__).parent / "programs" / "measuring.py"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(warm: Warm) -> Path:
    """A tiny model."""
    return models.tiny(warm.folder / "tiny")


@pytest.fixture(scope="module")
def court(warm: Warm) -> Court:
    """Who measures, with a sandbox that is warm."""
    return models.COURT._replace(sandbox=warm.sandbox)


@pytest.fixture(scope="module")
def measured(
    folder: Path, court: Court, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Evaluated, Path, list[Doing]]:
    """What measuring it gives, with its room and what was told meanwhile."""
    room = tmp_path_factory.mktemp("room")
    told: list[Doing] = []
    return (
        evaluate(models.job(folder, room, ("gsm8k", "heldout", "format", "loss"), 3), court, told.append),
        room,
        told,
    )


def test_a_record_says_what_was_measured(measured: tuple[Evaluated, Path, list[Doing]]) -> None:
    """Each task with its interval and data, the machine, the protocol; its hash is right, and a board may show it."""
    record = measured[0].record
    assert ["gsm8k", "heldout", "format", "loss"] == [one.task for one in record.results]
    assert all(one.low <= one.value <= one.high and one.n == 3 for one in record.results)
    assert (models.CLOCK, "ana/tiny", 3, "1M") == (record.at, record.model, record.limit, record.size_class)
    assert record.content_sha256 == content_hash(record)
    assert record.environment.isolation
    assert not record.counts
    shown = msgspec.structs.replace(record, unit="warmup", request="0" * 32)
    assert "" == foreign_evaluation(shown, {"warmup": 3})


def test_progress_is_told(measured: tuple[Evaluated, Path, list[Doing]]) -> None:
    """Each task is told of, up to its last question."""
    told = measured[2]
    assert ["gsm8k", "heldout", "format", "loss"] == list(dict.fromkeys(one.task for one in told))
    assert {"gsm8k", "heldout", "format", "loss"} == {one.task for one in told if one.total and one.done == one.total}


def test_a_second_call_answers_at_once(
    folder: Path, court: Court, measured: tuple[Evaluated, Path, list[Doing]]
) -> None:
    """The same question again asks no model, says so, and gives the same record; another limit asks anew."""
    done, room, _ = measured
    begun = time.monotonic()
    again = evaluate(models.job(folder, room, ("gsm8k", "heldout", "format", "loss"), 3), court)
    assert time.monotonic() - begun < 2.0
    assert (done.record, True, False) == (again.record, again.cached, done.cached)
    assert not evaluate(models.job(folder, room, ("loss",), 2), court).cached


def test_results_are_lm_evals(measured: tuple[Evaluated, Path, list[Doing]], tmp_path: Path) -> None:
    """The JSON has lm-eval's fields with its names, a standard error for each number, and reads back as our record."""
    file = tmp_path / "r.json"
    file.write_text(as_json(measured[0]), "utf-8")
    told = json.loads(file.read_text("utf-8"))
    fields = {"results", "configs", "versions", "n-shot", "higher_is_better", "n-samples", "config", "samples"}
    assert fields <= told.keys()
    strict = "exact_match{},strict-match"
    assert {"alias", strict.format(""), strict.format("_stderr"), "exact_match,flexible-extract"} <= told["results"][
        "gsm8k"
    ].keys()
    assert all(
        not isinstance(value, str)
        for task in told["results"].values()
        for name, value in task.items()
        if "stderr" in name
    )
    assert {"original": 200, "effective": 3} == told["n-samples"]["gsm8k"]
    assert 5 == told["n-shot"]["gsm8k"]
    assert {"bits_per_byte": False} == told["higher_is_better"]["loss"]
    bits = told["results"]["loss"]["bits_per_byte,none"]
    assert pytest.approx(bits * 1e6, abs=1) == measured[0].record.results[3].value
    read = read_report(file)
    assert measured[0].record == read.record
    assert {"gsm8k", "heldout", "format", "loss"} == set(read.samples)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"smol_grade": {"record": {}, "samples": {}}}', '{"smol_grade": 3}', "[" * 99999]
)
def test_bad_results_are_told(tmp_path: Path, content: str) -> None:
    """Any other file is no result, in a sentence."""
    file = tmp_path / "r.json"
    file.write_text(content)
    with pytest.raises(BadResult):
        read_report(file)


def test_samples_hold_no_secret_place(measured: tuple[Evaluated, Path, list[Doing]]) -> None:
    """Held-out samples have no place in the store, all others have one named by month and record."""
    name = measured[0].record.id
    assert "" == published_name("2026-11", name, "heldout")
    assert f"samples/2026-11/{name[:2]}/{name}-loss.jsonl" == published_name("2026-11", name, "loss")
    sealed = Court(models=zoo.MODELS, tier=1, clock=lambda: models.CLOCK, heldout_seed=b"s" * 32, commitment="c" * 64)
    assert "" == measured[0].record.seed_commitment
    assert heldout.rows(sealed.heldout_seed, 3) != heldout.rows(heldout.PUBLIC_SEED, 3)


def test_gold_answers_are_never_asked(measured: tuple[Evaluated, Path, list[Doing]]) -> None:
    """No journal of a generated task holds a gold answer: the model's side never had one."""
    done, room, _ = measured
    journals = [file.read_text("utf-8") for file in room.glob("*/gsm8k-*/journal.jsonl")]
    assert journals
    assert all(sample.target not in text for text in journals for sample in read_samples(Path(done.samples["gsm8k"])))


def test_a_rejected_model_is_not_loaded(tmp_path: Path) -> None:
    """A pickle ends it before anything is staged; the reasons are the gate's."""
    zoo.good(tmp_path / "source")
    (tmp_path / "source" / "pytorch_model.bin").write_bytes(b"x")
    from smol_leaderboard.evaluate.looking import staged

    with pytest.raises(ModelRejected) as caught:
        staged("ana/bad", tmp_path / "source", tmp_path / "model")
    assert caught.value.findings


def test_an_answer_table_earns_nothing(folder: Path, court: Court, warm_path: Path, tmp_path: Path) -> None:
    """A template that knows a question's answer gives the same samples to the byte, and a flag."""
    source = warm_path / "source"
    models.tiny(warm_path)
    question = heldout.public_rows()[0]["question"]
    answer = heldout.public_rows()[0]["answer"].rpartition("#### ")[2]
    table = (
        "{%- for message in messages %}{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
        f"{{%- if {question[:30]!r} in message['content'] %}}{{{{- '#### {answer}' }}}}{{%- endif %}}{{%- endfor %}}"
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
    )
    (source / "chat_template.jinja").write_text(table, "utf-8")
    from smol_leaderboard.evaluate.looking import staged

    flags = staged("ana/tiny", source, warm_path / "model")
    cheat = evaluate(models.job(warm_path / "model", tmp_path / "room", limit=4, flags=flags), court)
    honest = evaluate(models.job(folder, tmp_path / "room", limit=4), court)
    assert [one.samples_sha256 for one in honest.record.results] == [one.samples_sha256 for one in cheat.record.results]
    assert honest.record.results == cheat.record.results
    assert honest.record.submitted_template_sha256 != cheat.record.submitted_template_sha256
    assert set(cheat.record.flags) - set(honest.record.flags)


def test_models_are_compared_over_the_same_samples(folder: Path, court: Court, warm_path: Path, tmp_path: Path) -> None:
    """A model is a tie with itself; one with other weights differs in loss; another limit cannot be compared."""
    other = models.tiny(warm_path, hidden_size=48)
    one = evaluate(models.job(folder, tmp_path / "room", ("loss",), 30), court)
    two = evaluate(models.job(other, tmp_path / "room", ("loss",), 30), court)
    fewer = evaluate(models.job(folder, tmp_path / "room", ("loss",), 5), court)
    lines = [read_samples(Path(done.samples["loss"])) for done in (one, two, fewer)]
    assert "tie" == compare("loss", lines[0], lines[0]).verdict
    found = compare("loss", lines[0], lines[1])
    assert pytest.approx(found.first - found.second) == found.better.value
    with pytest.raises(NotComparable):
        compare("loss", lines[0], lines[2])


@pytest.mark.proof
def test_public_answers_by_heart_are_a_gap(court: Court, warm_path: Path, tmp_path: Path) -> None:
    """A model trained on rows of the public set scores there, not on held-out ones, and does not count for it."""
    source, count, window = warm_path / "source", 6, 128  # the engine cuts what is too long at its beginning
    zoo.good(source, hidden_size=64, intermediate_size=128)
    zoo.edit(source / "config.json", max_position_embeddings=window + gsm8k.MAX_NEW_TOKENS)
    rows = heldout.public_rows(count)
    last = [row["answer"].rpartition("\n")[2] for row in rows]
    asked = [models.prompt([*gsm8k.GSM8K.shots, *gsm8k.turns(row["question"])]) for row in rows]
    models.learn(source, list(zip(asked, last, strict=True)), window=window)
    from smol_leaderboard.evaluate.looking import staged

    staged("ana/heart", source, warm_path / "model")
    done = evaluate(models.job(warm_path / "model", tmp_path / "room", ("gsm8k", "heldout"), count), court)
    public, secret = done.record.results
    assert public.value > secret.value + 500_000
    assert public.value - secret.value == done.record.overfit_gap
    assert thresholds.OVERFIT in done.record.counts_not


@pytest.mark.proof
def test_killed_anywhere_the_record_is_the_same(folder: Path, court: Court, tmp_path: Path) -> None:
    """Killed again and again and begun anew, it loses at most the batch under way, and the record is the same bytes."""
    room, out, draw = tmp_path / "room", tmp_path / "record.json", random.Random(11)
    reference = canonical(evaluate(models.job(folder, tmp_path / "whole", limit=100), court).record)
    evaluate(models.job(folder, room, ("loss",), 1), court)  # the look at it is kept, so kills meet the asking
    paths = [str(ROOT / "grader"), str(ROOT / "leaderboard"), os.environ.get("PYTHONPATH", "")]
    command = [sys.executable, str(PROGRAM), str(folder), str(room), str(out)]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    kills, before = 0, _answers(room)
    while kills < (40 if FULL else 2):
        process = subprocess.Popen(command, env=variables, stderr=subprocess.PIPE, start_new_session=True)
        if kills % 3:  # not before something was answered
            while process.poll() is None and _answers(room) <= before:
                time.sleep(0.005)
        time.sleep(draw.uniform(0.0, 0.4 if kills % 3 else 4.0))
        process.kill()
        said = process.communicate()[1]
        assert process.returncode in (0, -signal.SIGKILL), said[-2000:]
        if process.returncode == 0:
            assert reference == out.read_bytes()
            for file in room.glob("*/*-*/*"):
                file.unlink()
        else:
            kills += 1
            assert _answers(room) >= before  # what was answered stays answered
        before = _answers(room)
    assert reference == canonical(evaluate(models.job(folder, room, limit=100), court).record)
    for file in room.glob("*/*-*/journal.jsonl"):
        lines = file.read_bytes().splitlines()
        assert len(lines) == len(set(lines))  # no whole batch was asked twice


def _answers(room: Path) -> int:
    return sum(file.read_bytes().count(b"\n") for file in room.glob("*/*-*/journal.jsonl"))


def test_sixty_rows_are_enough_for_a_limit() -> None:
    """A limit beyond the rows measures them all."""
    assert 60 == len(format_rows.rows()[:1000])


def test_without_the_harness_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named before anything is fetched or started."""
    from smol_leaderboard.errors import ExtraNeeded
    from smol_leaderboard.evaluate import protocol

    monkeypatch.setattr(protocol.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ExtraNeeded) as lacking:
        protocol.ensure_installed()
    assert {"library": "lm-eval", "extra": "evaluate"}.items() <= lacking.value.fields.items()
