"""The control: what an attack does to a naive grader, so that no file of the catalogue is an empty threat.

The naive grader is pytest with the attack imported beside the tests; its exit code and its JUnit file are the verdict.
It runs inside a session of our own sandbox. Only attacks on the network are also tried without the sandbox's walls.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from ..errors import CourseError
from .canaries import WORDS, new_canary
from .catalogue import Attack
from .courtroom import Courtroom
from .targets import TARGETS, learner_file

PROGRAM = Path(__file__).with_name("naive_program.py")
SECONDS = 20.0
ANSWER_WITHIN_S = 120.0
FULL_BYTES = 30 * 2**20
FULL_FILES = 1000
"""What no submission needs; a naive grader's disk takes it."""


@dataclass(frozen=True)
class Control:
    """What a naive grader has suffered."""

    attack: str
    seen: frozenset[str]
    """Of `catalogue.CONTROLS`."""
    detail: str = ""
    """What it said at the end, for whoever repairs the attack."""


def naive_suites(folder: Path, target: str) -> list[str]:
    """Return the texts of the naive suites of a target."""
    paths = sorted(folder.glob(f"{target}*.py"))
    if not paths:
        raise CourseError(folder, 0, f"no naive suite for {target}")
    return [path.read_text("utf-8") for path in paths]


def try_control(attack: Attack, room: Courtroom, suites: Path) -> Control:
    """Let a naive grader inside the sandbox grade an attack; suite by suite, until one shows what the header says."""
    seen: set[str] = set()
    detail = ""
    name = attack.targets[0]
    text = learner_file(attack.source, TARGETS[name], {})
    for suite in naive_suites(suites, name):
        canaries = {word: new_canary(word) for word in WORDS}
        order = {"op": "ask", "source": PROGRAM.read_text("utf-8"), "function": "control"}
        answer = room.ask({**order, "args": [text, suite, canaries, SECONDS]}, ANSWER_WITHIN_S)
        if "ok" in answer:
            seen |= _seen(answer["ok"], canaries)
            detail = " ".join(answer["ok"]["output"].split())[-200:]
        else:
            error = answer["err"]
            detail = f"{error['type']}: {error['message']}"
        if attack.control in seen:
            break
    return Control(attack.name, frozenset(seen), detail)


def _seen(facts: dict[str, Any], canaries: dict[str, str]) -> set[str]:
    found = {
        "forged": facts["exit"] == 0 or _clean(facts["junit"]),
        "leaked": any(canary in facts["output"] for canary in canaries.values()),
        "reached": bool(facts["new"]),
        "survived": facts["survived"] or bool(facts["new"]),
        "filled": max(facts["bytes"], facts["all_bytes"]) > FULL_BYTES or facts["files"] > FULL_FILES,
    }
    return {name for name, true in found.items() if true}


def _clean(junit: str) -> bool:
    """Return whether a JUnit file says that nothing failed."""
    if not junit or re.search("<!DOCTYPE", junit):
        return False
    try:
        suites = list(ET.fromstring(junit).iter("testsuite"))  # noqa: S314 - no document type, so no entities
    except ET.ParseError:
        return False
    return bool(suites) and all(suite.get("failures") == suite.get("errors") == "0" for suite in suites)
