"""The report for a terminal: one line a check, then what went wrong and how to go on. Reads well without colour."""

from __future__ import annotations

import io
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..course import LEVEL_MARKS
from ..messages import say
from ..records import CheckResult, Evidence, ExerciseResult, Language, Outcome, Reason, Report
from ..scoring import due, exit_code
from .difference import difference_lines, marked
from .telling import (
    certificate_note,
    difference_note,
    failures,
    isolation_of,
    line_of,
    message_of,
    printed_lines,
    shortened,
    total_of,
)
from .visible import visible_text, without_commands

STYLES = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "red",
    Outcome.ERRORED: "red",
    Outcome.TIMED_OUT: "red",
    Outcome.BLOCKED: "yellow",
    Outcome.NOT_RUN: "yellow",
}
UNICODE = {Outcome.PASSED: "✓", Outcome.BLOCKED: "○", Outcome.NOT_RUN: "○"}
ASCII = {Outcome.PASSED: "+", Outcome.BLOCKED: "-", Outcome.NOT_RUN: "-"}
QUIET = (Outcome.PASSED, Outcome.FAILED)
"""Outcomes whose mark says all; the others are named."""


@dataclass(frozen=True)
class Screen:
    """What the report is shown on."""

    width: int = 80
    color: bool = False
    unicode: bool = True

    @property
    def ellipsis(self) -> str:
        """The sign for something left out."""
        return "…" if self.unicode else "..."

    def mark(self, outcome: Outcome) -> str:
        """The sign at the start of a check's line."""
        return UNICODE.get(outcome, "✗") if self.unicode else ASCII.get(outcome, "x")


def console_on(screen: Screen, file: io.StringIO) -> Console:
    """Return what writes for the screen, into a text."""
    return Console(
        file=file,
        width=max(screen.width, 20),
        color_system="standard" if screen.color else None,
        force_terminal=screen.color,
        no_color=not screen.color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        force_jupyter=False,  # in a kernel, rich would show what it writes
    )


def trimmed(written: str) -> str:
    """Return what was written without blanks at line ends; no line of it is a command to a CI service."""
    lines = [line.rstrip() for line in written.splitlines()]
    return without_commands("\n".join(lines).rstrip("\n") + "\n")


def render_terminal(
    report: Report,
    language: Language,
    screen: Screen,
    options: str = "",
    then: str = "",
    *,
    closing: bool = True,
    failures_first: bool = False,
) -> str:
    """Return the report as text of the screen's width.

    `options` are this run's, for the command to type next; `then` is what comes after full marks; without `closing`
    the report ends with the points. `failures_first`: for a screen that has no room for both; hints come early, too.
    """
    page = _Page(language, screen, hint_first=failures_first)
    parts = (page.failures, page.exercise) if failures_first else (page.exercise, page.failures)
    for part in parts:
        for exercise in report.exercises:
            part(exercise)
    page.close(report, visible_text(options), then, advice=closing)
    return page.text


class _Page:
    def __init__(self, language: Language, screen: Screen, *, hint_first: bool) -> None:
        self._language = language
        self._screen = screen
        self._hint_first = hint_first
        self._file = io.StringIO()
        self._told: set[tuple[object, ...]] = set()
        """What a learner has read once in this report: hints, errors, printed lines."""
        self._console = console_on(screen, self._file)

    @property
    def text(self) -> str:
        """What was written, without blanks at line ends."""
        return trimmed(self._file.getvalue())

    def exercise(self, exercise: ExerciseResult) -> None:
        """Write an exercise's head and a line per check."""
        points = f"{exercise.points}/{exercise.max_points}"
        if exercise.status == "blocked":
            points = self._say("not_graded")
        level = LEVEL_MARKS[exercise.level] if self._screen.unicode else f"({self._say(f'level_{exercise.level}')})"
        name = Text(f"{exercise.name} ", style="bold").append(level, style="not bold")
        if exercise.bonus:
            name.append(f"  {self._say('bonus')}", style="cyan not bold")
        if exercise.status == "not_started":
            name.append(f"  {self._say('not_started')}", style="yellow not bold")
        self._row(name, Text(points, style="bold"), indent=0)
        for check in exercise.checks:
            self._check(check)
        self._console.print()

    def failures(self, exercise: ExerciseResult) -> None:
        """Write a block per failure, but one for what several checks share: what all do, one error, one reason."""
        for check in failures(exercise):
            why: tuple[object, ...] = (check.message.key if check.message is not None else "",)
            if check.outcome is Outcome.ERRORED:
                why = (message_of(check, self._language), check.hint_id, check.evidence.line if check.evidence else 0)
            if check.outcome in (Outcome.NOT_RUN, Outcome.ERRORED) and self._told_before(exercise.name, "ended", why):
                continue
            shared = check is exercise.problem
            self._block(exercise, check, exercise.name if shared else check.title.in_language(self._language))

    def close(self, report: Report, options: str, then: str, *, advice: bool) -> None:
        """Write the total and, as advice, what to do next."""
        for name, pinned in report.environment.drift.items():
            found = report.environment.versions[name]
            self._print(Text(self._say("drift", name=name, found=found, pinned=pinned), style="yellow"))
        wrong = any(exercise.status == "in_progress" for exercise in report.exercises)
        if advice and report.seed is not None and (wrong or report.points < report.max_points):
            self._print(Text(self._say("repeat", seed=report.seed), style="dim"))
        total = total_of(report, self._language)
        style = "bold green" if exit_code(report) == 0 else "bold"
        if not advice:
            self._print(Text(total, style=style))
            return
        self._print(Text(f"{total}. ", style=style).append(self._next(report, options, then), style="not bold"))
        stuck = next((e.name for e in report.exercises if e.status == "in_progress"), None)
        if stuck is not None and report.audience == "practice":
            self._print(Text(self._say("more_hints", exercise=stuck), style="dim"))
        certificate = certificate_note(report, self._language)
        isolation = isolation_of(report.environment, self._language)
        self._print(Text(f"{isolation}. {certificate}" if certificate else isolation, style="dim"))

    def _next(self, report: Report, options: str, then: str) -> str:
        order = {"in_progress": 0, "not_started": 1, "blocked": 2}
        must = due(report.exercises)
        open_ones = [e for e in report.exercises if e.status != "done" and (e in must or e.status == "in_progress")]
        open_ones.sort(key=lambda e: (e not in must, order[e.status]))
        if not open_ones:
            left = ", ".join(e.name for e in report.exercises if e.status != "done")
            done = self._say("due_done", names=left) if left else self._say("all_done")
            return f"{done} {self._say('next_unit', unit=then, options=options)}" if then else done
        first = open_ones[0]
        if first.status == "blocked" and first.problem and first.problem.message:
            return self._say("next_blocked", message=message_of(first.problem, self._language))
        key = "next_fix" if first.status == "in_progress" else "next_start"
        if first.problem is not None and first.problem.reason is Reason.NO_FILE:
            key = "next_file"
        file, target = visible_text(first.file), visible_text(report.target)
        return self._say(key, exercise=first.name, file=file, target=target, options=options)

    def _check(self, check: CheckResult) -> None:
        style = STYLES[check.outcome]
        title = Text(check.title.in_language(self._language))
        if check.outcome not in QUIET and check.reason is not Reason.NOT_STARTED:
            title.append(f" ({self._say(check.outcome.value)})", style=style)
        points = Text(f"{check.points}/{check.max_points}", style="dim")
        self._row(title, points, indent=2, mark=Text(self._screen.mark(check.outcome), style=style))

    def _block(self, exercise: ExerciseResult, check: CheckResult, title: str) -> None:
        head = Text(f"{self._screen.mark(check.outcome)} ", style=STYLES[check.outcome])
        head.append(title, style="bold")
        if title != exercise.name:
            head.append(f"  {exercise.name}", style="dim")
        self._print(head)
        shown = True
        if check.message is not None:
            said = message_of(check, self._language)
            self._print(Text(said), indent=2)
            same = check.evidence is not None and check.evidence.difference is None
            if same and self._told_before(exercise.name, said, check.hint_id):
                shown = False
        if self._hint_first:
            self._hint(exercise, check)
        if check.evidence is not None and shown:
            self._evidence(check.evidence, exercise)
        if not self._hint_first:
            self._hint(exercise, check)
        self._console.print()

    def _hint(self, exercise: ExerciseResult, check: CheckResult) -> None:
        if check.hint is not None:
            seen = self._told_before(exercise.name, check.hint_id)
            text = self._say("same_hint") if seen else check.hint.in_language(self._language)
            label = Text(f"{self._say('hint')}: ", style="bold yellow")
            self._print(label.append(text, style="not bold yellow"), indent=2)

    def _told_before(self, *what: object) -> bool:
        told = what in self._told
        self._told.add(what)
        return told

    def _evidence(self, evidence: Evidence, exercise: ExerciseResult) -> None:
        if evidence.line:
            where = f"{visible_text(exercise.file)}, {line_of(evidence, self._language)}"
            self._labelled(where, Text(visible_text(evidence.source)))
        if evidence.call:
            call = visible_text(evidence.call).replace("…", self._screen.ellipsis)
            self._labelled(self._say("call"), marked(call, evidence.special_tokens))
        if evidence.difference is not None:
            self._difference(evidence)
        else:
            for label, text in ((self._say("expected"), evidence.expected), (self._say("got"), evidence.got)):
                if text:
                    cut = shortened(text, self._screen.ellipsis)
                    self._labelled(label, marked(visible_text(cut), evidence.special_tokens))
        lines = printed_lines(evidence)
        if lines and not self._told_before(exercise.name, "printed"):
            self._labelled(self._say("printed"), Text("\n".join(f"| {line}" for line in lines), style="dim"))

    def _difference(self, evidence: Evidence) -> None:
        assert evidence.difference is not None
        lines = difference_lines(evidence, self._console.width - 4, self._screen.ellipsis)
        nothing = Text(self._say("empty"), style="dim")
        self._labelled(self._say("expected"), lines.expected if evidence.expected else nothing)
        self._labelled(self._say("got"), lines.got if evidence.got else nothing)
        note = difference_note(evidence, self._language)
        if not note:
            return
        if lines.column + len(note) + 6 <= self._console.width:
            pointer = f"{' ' * lines.column}^ {note}"
        else:  # the note goes to the left of the mark, or to a line of its own
            left = f"{note} ^".rjust(lines.column + 1)
            pointer = left if len(left) == lines.column + 1 else f"{' ' * lines.column}^\n{note}"
        self._print(Text(pointer, style="red"), indent=4)

    def _labelled(self, label: str, text: Text) -> None:
        self._print(Text(label, style="dim"), indent=2)
        self._print(text, indent=4)

    def _row(self, left: Text, right: Text, *, indent: int, mark: Text | None = None) -> None:
        table = Table.grid(padding=(0, 1), expand=True)
        if mark is not None:
            table.add_column(width=1)
        table.add_column(ratio=1, overflow="fold")
        table.add_column(justify="right", no_wrap=True)
        table.add_row(*([mark] if mark is not None else []), left, right)
        self._console.print(Padding(table, (0, 0, 0, indent)))

    def _print(self, text: Text, indent: int = 0) -> None:
        text.overflow = "fold"
        self._console.print(Padding(text, (0, 0, 0, indent)))

    def _say(self, key: str, **fields: object) -> str:
        return say(self._language, f"report.{key}", **fields)
