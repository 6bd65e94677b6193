"""HTML: one file that asks nothing of anyone, in which a learner's text is text and is shown in full."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smol_grade.records import Language, Report
from smol_grade.report import render_html
from smol_grade.report.pieces import pieces
from smol_grade.report.telling import failures
from smol_grade.report.visible import visible, visible_text

from .conftest import ENDINGS, LANGUAGES, ROOT
from .hostile import hostile_reports
from .reading import Page, assert_visible

PAGE = ROOT / "grader" / "smol_grade" / "report" / "page.html"
TAGS = (
    "html head meta title style body main h1 h2 h3 p table thead tbody tr th td section a span code pre em strong mark br "
    "details summary dl dt dd"
)
NAMES = (
    "lang charset http-equiv content name id class scope href title dir open aria-hidden data-unit data-audience data-tier "
    "data-points data-max-points data-bonus data-bonus-points data-max-bonus-points data-seed data-exercise data-status "
    "data-check data-outcome data-hint data-failure"
)


def assert_harmless(text: str) -> None:
    """The page has elements and attributes of ours only, and asks for nothing from outside."""
    page = Page(text)
    assert {tag for tag, _ in page.elements} <= set(TAGS.split())
    assert {name for _, attributes in page.elements for name in attributes} <= set(NAMES.split())
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {f"#{name}" for name in ids} == {
        attributes["href"] for _, attributes in page.elements if "href" in attributes
    }
    [policy] = [
        attributes["content"]
        for _, attributes in page.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert str(policy).startswith("default-src 'none'; style-src 'unsafe-inline';")
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert style == PAGE.read_text("utf-8").partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|//|src", style)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ENDINGS)
def test_the_page_needs_nothing_from_outside(name: str, language: Language, endings: dict[str, Report]) -> None:
    """No script, no address, no request: one file, whose policy forbids the rest; its language is declared."""
    text = render_html(endings[name], language)
    assert text.startswith("<!doctype html>")
    assert f'<html lang="{language}">' in text
    assert_harmless(text)


@settings(deadline=None, max_examples=60)
@given(hostile_reports())
def test_a_learners_text_is_text(report: Report) -> None:
    """Whatever it is, it makes no element and no attribute, and hides no character."""
    text = render_html(report, "en")
    assert_harmless(text)
    assert_visible(text)


@settings(deadline=None, max_examples=60)
@given(hostile_reports())
def test_the_page_shows_evidence_in_full(report: Report) -> None:
    """Call, expected, got and the line that raised stand in the page, character for character, made visible."""
    blocks = Page(render_html(report, "en")).blocks
    for check in (check for exercise in report.exercises for check in failures(exercise)):
        evidence = check.evidence
        if evidence is None:
            continue
        assert not evidence.call or visible_text(evidence.call) in blocks
        assert not evidence.line or visible_text(evidence.source) in blocks
        for value in filter(None, (evidence.expected, evidence.got)):
            cut = "…" if evidence.difference and evidence.difference.cut else ""
            shown = "".join(visible(value)) if evidence.difference else visible_text(value)
            assert cut + shown in blocks


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=3), max_size=3), st.integers(0, 40))
def test_pieces_are_the_text(text: str, tokens: list[str], at: int) -> None:
    """Put together again they are the visible text; the first difference is one character, or the end."""
    at = min(at, len(text))
    cut = pieces(text, tuple(tokens), at)
    assert "".join(visible(text)) == "".join(piece.text for piece in cut)
    [place] = [index for index, piece in enumerate(cut) if piece.differs]
    before = "".join(piece.text for piece in cut[:place])
    assert "".join(visible(text[:at])) == before
    assert "".join(visible(text[at : at + 1])) == cut[place].text


def test_the_first_difference_is_marked(reports: dict[str, Report]) -> None:
    """Where the expected text ends, its end is marked; in the other text the first character too many."""
    text = render_html(reports["generation_prompt"], "en")
    assert re.search(r'<pre dir="ltr" class="expected">.*<mark class="end"></mark></pre>', text)
    assert re.search(r'<pre dir="ltr" class="got">.*<mark class="token">&lt;</mark><span class="token">\|', text)
    assert "differs here (character" in text
