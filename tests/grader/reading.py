"""Reports read back: what each format tells, taken from what its readers see."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from smol_grade.messages import say
from smol_grade.records import Language, Report
from smol_grade.report.telling import failures

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


class Facts(NamedTuple):
    """What every format tells."""

    points: str
    exercises: list[tuple[str, str]]
    """Id and points."""
    checks: list[tuple[str, str, str]]
    """Id, outcome in words, points."""
    hints: list[tuple[str, str]]
    """Of what did not pass: id (of the exercise where all checks share it) and hint."""


def facts_of(report: Report, language: Language) -> Facts:
    """What the record says."""
    told = [(exercise, check) for exercise in report.exercises for check in failures(exercise)]
    earned = (report.points, report.max_points, report.bonus_points, report.max_bonus_points)
    return Facts(
        in_words(*earned, language),
        [(exercise.id, f"{exercise.points}/{exercise.max_points}") for exercise in report.exercises],
        [
            (check.id, say(language, f"report.{check.outcome.value}"), f"{check.points}/{check.max_points}")
            for check in report.checks
        ],
        [
            (exercise.id if check is exercise.problem else check.id, check.hint.in_language(language))
            for exercise, check in told
            if check.hint
        ],
    )


def in_words(points: int, most: int, bonus: int, most_bonus: int, language: Language) -> str:
    """What is said of the points: those that count, those of bonus exercises, or both."""
    due = say(language, "report.points", points=points, max_points=most)
    extra = say(language, "report.bonus_points", points=bonus, max_points=most_bonus)
    return ", ".join(([due] if most or not most_bonus else []) + ([extra] if most_bonus else []))


def shown_text(node: SyntaxTreeNode) -> str:
    """The text that a reader of Markdown sees, without the joiners of ours."""
    parts = (token.content for token in node.walk() if token.type in ("text", "code_inline", "fence"))
    return "".join(parts).replace("\u2060", "")


def facts_in_markdown(text: str, language: Language) -> Facts:
    """Read a Markdown report."""
    points, exercises, checks, hints = "", [], [], []
    unit, exercise, told = "", "", ""
    for node in SyntaxTreeNode(MARKDOWN.parse(text)).children:
        content = shown_text(node)
        if node.type == "heading":
            name = next((code.content for code in node.walk() if code.type == "code_inline"), "")
            if node.tag == "h2":
                exercise = f"{unit}/{name}"
            told = exercise if exercise.endswith(f"/{name}") else f"{exercise}/{name}"
        elif node.type == "table":
            rows = [[shown_text(cell) for cell in row.children] for row in node.children[1].children]
            assert all(5 == len(row) for row in rows)
            if not exercise:
                exercises = [(row[1], row[4]) for row in rows]
                unit = exercises[0][0].partition("/")[0]
            else:
                checks += [(f"{exercise}/{row[1]}", row[3], row[4]) for row in rows]
        elif node.type == "paragraph" and not points:
            points = content
        elif content.startswith(say(language, "report.hint") + ": "):
            hints.append((told, content.partition(": ")[2]))
    return Facts(points, exercises, checks, hints)


class Page(HTMLParser):
    """Reads an HTML report: rows with their cells, failures with their hints, every element and attribute."""

    VOID = {"meta", "br"}

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[tuple[dict[str, str | None], list[str]]] = []
        self.hints: list[tuple[str, str]] = []
        self.total = ""
        self.blocks: list[str] = []
        """The content of each `pre`, line breaks of ours (`br`) left out."""
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        assert [] == self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in self.VOID:
            self._open.append((tag, attributes))
        if tag == "tr":
            self.rows.append((attributes, []))
        elif tag in ("td", "th"):
            self.rows[-1][1].append("")
        elif tag == "pre":
            self.blocks.append("")
        elif attributes.get("class") == "hint":
            told = [found["data-failure"] for name, found in self._open if name == "details"]
            self.hints.append((str(told[-1]), ""))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self._open.pop()[0]

    def handle_data(self, data: str) -> None:
        within = [tag for tag, _ in self._open]
        classes = [attributes.get("class") for _, attributes in self._open]
        if "tr" in within and within[-1] != "tr":
            self.rows[-1][1][-1] += data
        if "pre" in within:
            self.blocks[-1] += data
        if "hint" in classes and within[-1] == "span":
            self.hints[-1] = (self.hints[-1][0], self.hints[-1][1] + data)
        if "total" in classes:
            self.total += data


def facts_in_html(text: str, report: Report) -> Facts:
    """Read an HTML report: what a reader sees, which must agree with what a program reads."""
    page = Page(text)
    exercises, checks = [], []
    for attributes, cells in page.rows:
        points = f"{attributes.get('data-points')}/{attributes.get('data-max-points')}"
        if "data-exercise" in attributes:
            exercises.append((str(attributes["data-exercise"]), cells[-1]))
            assert points == cells[-1]
        if "data-check" in attributes:
            assert points == cells[-1]
            checks.append((str(attributes["data-check"]), cells[0].partition(" ")[2], cells[-1]))
    outcomes = [attributes["data-outcome"] for attributes, _ in page.rows if "data-check" in attributes]
    assert [check.outcome.value for check in report.checks] == outcomes
    shared = {exercise.problem.id: exercise.id for exercise in report.exercises if exercise.problem}
    return Facts(page.total, exercises, checks, [(shared.get(told, told), hint) for told, hint in page.hints])


def facts_in_junit(text: str, report: Report, language: Language) -> Facts:
    """Read a JUnit report, and check that its numbers add up."""
    root = ElementTree.fromstring(text)
    exercises, checks, hints = [], [], []
    sums = {"": [0, 0], "true": [0, 0]}
    for suite in root:
        properties = {entry.get("name"): entry.get("value") for entry in suite.find("properties") or ()}
        assert report.smol_grade == properties["smol_grade"]
        assert (None if report.seed is None else str(report.seed)) == properties.get("seed")
        exercise = str(suite.get("name"))
        exercises.append((exercise, f"{properties['points']}/{properties['max_points']}"))
        of_kind = sums[properties.get("bonus") or ""]
        of_kind[0] += int(properties["points"] or 0)
        of_kind[1] += int(properties["max_points"] or 0)
        for case in suite.iter("testcase"):
            name = case.get("name")
            assert exercise == str(case.get("classname")).replace(".", "/")
            points = f"{properties[f'{name}.points']}/{properties[f'{name}.max_points']}"
            element = case[0].tag if len(case) else "passed"
            checks.append((f"{exercise}/{name}", element, points))
            last = (case[0].text or "").splitlines()[-1] if len(case) else ""
            if last.startswith(say(language, "report.hint") + ": "):
                hints.append((f"{exercise}/{name}", last.partition(": ")[2]))
    blocked = any(exercise.status == "blocked" for exercise in report.exercises)
    total = [*sums[""], *sums["true"]]
    if blocked:
        total = [report.points, report.max_points, report.bonus_points, report.max_bonus_points]
    return Facts(
        in_words(*total, language),
        exercises,
        checks,
        hints,
    )


def assert_visible(text: str) -> None:
    """The text has printable characters and line breaks only."""
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe]", text
    )
