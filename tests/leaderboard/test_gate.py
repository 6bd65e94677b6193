"""The gate's own machinery: rooms that fail, stages that lie, folders that are staged."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from floors import foreign

from smol_leaderboard.errors import OperatorError, RoomFailed
from smol_leaderboard.safety.gate import PRELOAD, _Examiner, examine
from smol_leaderboard.safety.listing import judge_listing, judge_name, stage
from smol_leaderboard.safety.room import Room
from smol_leaderboard.safety.rules import FIELDS, LIMITS, finding

from . import zoo

MODEL_SIDE = Path(__file__).parents[2] / "grader" / "smol_grade" / "_worker" / "smol_model"
BOUNDS = msgspec.to_builtins(LIMITS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that cost time and memory, and where everybody may read them."""
    made = tmp_path_factory.mktemp("costly")
    (made / "many.json").write_text('{"a": [' + "[]," * 4_000_000 + "[]]}")
    size = 8 * 2**30
    head = json.dumps({"t": {"dtype": "F32", "shape": [2**15, 2**16], "data_offsets": [0, size]}}).encode()
    with open(made / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head)
        file.truncate(8 + len(head) + size)
    made.chmod(0o755)
    return made


@pytest.fixture(scope="module")
def room(folder: Path) -> Iterator[Room]:
    """A room that can read them."""
    with Room((folder,), preload=PRELOAD) as opened:
        yield opened


@pytest.mark.parametrize(
    ("kind", "module", "function", "more", "seconds", "megabytes"),
    [
        ("timeout", "gate_safetensors", "values", ("model.safetensors", BOUNDS), 0.3, 512),
        ("memory", "gate_json", "read_object", ("many.json", 2**30), 30.0, 64),
        ("raised", "gate_json", "read_text", ("no such file", 100), 30.0, 64),
    ],
)
def test_a_room_tells_how_a_question_failed(
    kind: str,
    module: str,
    function: str,
    more: tuple[Any, ...],
    seconds: float,
    megabytes: int,
    room: Room,
    folder: Path,
) -> None:
    """By a typed error; the next question is answered as if nothing had happened."""
    with pytest.raises(RoomFailed) as failed:
        room.ask(module, function, str(folder), *more, seconds=seconds, memory_mb=megabytes)
    assert kind == failed.value.kind
    assert 1 == room.ask("gate_json", "parse", "1")


def test_no_stage_can_load_weights() -> None:
    """Where a folder can be read, nothing imports what loads weights; what builds a model gets no folder."""
    loaders = {"torch", "transformers", "safetensors", "peft"}
    paths = sorted(MODEL_SIDE.glob("gate_*.py"))
    assert len(paths) > 5
    for path in paths:
        if path.name != "gate_config.py":  # it builds a model on the meta device, from text
            assert not foreign(path) & loaders, path.name
    assert not any(name.split(".")[0] in loaders for name in PRELOAD)


class Answering:
    """Stands where a room stands after its session has been taken over: it answers what the attacker wants."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def ask(self, *_: Any, **__: Any) -> Any:
        """Answer."""
        return self.answer


@pytest.mark.parametrize(
    "answer",
    [
        None,
        7,
        "yes",
        {},
        {"findings": "none"},
        {"findings": [], "more": 1},
        {"findings": [{"code": "no_such_code", "fields": {}}]},
        {"findings": [{"code": "no_weights", "fields": {"file": "x"}}]},
        {"findings": [{"code": "pickle_file", "fields": {"file": 3}}]},
        {"findings": [], "tensors": {"a": ["F32", [1, "x"], "f"]}},
        {"findings": [], "sha256": 5},
        [{"code": "not_finite", "fields": {}}],
    ],
)
def test_an_answer_of_another_form_is_a_crash_of_the_stage(answer: Any, tmp_path: Path) -> None:
    """Whatever a taken-over session says, it is one of our codes with its own fields, or counts as no answer."""
    found = _Examiner(Answering(answer), tmp_path, (), zoo.MODELS, "", "").run()  # type: ignore[arg-type]
    assert {"check_crashed"} == {one.code for one in found.findings}
    assert found.rejected


def test_text_of_a_stage_is_shown_without_control_characters(tmp_path: Path) -> None:
    """Nothing that a session says can look like our own lines."""
    said = {"findings": [{"code": "template_broken", "fields": {"problem": "\x1b[2J\nok\u202e" + "x" * 10_000}}]}
    found = _Examiner(Answering(said), tmp_path, (), zoo.MODELS, "", "").run()  # type: ignore[arg-type]
    text = found.findings[0].fields["problem"]
    assert text.isprintable()
    assert len(text) < 500


def test_what_is_no_folder_is_the_operators_mistake(tmp_path: Path) -> None:
    """A sentence, not a finding."""
    for path in (tmp_path / "nothing", tmp_path / "file"):
        with pytest.raises(OperatorError):
            examine(path, models=zoo.MODELS)
        (tmp_path / "file").write_text("")


@pytest.mark.parametrize(
    ("path", "staged", "code"),
    [
        ("config.json", "config.json", ""),
        ("model-00001-of-00002.safetensors", "model-00001-of-00002.safetensors", ""),
        ("additional_chat_templates/rag.jinja", "additional_chat_templates.rag.jinja", ""),
        ("training_args.bin", "", ""),
        ("checkpoint-5/optimizer.pt", "", ""),
        ("checkpoint-5/rng_state.pth", "", ""),
        ("checkpoint-5/model.safetensors", "", ""),
        ("runs/Nov25/events.out.tfevents.1.host.0", "", ""),
        (".gitattributes", "", ""),
        ("LICENSE", "", ""),
        ("loss.png", "", ""),
        ("pytorch_model.bin", "", "pickle_file"),
        ("deep/er/model.ckpt", "", "pickle_file"),
        ("modeling.PY", "", "program_file"),
        ("onnx/model.onnx", "", "side_file"),
        (".hidden/config.json", "", "hidden_file"),
        ("../config.json", "", "bad_name"),
        ("/etc/passwd", "", "bad_name"),
        ("a//b.json", "", "bad_name"),
        ("C:config.json", "", "bad_name"),
        ("a\u202egnp.json", "", "bad_name"),
        ("half\ud800.json", "", "bad_name"),
        ("x" * 500, "", "bad_name"),
    ],
)
def test_names_are_judged_before_anything_is_downloaded(path: str, staged: str, code: str) -> None:
    """By the path alone: taken under a flat name, left out, or refused."""
    name, problem = judge_name(path, 10)
    assert (staged, code) == (name, problem.code if problem else "")


def test_sizes_are_judged_before_anything_is_downloaded() -> None:
    """Of one file, and of all together."""
    assert ["file_too_large"] == [one.code for one in judge_listing([("config.json", 2**30)])[1]]
    shards = [(f"model-0000{n}-of-00003.safetensors", 6 * 2**30) for n in (1, 2, 3)]
    assert ["too_large"] == [one.code for one in judge_listing(shards)[1]]


def test_staging_takes_no_file_that_only_its_owner_may_read_by_a_link(tmp_path: Path) -> None:
    """It is copied and made readable; the source keeps its mode, and a readable one is not copied."""
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / "config.json").write_text("{}")
    (source / "README.md").write_text("# A model")
    (source / "config.json").chmod(0o600)
    (source / "README.md").chmod(0o644)
    assert () == stage(source, target)
    assert 0o600 == (source / "config.json").stat().st_mode & 0o777
    assert 0o644 == (target / "config.json").stat().st_mode & 0o777
    assert os.path.samefile(source / "README.md", target / "README.md")
    assert (target / "config.json").read_text() == "{}"


def test_every_code_can_be_made_with_its_fields() -> None:
    """A finding of each code has a severity, and its sentence names fields that it has."""
    for code, fields in FIELDS.items():
        made = finding(code, **dict.fromkeys(fields, "x"))
        assert made.severity in ("reject", "flag")
        assert made.sentence.key == f"gate.{code}"
