"""`smol-grade check-model`: the course's gate, card and copy checks, on a learner's own machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..course import load_course
from ..locate import course_files
from ..messages import say
from ..records import Language
from . import output
from .carding import write_findings
from .looking import Asked, Report, look

if TYPE_CHECKING:
    from smol_leaderboard.safety.rules import Finding


def run(model: str, base: Path | None, language: Language) -> int:
    """Check a model and show what there is to say; return the exit code."""
    report = look(Asked("check-model", model, base), load_course(course_files()), language)
    write_report(report, language)
    if not report.falls_short and not report.flags:
        output.write_wrapped(say(language, "check.all_good"))
    return 1 if report.falls_short else 0


def write_report(report: Report, language: Language) -> None:
    """Write what was found, what weighs most first."""
    facts = report.examination.facts
    if facts.parameters:
        fields = {"parameters": f"{facts.parameters:,}".replace(",", " "), "dtype": facts.dtype}
        key = "check.about_adapter" if facts.adapter else "check.about" if facts.size_class else "check.about_unranked"
        output.write_wrapped(say(language, key, **fields, size=facts.size_class, base=facts.base))
    rejects = report.rejects
    output.write_wrapped(say(language, "check.failed" if rejects else "check.passed"))
    write_section("check.rejects", rejects, language)
    if any(one.code == "no_weights" for one in rejects) and report.checkpoints:
        output.write_wrapped(output.harmless(say(language, "check.checkpoints", folder=report.checkpoints)))
    write_section("check.counts_not", report.keeps_from_counting, language)
    write_section("check.flags", report.flags, language)
    write_section("check.to_mend", report.card, language)
    if report.provenance is not None and not report.compared:
        output.write_wrapped(say(language, "check.not_compared"))


def write_section(key: str, found: Sequence[Finding], language: Language) -> None:
    """Write a heading and findings below it; nothing where there are none."""
    if found:
        output.write_wrapped("\n" + say(language, key, count=len(found)))
        write_findings(found, language)
