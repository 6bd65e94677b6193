"""What people read: whole reports against golden files, and that a learner's text cannot look like ours.

After a wanted change: `SMOL_GRADE_GOLDEN=write pytest tests/grader/test_report.py`, then read the difference.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from smol_grade.records import Evidence, Report
from smol_grade.report import Screen, render_json, render_terminal
from smol_grade.report.difference import difference_lines
from smol_grade.report.visible import visible_text

from .conftest import ROOT, SOURCES

GOLDEN = Path(__file__).parent / "golden"
SCREENS = {
    "en": ("en", Screen()),
    "es": ("es", Screen()),
    "es-40-ascii": ("es", Screen(width=40, unicode=False)),
    "en-color": ("en", Screen(color=True)),
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", SOURCES)
def test_golden_reports(name: str, screen: str, reports: dict[str, Report]) -> None:
    """The whole report is what it was when somebody last looked at it."""
    language, on = SCREENS[screen]
    shown = render_terminal(reports[name], language, on)  # type: ignore[arg-type]
    path = GOLDEN / f"{name}.{screen}.txt"
    if os.environ.get("SMOL_GRADE_GOLDEN") == "write":
        path.write_text(shown, "utf-8")
    assert path.read_text("utf-8") == shown


@pytest.mark.parametrize("width", [20, 30, 40, 60, 80, 100])
@pytest.mark.parametrize("name", SOURCES)
def test_no_line_is_wider_than_the_screen(name: str, width: int, reports: dict[str, Report]) -> None:
    """At any width every line fits."""
    for unicode in (True, False):
        shown = render_terminal(reports[name], "es", Screen(width=width, unicode=unicode))
        assert max(cell_len(line) for line in shown.splitlines()) <= width


def test_ascii_reports_have_no_marks_of_ours(reports: dict[str, Report]) -> None:
    """For an encoding without our marks the report has none; what is left are letters of texts and rows."""
    for report in reports.values():
        shown = render_terminal(report, "es", Screen(unicode=False))
        assert not set("✓✗○…·") & set(shown)


def test_nothing_of_a_learner_is_raw(reports: dict[str, Report]) -> None:
    """No control or bidirectional character of a learner's reaches the screen."""
    shown = render_terminal(reports["shapes"], "en", Screen())
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\x1b[31m" in shown


@given(st.text())
def test_visible_text_is_printable(text: str) -> None:
    """Whatever the text, what is shown is one printable line; with lines kept, only line breaks stay."""
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", visible_text(text))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", visible_text(text, keep="\n\\"))


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=30), st.integers(16, 90))
def test_the_first_difference_stands_in_the_marked_column(same: str, left: str, right: str, width: int) -> None:
    """Up to the marked column both lines show the same; at it they differ; neither is wider than the screen."""
    from smol_grade.evidence import excerpts

    expected, got = same + "a" + left, same + "b" + right
    first, second, difference = excerpts(expected, got)
    lines = difference_lines(Evidence(expected=first, got=second, difference=difference), width, "…")
    assert len(same) == difference.index
    assert cell_len(lines.expected.plain) <= width
    assert cell_len(lines.got.plain) <= width
    shown = lines.expected.plain
    before = 0
    while cell_len(shown[:before]) < lines.column:
        before += 1
    assert lines.expected.plain[:before] == lines.got.plain[:before]


def test_json_has_the_checks(reports: dict[str, Report]) -> None:
    """JSON: checks with id, exercise, outcome, reason, points, max_points; slugs, not numbers; texts in the language."""
    report = json.loads(render_json(reports["generation_prompt"], "es"))
    assert (1, "instruction", "unit1", 5) == tuple(
        report[key] for key in ("schema_version", "unit", "unit_alias", "seed")
    )
    check = report["checks"][1]
    assert "instruction/smoltalk_to_chatml/template_of_messages" == check["id"]
    assert ("instruction/smoltalk_to_chatml", "failed", "wrong", 0, 4) == tuple(
        check[key] for key in ("exercise", "outcome", "reason", "points", "max_points")
    )
    assert "plantilla" in check["title"]
    assert check["evidence"]["got"].endswith("assistant\n")
    assert report["points"] == sum(check["points"] for check in report["checks"])
    assert [exercise["status"] for exercise in report["exercises"]] == ["in_progress", "done"]


def test_a_report_survives_json(reports: dict[str, Report]) -> None:
    """The record itself can be written and read back."""
    for report in reports.values():
        assert report == msgspec.json.decode(msgspec.json.encode(report), type=Report)


@pytest.mark.parametrize(
    ("name", "before", "golden"),
    [
        ("README.md", "What you see when something is wrong:", "generation_prompt.en.txt"),
        ("README.es.md", "Lo que ves cuando algo está mal:", "generation_prompt.es.txt"),
    ],
)
def test_the_readme_shows_a_real_report(name: str, before: str, golden: str) -> None:
    """The report in each README is one that the program writes (tokens aside)."""
    quoted = (ROOT / name).read_text("utf-8").split(before)[1].split("```")[1]
    assert 'result["text"]' in quoted
    assert "add_generation_prompt" in quoted
    shown = (GOLDEN / golden).read_text("utf-8")
    for line in quoted.strip().splitlines():
        if line.strip() not in ("…", "") and "_start|>" not in line and "^ dif" not in line:
            assert line in shown, line
