"""The exercises that attacks are handed in for, with limits so short that loops cost little, and the files to grade."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from msgspec import structs

from ..course import Course, Exercise, Limits
from ..errors import CourseError

NEIGHBOUR = "smoltalk_to_chatml"
"""Graded after each attack in the same run, with the reference solution: it must keep its points."""


@dataclass(frozen=True)
class Target:
    """One exercise as a target."""

    exercise: str
    call_s: float
    load_s: float | None = None
    """None: as in the manifest."""
    memory_mb: int | None = None
    """How much the judge's memory may grow in a grading; None: not looked at, since weights travel through it."""


TARGETS = {
    "text": Target("gsm8k_to_chatml", call_s=1.0, load_s=2.0, memory_mb=100),
    "tensor": Target("sft_loss", call_s=1.0, load_s=2.0),
    "trainer": Target("make_sft_trainer", call_s=20.0),
    "fix_chat_template": Target("fix_chat_template", call_s=2.0, load_s=2.0, memory_mb=100),
    "make_training_template": Target("make_training_template", call_s=2.0, load_s=2.0, memory_mb=100),
    "to_messages": Target("to_messages", call_s=1.0, load_s=2.0, memory_mb=100),
}


def course_of(course: Course, target: Target) -> Course:
    """Return the course with the target and its neighbour alone, in this order, both on the target's libraries.

    One set of libraries is one zygote: what an attack does to it, the neighbour feels.
    """
    unit, [attacked] = course.find(target.exercise)
    _, [neighbour] = course.find(NEIGHBOUR)
    libraries = {"base": unit.preload(attacked)}
    exercises = tuple(structs.replace(e, libraries="base") for e in (_shortened(attacked, target), neighbour))
    return structs.replace(course, units=(structs.replace(unit, exercises=exercises, libraries=libraries),))


def data_of(course: Course, target: Target, solutions: Path) -> dict[str, bytes]:
    """Return the data files of a target's reference solution, by name."""
    _, [exercise] = course.find(target.exercise)
    return {name: (solutions / "unit1" / name).read_bytes() for name in exercise.data}


def _shortened(exercise: Exercise, target: Target) -> Exercise:
    limits: Limits = structs.replace(exercise.limits, call_s=target.call_s)
    if target.load_s is not None:
        limits = structs.replace(limits, load_s=target.load_s)
    return structs.replace(exercise, limits=limits)


def learner_file(source: str, target: Target, constants: dict[str, str | int]) -> str:
    """Return what is graded: a line of constants, the attack, and its function under the exercise's name."""
    line = "; ".join(f"{name} = {value!r}" for name, value in constants.items())
    text = f"{line}\n{source}" if line else source
    if not re.search(rf"^(def {target.exercise}\b|{target.exercise}\s*=)", source, re.MULTILINE):
        text += f"\n\n{target.exercise} = attack\n"
    return text


def hand_in(folder: Path, target: Target, text: str, data: dict[str, bytes], solutions: Path) -> None:
    """Put the file to grade, data files and the neighbour's reference solution into a folder."""
    solution = solutions / "unit1" / f"{NEIGHBOUR}.py"
    if not solution.is_file():
        raise CourseError(solution, 0, "it is missing")
    (folder / f"{target.exercise}.py").write_text(text, "utf-8")
    for name, content in data.items():
        (folder / name).write_bytes(content)
    (folder / f"{NEIGHBOUR}.py").write_text(solution.read_text("utf-8"), "utf-8")
