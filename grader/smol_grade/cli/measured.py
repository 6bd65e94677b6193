"""What `evaluate` and `compare` show: numbers with their intervals, as plain tables that fit 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..messages import catalogue, say
from ..records import Language

if TYPE_CHECKING:
    from smol_leaderboard.evaluate.comparing import Compared
    from smol_leaderboard.schema import EvaluationRecord, TaskResult

MILLION = 1_000_000
USUAL = 500_000
"""Of gsm8k, millionths: far above it, nobody needs to hear what models of this size get."""


def table(record: EvaluationRecord, language: Language) -> str:
    """Return a model's numbers."""
    header = [say(language, f"measure.{name}") for name in ("task", "value", "interval", "samples", "data")]
    rows = [[one.task, *_number(one, language), str(one.n), one.data] for one in record.results]
    lines = [say(language, "measure.title", model=record.model, revision=record.revision[:12]), ""]
    lines += columns([header, *rows], right=(1, 2, 3))
    for one in record.results:
        lines += _extras(one, language)
    lines.append("")
    if {"gsm8k", "heldout"} <= {one.task for one in record.results}:
        gap, stderr = record.overfit_gap / MILLION * 100, record.overfit_gap_stderr / MILLION * 100
        lines.append(say(language, "measure.gap", gap=f"{gap:+.1f}", stderr=f"{stderr:.1f}"))
    if record.flags:
        lines.append(say(language, "measure.flags", flags=", ".join(record.flags)))
    expected = f"measure.expect_{record.size_class.replace('.', '_')}"
    if expected in catalogue(language) and any(one.task == "gsm8k" and one.low < USUAL for one in record.results):
        lines.append(say(language, expected))
    fields = {"protocol": record.protocol, "dtype": record.environment.dtype, "device": record.environment.device}
    lines.append(say(language, "measure.protocol", **fields, parameters=f"{record.parameters / MILLION:.1f}"))
    return "\n".join(lines)


def comparison(first: EvaluationRecord, second: EvaluationRecord, found: Sequence[Compared], language: Language) -> str:
    """Return which of two models is better at what."""
    names = ("task", "samples", "first", "second", "difference", "verdict")
    header = [say(language, f"measure.{name}") for name in names]
    rows = []
    for one in found:
        scale, unit = (1, "") if one.task == "loss" else (100, " %")
        digits = 4 if one.task == "loss" else 1
        values = [f"{value * scale:.{digits}f}{unit}" for value in (one.first, one.second)]
        value, low, high = (f"{number * scale:+.{digits}f}" for number in one.better)
        verdict = say(language, f"measure.verdict_{one.verdict}")
        rows.append([one.task, str(one.n), *values, f"{value} [{low}, {high}]", verdict])
    title = say(language, "measure.compare_title", first=_name(first), second=_name(second))
    lines = [title, "", *columns([header, *rows], right=(1, 2, 3, 4))]
    return "\n".join([*lines, "", say(language, "measure.ties") if any(one.better.is_tie for one in found) else ""])


def _name(record: EvaluationRecord) -> str:
    return f"{record.model}@{record.revision[:12]}"


def _number(result: TaskResult, language: Language) -> tuple[str, str]:
    value, low, high = (number / MILLION for number in (result.value, result.low, result.high))
    if result.metric == "bits_per_byte":
        return say(language, "measure.bits", value=f"{value:.4f}"), f"[{low:.4f}, {high:.4f}]"
    return f"{value * 100:.1f} %", f"[{low * 100:.1f}, {high * 100:.1f}]"


def _extras(result: TaskResult, language: Language) -> list[str]:
    """Return a task's further numbers: shares in percent, lengths in tokens."""
    shown = [
        f"{name} {number / MILLION:.0f}" if name == "mean_tokens" else f"{name} {number / MILLION * 100:.1f} %"
        for name, number in result.extra.items()
    ]
    if result.metric == "bits_per_byte":
        shown.append(say(language, "measure.lower"))
    return [f"  {result.task}: {', '.join(shown)}"] if shown else []


def columns(rows: Sequence[Sequence[str]], right: Sequence[int]) -> list[str]:
    """Return rows as lines of aligned columns; those of `right` are aligned to the right."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
