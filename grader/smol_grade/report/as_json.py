"""The report as JSON, for programs. Keys are stable within a schema version; texts are in one language."""

from __future__ import annotations

import json
import re
from typing import Any

from ..messages import say_sentence
from ..records import CheckResult, CourseReport, ExerciseResult, Language, Report
from ..scoring import exit_code

UNSAFE = re.compile(
    r"[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
    r"|(?<=#)#(?=\[|vso\[|teamcity\[)",
    re.IGNORECASE,
)
"""What JSON allows in a string, and a terminal, an encoder or a CI service (commands in a log) takes amiss."""


def render_json(report: Report, language: Language) -> str:
    """Return the report as a JSON object with `checks` and `exercises` in the manifest's order."""
    return json_text(_report(report, language))


def render_course_json(report: CourseReport, language: Language) -> str:
    """Return the report on the whole course as a JSON object: the sum, and in `units` the report of each unit."""
    document = {
        "schema_version": report.schema_version,
        "smol_grade": report.smol_grade,
        "target": "all",
        "language": language,
        "seed": report.seed,
        "points": report.points,
        "max_points": report.max_points,
        "bonus_points": report.bonus_points,
        "max_bonus_points": report.max_bonus_points,
        "exit_code": exit_code(report),
        "seconds": report.seconds,
        "units": [_report(unit, language) for unit in report.units],
        "absent": list(report.absent),
    }
    return json_text(document)


def json_text(document: dict[str, Any]) -> str:
    """Return a document as JSON whose strings hold nothing that a terminal, an encoder or a CI service takes amiss."""
    return UNSAFE.sub(_escaped, json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _report(report: Report, language: Language) -> dict[str, Any]:
    return {
        "schema_version": report.schema_version,
        "smol_grade": report.smol_grade,
        "target": report.target,
        "unit": report.unit,
        "unit_alias": report.unit_alias,
        "unit_title": report.unit_title.in_language(language),
        "language": language,
        "audience": report.audience,
        "seed": report.seed,
        "points": report.points,
        "max_points": report.max_points,
        "bonus_points": report.bonus_points,
        "max_bonus_points": report.max_bonus_points,
        "exit_code": exit_code(report),
        "seconds": report.seconds,
        "environment": {
            "python": report.environment.python,
            "platform": report.environment.platform,
            "isolation": report.environment.isolation,
            "tier": report.environment.tier,
            "leaks": list(report.environment.leaks),
            "versions": report.environment.versions,
            "drift": report.environment.drift,
        },
        "exercises": [_exercise(exercise, language) for exercise in report.exercises],
        "checks": [_check(check, language) for check in report.checks],
    }


def _escaped(found: re.Match[str]) -> str:
    """Return characters of a JSON string as JSON escapes: to a program they are the same."""
    return "".join(f"\\u{unit:04x}" for unit in memoryview(found[0].encode("utf-16-le", "surrogatepass")).cast("H"))


def _exercise(exercise: ExerciseResult, language: Language) -> dict[str, Any]:
    problem = exercise.problem
    return {
        "id": exercise.id,
        "name": exercise.name,
        "title": exercise.title.in_language(language),
        "level": exercise.level,
        "bonus": exercise.bonus,
        "status": exercise.status,
        "points": exercise.points,
        "max_points": exercise.max_points,
        "file": exercise.file,
        "files": [{"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in exercise.files],
        "outcome": problem.outcome if problem else None,
        "reason": problem.reason if problem else None,
        "message": say_sentence(language, problem.message) if problem and problem.message else None,
    }


def _check(check: CheckResult, language: Language) -> dict[str, Any]:
    evidence = check.evidence
    shown = None
    if evidence is not None:
        difference = evidence.difference
        shown = {
            "call": evidence.call,
            "where": evidence.where,
            "expected": evidence.expected,
            "got": evidence.got,
            "differs_at": difference.index if difference else None,
            "excerpt_starts_at": difference.cut if difference else 0,
            "special_tokens": list(evidence.special_tokens),
            **({"cell": evidence.cell} if evidence.cell else {}),
            "line": evidence.line,
            "source": evidence.source,
            "printed": evidence.printed,
        }
    return {
        "id": check.id,
        "exercise": check.exercise,
        "title": check.title.in_language(language),
        "outcome": check.outcome,
        "reason": check.reason,
        "points": check.points,
        "max_points": check.max_points,
        "message": say_sentence(language, check.message) if check.message else None,
        "hint_id": check.hint_id or None,
        "hint": check.hint.in_language(language) if check.hint else None,
        "evidence": shown,
        "seconds": check.seconds,
    }
