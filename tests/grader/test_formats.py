"""Markdown, JUnit and HTML: each tells what the `Report` tells, whatever a learner wrote.

After a wanted change: `SMOL_GRADE_GOLDEN=write pytest tests/grader/test_formats.py`, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from smol_grade.records import Language, Outcome, Report, SubmittedFile
from smol_grade.report import render_html, render_junit, render_markdown

from .conftest import ENDINGS, LANGUAGES, ROOT, smol_grade
from .hostile import ENVIRONMENT, hostile_reports
from .reading import Page, assert_visible, facts_in_html, facts_in_junit, facts_in_markdown, facts_of

GOLDEN = Path(__file__).parent / "golden"
RENDERERS = {"md": render_markdown, "junit.xml": render_junit, "html": render_html}
JUNIT = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failure",
    Outcome.ERRORED: "error",
    Outcome.TIMED_OUT: "error",
    Outcome.BLOCKED: "skipped",
    Outcome.NOT_RUN: "skipped",
}


def steady(report: Report) -> Report:
    """The report without what differs from machine to machine."""
    exercises = tuple(
        replace(
            exercise,
            checks=tuple(replace(check, seconds=0.25) for check in exercise.checks),
            files=(SubmittedFile(name=f"{exercise.name}.py", bytes=100, sha256="0" * 64),),
        )
        for exercise in report.exercises
    )
    return replace(report, smol_grade="0.0.0", environment=ENVIRONMENT, seconds=1.5, exercises=exercises)


def assert_all_say_the_same(report: Report, language: Language) -> None:
    """Each format, read back, has the facts of the record."""
    facts = facts_of(report, language)
    assert facts == facts_in_markdown(render_markdown(report, language), language)
    assert facts == facts_in_html(render_html(report, language), report)
    expected = facts._replace(
        checks=[(check.id, JUNIT[check.outcome], f"{check.points}/{check.max_points}") for check in report.checks],
        hints=[(check.id, check.hint.in_language(language)) for check in report.checks if check.hint],
    )
    assert expected == facts_in_junit(render_junit(report, language), report, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ENDINGS)
def test_every_format_tells_the_same(name: str, language: Language, endings: dict[str, Report]) -> None:
    """However a grading ended: ids, outcomes, points, hints and totals read back from each format are the record's."""
    assert_all_say_the_same(endings[name], language)


@settings(deadline=None, max_examples=60)
@given(hostile_reports(), st.sampled_from(LANGUAGES))
def test_a_learner_changes_no_fact(report: Report, language: Language) -> None:
    """Whatever a learner's code returned, printed or raised, the facts read back are the record's."""
    assert_all_say_the_same(report, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", RENDERERS)
def test_golden_formats(form: str, language: Language, reports: dict[str, Report]) -> None:
    """The whole report is what it was when somebody last looked at it."""
    shown = RENDERERS[form](steady(reports["generation_prompt"]), language)
    path = GOLDEN / f"generation_prompt.{language}.{form}"
    if os.environ.get("SMOL_GRADE_GOLDEN") == "write":
        path.write_text(shown, "utf-8")
    assert path.read_text("utf-8") == shown


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("name", ENDINGS)
def test_every_format_has_only_visible_characters(form: str, name: str, endings: dict[str, Report]) -> None:
    """No control or bidirectional character is in any report."""
    assert_visible(RENDERERS[form](endings[name], "en"))


EVERYWHERE = [("html", "ascii"), ("junit", "cp1252")]


@pytest.mark.parametrize(
    ("form", "encoding"),
    [
        *EVERYWHERE,
        *(
            pytest.param(form, encoding, marks=pytest.mark.full)
            for form in ("html", "junit")
            for encoding in ("ascii", "cp1252", "utf-8")
            if (form, encoding) not in EVERYWHERE
        ),
    ],
)
def test_any_encoding_gives_a_right_file(form: str, encoding: str) -> None:
    """HTML and XML say that they are UTF-8, and are, whatever the encoding of the stream that they are written to."""
    words = ("unit0", "--path", str(ROOT / "exercises"), "--format", form, "--lang", "es")
    done = smol_grade(*words, PYTHONIOENCODING=encoding)
    text = done.stdout.encode(encoding).decode("utf-8")
    shown = " ".join(ElementTree.fromstring(text).itertext()) if form == "junit" else str(Page(text).rows)
    assert (1, True) == (done.returncode, "conversación" in shown)


@pytest.mark.parametrize(("form", "start"), [("md", "# unit0: "), ("junit", "<?xml "), ("html", "<!doctype html>")])
def test_a_file_gets_the_report(form: str, start: str, tmp_path: Path) -> None:
    """`--output` writes the file, says the points on stderr, and leaves stdout empty."""
    file = tmp_path / "report"
    done = smol_grade("unit0", "--path", str(ROOT / "exercises"), "--format", form, "--output", str(file))
    assert (1, "") == (done.returncode, done.stdout)
    assert "0/3 points" in done.stderr
    assert file.read_text("utf-8").startswith(start)
