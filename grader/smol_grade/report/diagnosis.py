"""What `doctor` found on a machine, as text for people and as JSON for programs."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import sys
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..messages import catalogue, say, say_sentence
from ..records import Environment, Language, Sentence
from ..sandbox.tiers import CANARIES, Isolation
from .findings import Finding, finding_as_json
from .telling import isolation_of
from .terminal import Screen
from .visible import visible_text

SCHEMA_VERSION = 1
COMMAND = "$ "
"""How a line begins that is to be typed, in the texts on what is missing."""
WORD = r"""(?:'[^']*'|"[^"]*"|[^\s'"])+"""
PIECE = re.compile(rf"-{WORD} (?![-|]){WORD}|{WORD}")
STYLES = {"held": "green", "leaked": "bold red", "not_tried": "yellow"}
STATES = {"ok": "green", "limit": "yellow", "wrong": "bold red"}


@dataclass(frozen=True)
class Extra:
    """Libraries that some exercises need."""

    name: str
    """As in `pip install "smol-grade[NAME]"`."""
    exercises: tuple[str, ...]
    missing: tuple[str, ...]
    """Modules that are not installed."""


@dataclass(frozen=True)
class Trial:
    """The demo's right answer, graded here."""

    points: int
    max_points: int
    seconds: float
    problem: tuple[Sentence, ...] = ()
    """Why it did not get full marks, and what to do; empty when grading works."""


@dataclass(frozen=True)
class Diagnosis:
    """What was found on this machine."""

    smol_grade: str
    environment: Environment
    isolation: Isolation
    extras: tuple[Extra, ...]
    trial: Trial
    findings: tuple[Finding, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 when grading works here, in whatever tier and with whatever limits; else 3."""
        return 3 if self.trial.problem or any(one.state == "wrong" for one in self.findings) else 0


def statuses(isolation: Isolation) -> dict[str, str]:
    """Return `held`, `leaked` or `not_tried` by canary, in the order of `CANARIES`."""
    found = {canary.name: "held" if canary.held else "leaked" for canary in isolation.canaries}
    return {name: found.get(name, "not_tried") for name in CANARIES}


def remedy(name: str, language: Language) -> str:
    """Return how to get what is missing; lines to be typed begin with `$ `. A name without a text is its own text."""
    if f"missing.{name}" not in catalogue(language):
        return name
    python = shlex.quote(os.path.realpath(sys.executable))
    return say(language, f"missing.{name}", python=python)


def diagnosis_as_json(diagnosis: Diagnosis, language: Language) -> str:
    """Return the diagnosis as a JSON object; names are stable, texts are in the language."""
    environment, isolation, trial = diagnosis.environment, diagnosis.isolation, diagnosis.trial
    details = {canary.name: canary.detail for canary in isolation.canaries}
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "smol_grade": diagnosis.smol_grade,
        "language": language,
        "python": environment.python,
        "platform": environment.platform,
        "exit_code": diagnosis.exit_code,
        "versions": environment.versions,
        "drift": environment.drift,
        "checks": [finding_as_json(finding, language) for finding in diagnosis.findings],
        "extras": [
            {"name": extra.name, "missing": list(extra.missing), "exercises": list(extra.exercises)}
            for extra in diagnosis.extras
        ],
        "grading": {
            "works": not trial.problem,
            "points": trial.points,
            "max_points": trial.max_points,
            "seconds": trial.seconds,
            "problem": " ".join(say_sentence(language, sentence) for sentence in trial.problem) or None,
        },
        "isolation": {
            "kind": isolation.kind,
            "tier": isolation.tier,
            "leaks": list(isolation.leaks),
            "canaries": [
                {"name": name, "status": status, "text": say(language, f"canary.{name}"), "detail": details.get(name)}
                for name, status in statuses(isolation).items()
            ],
            "missing": [{"name": name, "text": remedy(name, language)} for name in isolation.missing],
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def diagnosis_as_text(diagnosis: Diagnosis, language: Language, screen: Screen) -> str:
    """Return the diagnosis as text of the screen's width. Commands that are too long go on after a backslash."""
    page = _Page(language, screen)
    page.grading(diagnosis)
    page.findings(diagnosis)
    page.packages(diagnosis)
    page.isolation(diagnosis)
    for name in diagnosis.isolation.missing:
        page.missing(name)
    return page.text


def broken(command: str, width: int) -> list[str]:
    """Return a command in lines of the width: never broken within a shell's word, nor between an option and its value.

    Where such a piece is wider than that, so is its line.
    """
    lines = [""]
    for piece in PIECE.findall(command):
        longer = f"{lines[-1]} {piece}".strip()
        if lines[-1] and len(longer) > width:
            lines.append(piece)
        else:
            lines[-1] = longer
    return lines


class _Page:
    def __init__(self, language: Language, screen: Screen) -> None:
        self._language = language
        self._file = io.StringIO()
        self._console = Console(
            file=self._file,
            width=max(screen.width, 20),
            color_system="standard" if screen.color else None,
            force_terminal=screen.color,
            no_color=not screen.color,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    @property
    def text(self) -> str:
        """What was written, without blanks at line ends."""
        lines = [line.rstrip() for line in self._file.getvalue().splitlines()]
        return "\n".join(lines).strip("\n") + "\n"

    def grading(self, diagnosis: Diagnosis) -> None:
        """Write where we are and whether grading works."""
        environment, trial = diagnosis.environment, diagnosis.trial
        self._print(Text(f"Python {environment.python}, {environment.platform}"))
        if not trial.problem:
            fields = {"points": trial.points, "max_points": trial.max_points, "seconds": f"{trial.seconds:.1f}"}
            self._print(Text(self._say("works", **fields), style="green"))
            return
        self._print(Text(self._say("fails"), style="bold red"))
        for sentence in trial.problem:
            self._print(Text(visible_text(say_sentence(self._language, sentence))), indent=2)

    def findings(self, diagnosis: Diagnosis) -> None:
        """Write what else was looked at, a line each, and under it the command that mends it."""
        if not diagnosis.findings:
            return
        self._console.print()
        self._print(Text(self._say("machine"), style="bold"))
        for finding in diagnosis.findings:
            told = visible_text(say_sentence(self._language, finding.sentence))
            self._rows([(Text(self._say(f"state_{finding.state}"), style=STATES[finding.state]), Text(told))])
            if finding.fix:
                self._command(visible_text(finding.fix))

    def packages(self, diagnosis: Diagnosis) -> None:
        """Write the versions and the extras."""
        environment = diagnosis.environment
        self._console.print()
        self._print(Text(self._say("packages"), style="bold"))
        self._print(Text(", ".join(f"{name} {version}" for name, version in environment.versions.items())), indent=2)
        for extra in diagnosis.extras:
            if not extra.missing:
                self._print(Text(self._say("extra_there", extra=extra.name)), indent=2)
                continue
            fields = {"extra": extra.name, "count": len(extra.exercises), "modules": ", ".join(extra.missing)}
            self._print(Text(self._say("extra_missing", **fields), style="yellow"), indent=2)
            self._command(f'pip install "smol-grade[{extra.name}]"')

    def isolation(self, diagnosis: Diagnosis) -> None:
        """Write the tier, what it is good for, and a line per canary."""
        isolation = diagnosis.isolation
        self._console.print()
        self._print(Text(isolation_of(diagnosis.environment, self._language), style="bold"))
        self._print(Text(self._say("good_for_all" if isolation.tier == 1 else "good_for_practice")), indent=2)
        self._print(Text(self._say("tried")), indent=2)
        details = {canary.name: canary.detail for canary in isolation.canaries if not canary.held}
        rows = []
        for name, status in statuses(isolation).items():
            tried = say(self._language, f"canary.{name}")
            told = tried if status == "held" else f"{tried} ({name})"
            if details.get(name):
                told += f": {visible_text(details[name])}"
            rows.append((Text(self._say(status), style=STYLES[status]), Text(told)))
        self._rows(rows)

    def missing(self, name: str) -> None:
        """Write how to get what is missing."""
        self._console.print()
        self._print(Text(self._say("missing", name=name), style="bold"))
        for line in remedy(name, self._language).splitlines():
            if line.startswith(COMMAND):
                self._command(line.removeprefix(COMMAND))
            else:
                self._print(Text(line), indent=2)

    def _rows(self, rows: list[tuple[Text, Text]]) -> None:
        """Write a word and what is said of it, in two columns."""
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for word, told in rows:
            table.add_row(word, told)
        self._console.print(Padding(table, (0, 0, 0, 2)))

    def _command(self, command: str) -> None:
        """Write a line to be typed."""
        lines = broken(command, self._console.width - 6)
        for number, line in enumerate(lines):
            end = " \\" if number + 1 < len(lines) else ""
            self._console.print(Text(f"    {line}{end}", style="cyan"), soft_wrap=True)

    def _print(self, text: Text, indent: int = 0) -> None:
        text.overflow = "fold"
        self._console.print(Padding(text, (0, 0, 0, indent)))

    def _say(self, key: str, **fields: object) -> str:
        return say(self._language, f"doctor.{key}", **fields)
