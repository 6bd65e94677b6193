"""What was measured, in words: numbers with their unit, reasons and flags in sentences."""

from __future__ import annotations

from smol_grade.messages import catalogue, say
from smol_grade.records import Language
from smol_grade.report.visible import visible_text

from ..board.model_ranking import LOWER_IS_BETTER
from ..board.shapes import ModelLine
from ..schema import NOBODYS

MILLION = 1_000_000
LOSSES = LOWER_IS_BETTER
"""Metrics that are shown as they are; all others are proportions, shown in percent."""


def value(number: int, metric: str) -> str:
    """Return a measured number: `0.887` bits, or `40.9 %`."""
    return f"{number / MILLION:.3f}" if metric in LOSSES else f"{100 * number / MILLION:.1f} %"


def interval(low: int, high: int, metric: str) -> str:
    """Return the bounds of an interval, in the unit of the value: `[38.2, 43.5]`."""
    if metric in LOSSES:
        return f"[{low / MILLION:.3f}, {high / MILLION:.3f}]"
    return f"[{100 * low / MILLION:.1f}, {100 * high / MILLION:.1f}]"


def difference(number: int, metric: str) -> str:
    """Return a difference with its sign, in the unit of the value."""
    return _signed(number / MILLION, 3) if metric in LOSSES else points(number)


def points(number: int) -> str:
    """Return a difference of proportions in percentage points, with its sign."""
    return _signed(100 * number / MILLION, 1)


def _signed(number: float, digits: int) -> str:
    shown = f"{number:+.{digits}f}"
    return shown if float(shown) else shown[1:]  # nothing that could be seen has no sign


def metric_name(metric: str, language: Language) -> str:
    """Return what a metric is called, and which way is better."""
    return known(language, f"models.metric_{metric}", metric)


def samples_of(limit: int, language: Language) -> str:
    """Return how much of each task was asked."""
    return say(language, "models.limited", limit=limit) if limit else say(language, "models.all_samples")


def notes(line: ModelLine, language: Language) -> list[str]:
    """Return what stands beside a model in short: reference, why it has no rank, its flags."""
    found = [say(language, "models.withdrawn")] if line.model.startswith(NOBODYS) else []
    if line.unranked == "counts_not":
        reasons = ", ".join(short_reason(code, language) for code in line.counts_not)
        found.append(say(language, "models.counts_not", reasons=reasons) if reasons else "")
    elif line.unranked:
        found.append(known(language, f"models.unranked_{line.unranked}", line.unranked))
    found += [say(language, "models.flag", flag=short_flag(code, language)) for code in line.flags]
    return [one for one in found if one]


def short_reason(code: str, language: Language) -> str:
    """Return a reason in a word or two."""
    return known(language, f"counts_not.{code}_short", code)


def reason(code: str, language: Language) -> tuple[str, str]:
    """Return why a model does not count and what to do, in sentences; a later program's code stands for itself."""
    return known(language, f"counts_not.{code}", code), known(language, f"counts_not.{code}_fix", "")


def short_flag(code: str, language: Language) -> str:
    """Return a flag in a word or two."""
    return known(language, f"flag.{code}_short", code)


def flag(code: str, language: Language) -> str:
    """Return what a flag means."""
    return known(language, f"flag.{code}", code)


def known(language: Language, key: str, otherwise: str) -> str:
    """Return a sentence without fields; what has none stands for itself."""
    return catalogue(language).get(key) or visible_text(otherwise.replace("_", " ")[:80])
