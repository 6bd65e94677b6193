"""One attack, graded by the real engine, and everything that speaks against the sandbox afterwards."""

from __future__ import annotations

import json
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..course import Course
from ..locate import Checkout
from ..records import Outcome, Sentence
from . import traces
from .canaries import Canaries
from .catalogue import Attack
from .courtroom import Courtroom, JudgeGone, NotGraded
from .targets import NEIGHBOUR, Target, data_of, hand_in, learner_file

ANSWER_WITHIN_S = 600.0
LATE_S = 1.0
SCRATCH = "smol-grade-"
"""How the names of the sandbox's own folders begin in the folder for temporary files."""
PLANTED_IN = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - our own file, taken away again
SECRET_LINES = ("pytest.mark.check(", "# BEGIN SOLUTION", "from smol_grade.judge")
"""What stands in hidden suites and solutions, and in nothing that a learner gets."""


@dataclass(frozen=True)
class Trial:
    """What became of an attack."""

    attack: str
    target: str
    ends: tuple[str, ...]
    """Reason of each check that did not pass, each once, in order."""
    points: int
    max_points: int
    problems: tuple[Sentence, ...]
    seconds: float
    reached: tuple[str, ...] = ()
    """Servers that were spoken to, and paths that changed."""
    leaked: tuple[str, ...] = ()
    """Words of the canaries in the report."""


@dataclass(frozen=True)
class Before:
    """What there was before an attack."""

    files: traces.Snapshot
    shared: set[str]


def try_attack(
    attack: Attack, name: str, target: Target, room: Courtroom, canaries: Canaries, place: Checkout
) -> Trial:
    """Grade an attack beside a reference solution, and look at everything that it may not have touched.

    Raises `JudgeGone` when the judge's process has not survived it, `NotGraded` when it could not grade.
    """
    begun = time.monotonic()
    planted = _plant(room, canaries)
    before = look(canaries, place)
    canaries.servers.take_seen()
    text = learner_file(attack.source, target, canaries.constants(room.pid))
    with tempfile.TemporaryDirectory(prefix="smol-handed-in-") as folder:
        hand_in(Path(folder), target, text, attack.data, place.solutions)
        try:
            answer = room.ask({"op": "grade", "folder": folder}, ANSWER_WITHIN_S)
        finally:
            for path in planted:
                path.unlink(missing_ok=True)
    survivors = room.survivors()
    reached = (*dict.fromkeys(canaries.servers.take_seen()), *left_behind(before, canaries, place, attack.source))
    result, neighbour = (_result(answer["report"], name) for name in (target.exercise, NEIGHBOUR))
    leaked = _leaked(result, canaries, attack.source)
    problems = [
        *_verdict_problems(attack, result, neighbour),
        *(_problem("leaked", what=word) for word in leaked),
        *(_problem("reached", what=what) for what in reached),
        *(_problem("survived", what=what) for what in survivors),
        *_cost_problems(answer, target),
    ]
    return Trial(
        attack=attack.name,
        target=name,
        ends=_ends(result),
        points=result["points"],
        max_points=result["max_points"],
        problems=tuple(problems),
        seconds=time.monotonic() - begun,
        reached=tuple(dict.fromkeys(reached)),
        leaked=tuple(leaked),
    )


def full_marks(target: Target, course: Course, room: Courtroom, place: Checkout) -> bool:
    """Return whether the engine gives the reference solutions full marks."""
    solution = (place.solutions / "unit1" / f"{target.exercise}.py").read_text("utf-8")
    with tempfile.TemporaryDirectory(prefix="smol-handed-in-") as folder:
        hand_in(Path(folder), target, solution, data_of(course, target, place.solutions), place.solutions)
        report = room.ask({"op": "grade", "folder": folder}, ANSWER_WITHIN_S)["report"]
    return bool(report["points"] == report["max_points"])


def look(canaries: Canaries, place: Checkout) -> Before:
    """Return what there is now where an attack may leave nothing."""
    return Before(traces.snapshot(_own(canaries), SCRATCH), traces.shared_entries(_watched(place)))


def left_behind(before: Before, canaries: Canaries, place: Checkout, source: str) -> list[str]:
    """Return what has changed: anything in folders of ours, in others what the attack's source names."""
    files = traces.changed(before.files, traces.snapshot(_own(canaries), SCRATCH))
    new = traces.shared_entries(_watched(place)) - before.shared
    return [*files, *traces.named_in(source, new)]


def no_verdict(attack: Attack, target: str, error: JudgeGone | NotGraded) -> Trial:
    """Return the trial of an attack that the judge's process has not survived, or could not grade."""
    name = "judge_gone" if isinstance(error, JudgeGone) else "not_graded"
    return Trial(attack.name, target, (), 0, 0, (_problem(name, what=str(error)[:300]),), 0.0)


def _plant(room: Courtroom, canaries: Canaries) -> list[Path]:
    """Have a session before this one leave a canary wherever it can; return where it may lie in shared folders."""
    name = f"smol-planted-{room.pid}"
    room.ask({"op": "plant", "canary": canaries.texts["session"], "name": name}, ANSWER_WITHIN_S)
    return [Path(folder) / name for folder in PLANTED_IN]


def _own(canaries: Canaries) -> list[Path]:
    return [canaries.outside, canaries.home, canaries.cwd, canaries.temporary]


def _watched(place: Checkout) -> list[Path]:
    libraries = Path(sysconfig.get_paths()["purelib"])
    return [libraries, place.root, place.root / "grader", place.root / "tests", Path.home(), Path.cwd()]


def _result(report: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [result for result in report["exercises"] if result["name"] == name]
    return dict(found)


def _ends(result: dict[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(check["reason"] for check in result["checks"] if check["reason"]))


def _verdict_problems(attack: Attack, result: dict[str, Any], neighbour: dict[str, Any]) -> list[Sentence]:
    problems = []
    passed = [check["id"] for check in result["checks"] if check["outcome"] == Outcome.PASSED]
    if len(passed) == len(result["checks"]) or result["points"] >= result["max_points"]:
        problems.append(_problem("full_marks"))
    elif passed and not attack.some_pass:
        problems.append(_problem("passed", what=", ".join(name.rpartition("/")[2] for name in passed)))
    wrong = [end for end in _ends(result) if end not in attack.ends]
    if wrong:
        problems.append(_problem("wrong_end", what=", ".join(wrong), expected=", ".join(sorted(attack.ends))))
    if neighbour["points"] != neighbour["max_points"]:
        lost = {"points": neighbour["points"], "max_points": neighbour["max_points"]}
        problems.append(_problem("neighbour", what=NEIGHBOUR, **lost))
    return problems


def _leaked(result: dict[str, Any], canaries: Canaries, source: str) -> list[str]:
    """Return what the report tells that the attack cannot have known."""
    text = json.dumps(result, ensure_ascii=False)
    lines = [line for line in SECRET_LINES if line in text and line not in source]
    return canaries.in_text(text) + lines


def _cost_problems(answer: dict[str, Any], target: Target) -> list[Sentence]:
    problems = []
    if target.memory_mb is not None and answer["memory_mb"] > target.memory_mb:
        problems.append(_problem("memory", what=round(answer["memory_mb"]), most=target.memory_mb))
    if answer["late_s"] > LATE_S:
        problems.append(_problem("late", what=f"{answer['late_s']:.1f}"))
    return problems


def _problem(name: str, **fields: str | int) -> Sentence:
    return Sentence(key=f"attack.{name}", fields=fields)
