"""Whatever a worker replies, within the protocol, is graded: the judge and its suites come to an end with a report."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smol_grade import submission
from smol_grade.arrays import MARK, save
from smol_grade.course import Limits
from smol_grade.grade import Engine, grade
from smol_grade.learner_file import LearnerFile
from smol_grade.records import Outcome
from smol_grade.sandbox import Session
from smol_grade.sandbox.session import Ended, remove

from .conftest import ROOT, UNITS

pytest.importorskip("torch", reason="without torch most exercises are blocked")
FULL = os.environ.get("SMOL_GRADE_PROOF") == "full"
KEYS = ("messages", "text", "input_ids", "labels", "role", "content", "attention_mask", "position_ids", "final_answer")
NUMBERS = (0, 1, -1, 2**63 - 1, -(2**63), 2**64 - 1, True, 0.5, 1e308, float("nan"), float("inf"), 5e-324)
TEXTS = ("", "x", "\0", "\u202e", "assistant", "{{ 1 // 0 }}", "::error::x", "<|im_end|>" * 50, "9" * 5000)


class Replies:
    """Draws replies: any plain data, and data of the form that is asked for with any plain data in it."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def to(self, request: dict[str, Any]) -> dict[str, Any]:
        """A reply to a request."""
        if request["op"] == "load":
            return {"id": 1, "ok": {"found": True, "binds": True, "close": [], "signature": ""}}
        if request["op"] == "asset":
            return {"id": 1, "ok": None}
        if self.draw.random() < 0.1:
            return {"id": 1, "err": self.error()}
        if request["op"] == "render":
            return {"id": 1, "ok": [self.rendering(request) for _ in request["conversations"]]}
        return {"id": 1, "ok": self.result(request)}

    def error(self) -> Any:
        """An error, or what claims to be one."""
        text, line = self.draw.choice(TEXTS), self.draw.choice([0, 1, -1, 2**63 - 1])
        kind = self.draw.choice(["ValueError", "Unsupported", "ImportError", *TEXTS])
        return self.draw.choice([self.plain(), {"type": kind, "message": text, "line": line, "found": text}])

    def rendering(self, request: dict[str, Any]) -> Any:
        """What a template made of a conversation, or what claims to be it."""
        draw = self.draw
        text, size = draw.choice(TEXTS), draw.randrange(3)
        ids = [draw.choice([0, 1, -1, 2**63 - 1]) for _ in range(size)]
        told = {
            "text": text,
            "ids": ids,
            "mask": [draw.randrange(3)] * size,
            "runs": [[draw.randrange(3), text]] * size,
        }
        right = [told if request["tokens"] else {"text": text}, {"error": text, "line": draw.choice([0, 2**63 - 1])}]
        wrong = [
            self.plain(),
            told | {"ids": self.plain()},
            told | {"runs": [self.plain()]},
            {"error": None, "line": 1},
        ]
        return draw.choice(right * 20 + wrong)

    def result(self, request: dict[str, Any]) -> Any:
        """What a function returned, or what claims to be it."""
        then = request["then"] or {"name": "", "fields": []}
        if then["name"] == "config":
            return {"type": "SFTConfig", "fields": {name: self.plain() for name in then["fields"]}}
        if then["name"] == "train":
            columns = ("input_ids", "labels", "prompt_ids", "chosen_ids", "rejected_ids")
            rows = [{name: self.plain() for name in columns} for _ in range(3)]
            return {
                "before": 0,
                "steps": 1,
                "loss": 0.5,
                "rows": self.draw.choice([rows, [self.plain()]]),
                "weights": self.weights(),
                "models": [self.weights() for _ in then["of"]],
                "told": {name: self.plain() for name in then["fields"]},
            }
        if then["name"] == "arguments":
            return {"value": self.value(request), "arguments": [self.plain() for _ in request["args"]]}
        if then["name"] == "gradients":
            return {
                "value": self.value(request),
                "gradients": [self.value(request) for _ in then["of"]],
                "attached": [True],
            }
        return self.value(request)

    def value(self, request: dict[str, Any]) -> Any:
        """An array where one may be, else plain data."""
        if request["arrays"] and self.draw.random() < 0.8:
            dtype = self.draw.choice(["float32", "float16", "bool", "int64"])
            shape = self.draw.choice([(), (0,), (3,), (2, 2), (1,) * 8, (4, 0, 2)])
            return {
                MARK: save({"": np.full(shape, self.draw.choice(NUMBERS[-4:])).astype(dtype)}),
                "type": "Tensor",
                "dtype": dtype,
            }
        return self.plain()

    def weights(self) -> bytes:
        """Bytes that are weights, or claim to be."""
        names = ["lm_head.weight", "x.lora_A.default.weight", "x.lora_B.default.weight"]
        return self.draw.choice([b"", save({name: np.full(self.draw.choice([(), (3, 3)]), np.nan) for name in names})])

    def plain(self, depth: int = 0) -> Any:
        """Plain data."""
        kind = self.draw.randrange(9 if depth < 4 else 5)
        if kind < 5:
            return self.draw.choice([None, b"", b"\xff", *NUMBERS, *TEXTS])
        if kind < 7:
            return [self.plain(depth + 1) for _ in range(self.draw.randrange(4))]
        return {self.draw.choice(KEYS): self.plain(depth + 1) for _ in range(self.draw.randrange(5))}


class Channel:
    """The other end draws its replies."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    def exchange(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Return a reply."""
        return self._replies.to(request)


class Output:
    """What a worker printed."""

    text = "\x1b[31m::error::printed"

    def join(self) -> None:
        """Do nothing."""


class Lying:
    """A sandbox without workers."""

    isolation = "spawn"

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    def warm(self, libraries: list[str]) -> None:
        """Do nothing."""

    def rest(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""

    def session(self, exercise: str, limits: Limits, *, untouched: bool = False) -> Session:
        """Return a session whose other end draws its replies."""
        return Session(Channel(self._replies), Output(), lambda _: Ended(), scratch="/nowhere", kill=lambda: None)  # type: ignore[arg-type]


class LyingEngine(Engine):
    """Grades with sandboxes that lie."""

    def __init__(self, seed: int) -> None:
        super().__init__(isolation="spawn")
        self._lying = Lying(Replies(seed))

    def sandbox(self, preload: tuple[str, ...]) -> Lying:  # type: ignore[override]
        """Return the one that lies."""
        return self._lying


def test_folders_as_deep_as_one_likes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders that learner code nests deeper than Python recurses are looked into without harm."""
    _, [exercise] = LyingEngine(0).course.find("smoltalk_to_chatml")
    session = Lying(Replies(0)).session("x", exercise.limits)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kept").touch()
    try:
        for _ in range(1500):
            os.mkdir("a")
            os.chdir("a")
        session._scratch = str(tmp_path)
        asked = submission.Submission(lambda: session, exercise, LearnerFile("x.py", "x = 1"))
        asked.call(exercise.name, {})
        assert ["kept"] == asked.files(".")
    finally:  # pytest's own cleaning recurses
        os.chdir(tmp_path)
        remove(str(tmp_path / "a"))


@pytest.mark.proof
@pytest.mark.parametrize("unit", [unit.alias for unit in UNITS[1:]])
@pytest.mark.parametrize("seed", range(200 if FULL else 1))
def test_every_reply_is_graded(seed: int, unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random replies never end the judge, and every check that they meet is failed or errored, or passed by its answers."""
    monkeypatch.setattr(submission, "SHRINK_S", 0.0)
    with LyingEngine(seed) as engine:
        report = grade(unit, ROOT / "solutions" / unit, engine=engine, seed=seed)
    assert {check.outcome for check in report.checks} <= {Outcome.PASSED, Outcome.FAILED, Outcome.ERRORED}
    assert report.points < report.max_points / 4


@pytest.mark.parametrize("exercise", ["unit3/make_dpo_trainer", "unit4/make_grpo_trainer"])
@pytest.mark.parametrize("seed", range(200 if FULL else 5))
def test_every_reply_about_a_training_is_graded(seed: int, exercise: str) -> None:
    """What is told of trainings, of other models' weights and of settings may be anything: no point, and a report."""
    with LyingEngine(seed) as engine:
        report = grade(exercise, ROOT / "solutions" / exercise.split("/", maxsplit=1)[0], engine=engine, seed=seed)
    assert {check.outcome for check in report.checks} <= {Outcome.PASSED, Outcome.FAILED, Outcome.ERRORED}
    assert report.points < report.max_points / 4
