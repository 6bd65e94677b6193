"""Hostile reports in every format: no crash, no size without bound, no command for a CI service, nothing invisible."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from workflow_steps import carried_out

from smol_grade.records import (
    CheckResult,
    CourseReport,
    Evidence,
    ExerciseResult,
    Language,
    Outcome,
    Report,
    Sentence,
    SubmittedFile,
)
from smol_grade.report import (
    Screen,
    render_annotations,
    render_badge,
    render_course_gradescope,
    render_course_junit,
    render_course_markdown,
    render_gradescope,
    render_html,
    render_json,
    render_junit,
    render_markdown,
    render_terminal,
)
from smol_grade.report.visible import visible, without_commands

from .conftest import FULL, LANGUAGES, ROOT
from .hostile import ENVIRONMENT, HOSTILE, OURS, hostile_reports
from .reading import Page, assert_visible

EXAMPLES = 20_000 if FULL else 60
CORPUS = ROOT / "tests" / "fuzz" / "corpus"
NAMES: dict[str, str] = json.loads((ROOT / "tests" / "attacks" / "hostile_names.json").read_text("utf-8"))
COMMANDS = (
    "::error::x",
    "\n::error file=a::x",
    "\n  \t::set-output name=a::b",
    "\u00a0::stop-commands::x",
    "\u3000::stop-commands::x",
    "a " * 40 + "::add-mask::x",
    "##[error]x",
    "x ##[group]y",
    "###[command]x",
    "##vso[task.setvariable variable=a]b",
    "##VSO[task.complete result=Succeeded]",
    "##teamcity[testFinished name='x']",
    "section_start:1:x[collapsed=true]\r\x1b[0Kx",
    "\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31m",
    "\r::error::x",
    "\v::error::x",
    "\x85::error::x",
    "\u2028::error::x",
    "\u200b::error::x",
    "\u3164::error::x",
    "e" + "\u0301" * 300,
    "\u200d::x",
    ":" * 200,
    "x" * 76 + "::error::x",
)
hostile = st.one_of(
    st.sampled_from(COMMANDS),
    st.sampled_from(sorted(NAMES.values())),
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.text(":#[] \n\t\r\x0b\x85\u00a0vso", max_size=40),
    st.lists(st.sampled_from(COMMANDS), max_size=4).map("".join),
)
SCREENS = [Screen(), Screen(width=20), Screen(width=40, unicode=False), Screen(color=True)]
COMMAND = re.compile(r"^\s*::|##\[|##vso\[|##teamcity\[", re.IGNORECASE | re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def plain_report() -> Report:
    """A report of one exercise with a check of each kind, for a text to be put into."""
    shown = Evidence(call="x", expected="x", got="x", where="x", line=1, source="x", printed="x")
    raised = Sentence(key="problem.raised", fields={"type": "x", "message": "x"})
    checks = tuple(
        CheckResult(
            id=f"instruction/one/{outcome}",
            exercise="instruction/one",
            title=OURS,
            outcome=outcome,
            max_points=1,
            message=raised,
            evidence=shown,
        )
        for outcome in Outcome
        if outcome is not Outcome.PASSED
    )
    exercise = ExerciseResult(
        id="instruction/one",
        name="one",
        title=OURS,
        level="lion",
        status="in_progress",
        points=0,
        max_points=5,
        checks=checks,
        files=(SubmittedFile(name="x", bytes=1, sha256="0" * 64),),
    )
    return Report(
        schema_version=1,
        smol_grade="0",
        target="x",
        unit="instruction",
        unit_alias="unit1",
        unit_title=OURS,
        audience="practice",
        seed=1,
        points=0,
        max_points=5,
        exercises=(exercise,),
        environment=ENVIRONMENT,
        seconds=1.0,
    )


def in_every_text(report: Report, text: str) -> Report:
    """The report with a text wherever a learner's may be."""

    def evidence(old: Evidence | None) -> Evidence | None:
        names = ("call", "expected", "got", "where", "source", "printed")
        return old and structs.replace(old, difference=None, **dict.fromkeys(names, text))

    def message(old: Sentence | None) -> Sentence | None:
        return old and structs.replace(old, fields=dict.fromkeys(old.fields, text))

    exercises = []
    for exercise in report.exercises:
        checks = tuple(
            structs.replace(check, evidence=evidence(check.evidence), message=message(check.message))
            for check in exercise.checks
        )
        files = tuple(structs.replace(file, name=text) for file in exercise.files)
        problem = checks[0] if exercise.problem is not None else None
        exercises.append(structs.replace(exercise, checks=checks, files=files, file=text, problem=problem))
    return structs.replace(report, target=text, exercises=tuple(exercises))


def check_all(report: Report, languages: tuple[Language, ...] = ("en", "es")) -> None:
    """Render a report in every format and look at each as its readers do."""
    for language in languages:
        for screen in SCREENS:
            shown = render_terminal(report, language, screen)
            plain = COLOUR.sub("", shown) if screen.color else shown
            assert_visible(plain)
            assert not COMMAND.search(plain)
        text = render_markdown(report, language)
        assert_visible(text)
        assert not COMMAND.search(text)
        page = render_html(report, language)
        assert_visible(page)
        Page(page)
        suites = render_junit(report, language)
        assert_visible(suites)
        ElementTree.fromstring(suites)
        document = render_json(report, language)
        assert [exercise.file for exercise in report.exercises] == [
            e["file"] for e in json.loads(document)["exercises"]
        ]
        assert_visible(document)
        whole = as_course(report)
        summary, together = render_course_markdown(whole, language), render_course_junit(whole, language)
        assert_visible(summary)
        assert not COMMAND.search(summary)
        ElementTree.fromstring(together)
        check_annotations(whole, language)
        results = render_gradescope(report, language, {})
        check_results(results)
        check_results(render_course_gradescope(whole, language, {}))
        for form in (page, suites, together, document, render_badge(whole, language), results):
            assert not COMMAND.search(form)
            form.encode("utf-8")


def check_results(text: str) -> None:
    """Look at Gradescope's results as a browser shows them: decoded, as plain text, every character visible."""
    results = json.loads(text)
    assert_visible(text)
    for test in (results, *results["tests"]):
        assert "text" == test.get("output_format", "text")
        assert_visible(test.get("output", ""))
        assert not COMMAND.search(test.get("output", ""))
        assert_visible(test.get("name", ""))


def as_course(report: Report) -> CourseReport:
    """A report on a course of this one unit."""
    points = (report.points, report.max_points, report.bonus_points, report.max_bonus_points)
    return CourseReport(1, "0", 1, *points, (report,), (), report.environment, 1.0)


def check_annotations(report: CourseReport, language: Language) -> None:
    """Look at the annotations as the runner does: ours and no other command, a line each, with three properties."""
    text = render_annotations(report, language, {})
    assert_visible(text)
    lines = text.rstrip("\n").split("\n")
    commands = [command for line in lines for command in carried_out(line)]
    assert len(lines) == len(commands)
    assert ["notice"] == [command.name for command in commands[-1:]]
    for command in commands[:-1]:
        assert command.name in {"error", "warning"}
        assert ["file", "line", "title"] == list(command.properties)
        assert command.properties["line"].isdecimal()


LANGUAGE = st.sampled_from(LANGUAGES)
many = settings(
    deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.proof
@many
@given(hostile_reports(hostile), LANGUAGE)
def test_any_report_is_harmless_in_every_format(report: Report, language: Language) -> None:
    """Whatever a learner's texts hold, every format is valid, visible, and no command to a CI service."""
    check_all(report, (language,))


@pytest.mark.proof
@many
@given(hostile_reports(hostile), hostile, LANGUAGE)
def test_one_text_everywhere(report: Report, text: str, language: Language) -> None:
    """The same holds with one text in all places, which meet wherever lines are broken."""
    check_all(in_every_text(report, text), (language,))


@pytest.mark.parametrize("path", sorted(CORPUS.glob("reports-*")), ids=lambda path: path.name)
def test_found_texts(path: Path) -> None:
    """Texts that once broke a format are harmless."""
    check_all(in_every_text(plain_report(), path.read_bytes().decode("utf-8", "surrogateescape")))


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=2 if FULL else 1)
@given(report=hostile_reports(hostile))
def test_hostile_names(name: str, report: Report) -> None:
    """Known names that break pages, tables, terminals and logs are only names."""
    check_all(in_every_text(report, NAMES[name]))


@settings(deadline=None, max_examples=3)
@given(hostile_reports(hostile), st.sampled_from(["x", "\x00", "::", "\U0001f600", "\n", "##["]))
def test_size_is_bounded(report: Report, part: str) -> None:
    """Texts of a megabyte make no report of megabytes, in the formats that people look at."""
    huge = in_every_text(report, part * (2**20 // len(part)))
    for shown in (
        render_terminal(huge, "en", Screen()),
        render_markdown(huge, "en"),
        render_junit(huge, "en"),
        render_html(huge, "en"),
        render_gradescope(huge, "en", {}),
    ):
        assert len(shown) < 4_000_000


@given(st.text() | hostile)
def test_one_form_per_character(text: str) -> None:
    """Each character has one form, and nothing of them together is a command within a line."""
    assert len(text) == len(visible(text))
    assert not re.search(r"##(\[|vso\[|teamcity\[)", "".join(visible(text)), re.IGNORECASE)


@given(st.text(":# \t\n|x\x1b[0m") | hostile)
def test_no_line_is_a_command(text: str) -> None:
    """However a text is broken into lines, none begins with a command; lines that do not are left alone."""
    lines = without_commands(text).split("\n")
    assert not any(COLOUR.sub("", line).lstrip().startswith("::") for line in lines)
    for old, new in zip(text.split("\n"), lines, strict=True):
        assert old == new or COLOUR.sub("", old).lstrip().startswith("::")


def test_a_summary_too_long_to_be_shown_is_cut() -> None:
    """The table of the units stays, the details go, and the reader is told where they are."""
    report = as_course(in_every_text(plain_report(), "long " * 200))
    whole = render_course_markdown(report, "en")
    cut = render_course_markdown(report, "en", limit=len(whole.encode("utf-8")) - 1)
    assert whole == render_course_markdown(report, "en", limit=len(whole.encode("utf-8")))
    assert "too long for a summary" in cut
    assert "0/5" in cut
    assert "`one`" not in cut
    assert len(cut) < len(whole) / 2
