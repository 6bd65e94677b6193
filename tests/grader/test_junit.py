"""JUnit: what CI services read, and valid XML whatever a learner's code returned."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from smol_grade.records import Report
from smol_grade.report import render_junit

from .conftest import ENDINGS
from .hostile import hostile_reports
from .reading import assert_visible

# What Jenkins (xunit-plugin, junit-10.xsd) and Maven Surefire read, as far as we write it.
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "properties": {"property"},
    "testcase": {"failure", "error", "skipped"},
}


def assert_valid(text: str) -> None:
    """The document has the elements and attributes that CI services know, and its counts are right."""
    root = ElementTree.fromstring(text)
    assert "testsuites" == root.tag
    for element in root.iter():
        assert ATTRIBUTES[element.tag] == set(element.keys()), element.tag
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
        assert re.fullmatch(r"\d+\.\d{3}", element.get("time", "0.000"))
    for suite in root:
        cases = list(suite.iter("testcase"))
        assert all(len(case) <= 1 for case in cases)
        tags = [child.tag for case in cases for child in case]
        counts = (len(cases), tags.count("failure"), tags.count("error"), tags.count("skipped"))
        assert counts == tuple(int(suite.get(name, "")) for name in ("tests", "failures", "errors", "skipped"))
    for name in ("tests", "failures", "errors"):
        assert int(root.get(name, "")) == sum(int(suite.get(name, "")) for suite in root)


@pytest.mark.parametrize("name", ENDINGS)
def test_junit_is_what_services_expect(name: str, endings: dict[str, Report]) -> None:
    """However a grading ended, the document is valid."""
    assert_valid(render_junit(endings[name], "es"))


@settings(deadline=None, max_examples=60)
@given(hostile_reports())
def test_junit_is_valid_xml_whatever_a_learner_returns(report: Report) -> None:
    """Characters that XML forbids are visible escapes, and markup is text."""
    text = render_junit(report, "en")
    assert_valid(text)
    assert_visible(text)


def test_junit_tells_what_went_wrong(reports: dict[str, Report]) -> None:
    """A failure has the message, the call, expected and got with the place where they differ, and the hint."""
    root = ElementTree.fromstring(render_junit(reports["generation_prompt"], "en"))
    failure = next(root.iter("failure"))
    assert ('result["text"] is not the text that is expected.', "wrong") == (
        failure.get("message"),
        failure.get("type"),
    )
    lines = (failure.text or "").splitlines()
    for start in ("problem: result", "call  ", "expected  ", "got  ", "printed  ", "hint: "):
        assert 1 == sum(line.startswith(start) for line in lines), start
    assert any(line.lstrip().startswith("^ differs here") for line in lines)
