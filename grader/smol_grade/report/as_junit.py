"""The report as JUnit XML, for the test views of CI services: an exercise is a suite, a check is a case.

Attributes and elements are those that Jenkins and Maven Surefire know; points are properties of the suite, because
their schemas give a case none.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..messages import say
from ..records import CheckResult, CourseReport, ExerciseResult, Language, Outcome, Report
from .telling import check_lines, message_of
from .visible import visible_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ELEMENTS = {
    Outcome.FAILED: "failure",
    Outcome.ERRORED: "error",
    Outcome.TIMED_OUT: "error",
    Outcome.BLOCKED: "skipped",
    Outcome.NOT_RUN: "skipped",
}
COUNTS = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def render_junit(report: Report, language: Language) -> str:
    """Return the report as an XML document with a `testsuite` per exercise."""
    suites = [_suite(report, exercise, language) for exercise in report.exercises]
    return _document(f"smol-grade {report.unit_alias}", report.seconds, suites)


def render_course_junit(report: CourseReport, language: Language) -> str:
    """Return one XML document with a `testsuite` per exercise of all units that were graded."""
    suites = [_suite(unit, exercise, language) for unit in report.units for exercise in unit.exercises]
    return _document("smol-grade all", report.seconds, suites)


def _document(name: str, seconds: float, suites: list[Element]) -> str:
    from xml.etree import ElementTree

    root = ElementTree.Element("testsuites", name=name, time=_seconds(seconds))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    root.extend(suites)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(report: Report, exercise: ExerciseResult, language: Language) -> Element:
    from xml.etree import ElementTree

    suite = ElementTree.Element("testsuite", name=exercise.id, tests=str(len(exercise.checks)))
    counts = Counter(ELEMENTS[check.outcome] for check in exercise.checks if check.outcome in ELEMENTS)
    for element, attribute in COUNTS.items():
        suite.set(attribute, str(counts[element]))
    suite.set("time", _seconds(sum(check.seconds for check in exercise.checks)))
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in _properties(report, exercise).items():
        ElementTree.SubElement(properties, "property", name=name, value=value)
    suite.extend(_case(check, language) for check in exercise.checks)
    return suite


def _properties(report: Report, exercise: ExerciseResult) -> dict[str, str]:
    properties = {
        "smol_grade": report.smol_grade,
        "audience": report.audience,
        "isolation": report.environment.isolation,
        "tier": str(report.environment.tier),
        "leaks": " ".join(report.environment.leaks),
        "file": visible_text(exercise.file),
        "status": exercise.status,
        "points": str(exercise.points),
        "max_points": str(exercise.max_points),
    }
    if exercise.bonus:
        properties["bonus"] = "true"
    if report.seed is not None:
        properties["seed"] = str(report.seed)
    for check in exercise.checks:
        name = check.id.rpartition("/")[2]
        properties |= {f"{name}.points": str(check.points), f"{name}.max_points": str(check.max_points)}
    return properties


def _case(check: CheckResult, language: Language) -> Element:
    from xml.etree import ElementTree

    place, _, name = check.id.rpartition("/")
    classname = place.replace("/", ".")  # services group by what stands before the last dot
    case = ElementTree.Element("testcase", classname=classname, name=name, time=_seconds(check.seconds))
    if check.outcome not in ELEMENTS:
        return case
    message = message_of(check, language) or say(language, f"report.{check.outcome.value}")
    told = ElementTree.SubElement(case, ELEMENTS[check.outcome], message=message)
    if check.reason is not None and ELEMENTS[check.outcome] != "skipped":  # a skipped case has no type
        told.set("type", check.reason.value)
    told.text = "\n".join([check.title.in_language(language), *check_lines(check, language)])
    return case


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
