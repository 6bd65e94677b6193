"""Markdown: a learner's text is only text, in any place of the report."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.tree import SyntaxTreeNode

from smol_grade.records import Report
from smol_grade.report import render_markdown
from smol_grade.report.markdown_text import escaped, fenced
from smol_grade.report.telling import failures
from smol_grade.report.visible import visible_text

from .hostile import HOSTILE, hostile, hostile_reports
from .reading import MARKDOWN, assert_visible, shown_text


@given(hostile)
@example("".join(HOSTILE))
@example("trailing \\")
def test_escaped_text_is_only_text(text: str) -> None:
    """In a paragraph, a heading and a table, a learner's text is exactly this text: no markup, no further cell."""
    shown = visible_text(text).strip()
    page = f"# a: {escaped(text)}\n\na: {escaped(text)}\n\n| a | b |\n|---|---|\n| {escaped(text)} | c |\n"
    heading, paragraph, table = SyntaxTreeNode(MARKDOWN.parse(page)).children
    assert ["heading", "paragraph", "table"] == [heading.type, paragraph.type, table.type]
    for node in (heading, paragraph):
        assert ["text"] * len(node.children[0].children) == [part.type for part in node.children[0].children]
        assert shown == shown_text(node).removeprefix("a:").strip()
    [row] = table.children[1].children
    assert [shown, "c"] == [shown_text(cell).strip() for cell in row.children]


@given(hostile)
@example("".join(HOSTILE))
def test_nobody_is_called(text: str) -> None:
    """What is rendered has no mention, no reference to an issue and no emoji by name, before a joiner is removed."""
    [paragraph] = SyntaxTreeNode(MARKDOWN.parse(f"a: {escaped(text)}")).children
    parts = "".join(token.content for token in paragraph.walk() if token.type == "text")
    assert not re.search(r"@[^\s\u2060]|#\w|:[\w+-]|\bgh-\d", parts.removeprefix("a: "), re.IGNORECASE)


@pytest.mark.parametrize(
    "text", ["a www.example.com", "www. is enough", "https://example.com/a", "mailto:me@example.com", "a.example.com"]
)
def test_no_bare_link(text: str) -> None:
    """An address is broken up for those who make links of bare addresses."""
    assert "." not in escaped(text).replace("\\.", "")
    assert ":" not in escaped(text).replace("\\:", "")


@given(st.lists(st.text("`~ a\\", max_size=12), max_size=5))
def test_a_fence_holds_what_is_in_it(lines: list[str]) -> None:
    """No line of a block ends the block."""
    block, paragraph = MARKDOWN.parse(fenced(lines) + "\n\nafter")[:2]
    assert ("fence", "paragraph_open") == (block.type, paragraph.type)
    assert "".join(f"{line}\n" for line in lines) == block.content


@settings(deadline=None, max_examples=60)
@given(hostile_reports())
def test_markdown_has_our_structure_only(report: Report) -> None:
    """Headings, tables, blocks and code are as many as ours; there is no link, image or HTML; no line is a command."""
    text = render_markdown(report, "en")
    nodes = [node.type for node in SyntaxTreeNode(MARKDOWN.parse(text)).walk()]
    told = [check for exercise in report.exercises for check in failures(exercise)]
    assert 1 + len(report.exercises) + len(told) == nodes.count("heading")
    assert 1 + len(report.exercises) == nodes.count("table")
    assert 2 * len(report.exercises) + len(report.checks) + len(told) == nodes.count("code_inline")
    assert nodes.count("fence") <= len(told)
    assert 1 == nodes.count("hr") == nodes.count("bullet_list")
    ours = {
        "root",
        "inline",
        "text",
        "strong",
        "em",
        "paragraph",
        "heading",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert set(nodes) <= ours | {"code_inline", "fence", "hr", "bullet_list", "list_item"}
    assert not re.search(r"^\s*(::|##\[)", text, re.MULTILINE)
    assert_visible(text)
