"""The glossary says the same in both languages, and its exercises exist."""

from __future__ import annotations

import re
from pathlib import Path

from smol_grade.course import load_course
from smol_grade.locate import checkout_files

from .conftest import ROOT

ENTRY = re.compile(
    r'^\* <a id="(?P<anchor>[a-z-]+)"></a>\*\*(?P<here>[^*]+)\*\* \(\*(?P<there>[^*]+)\*\): (?P<text>.+?)'
    r"(?: (?:Exercises?|Ejercicios?) (?P<met>[\d., ]+)\.)?$"
)


def test_both_pages_have_the_same_terms_in_the_same_order() -> None:
    """Each page gives a term in its own language and in the other one, and names the same exercises."""
    english, spanish = entries("glossary.md"), entries("glossary.es.md")
    assert len(english) > 80
    assert [(e["anchor"], e["here"], e["there"], e["met"]) for e in english] == [
        (e["anchor"], e["there"], e["here"], e["met"]) for e in spanish
    ]


def test_definitions_are_translated() -> None:
    """No definition is the same text in both languages."""
    english, spanish = entries("glossary.md"), entries("glossary.es.md")
    assert [] == [e["anchor"] for e, s in zip(english, spanish, strict=True) if e["text"] == s["text"]]


def test_anchors_are_unique() -> None:
    """A link to a term leads to one place."""
    anchors = [entry["anchor"] for entry in entries("glossary.md")]
    assert sorted(set(anchors)) == sorted(anchors)


def test_exercises_of_the_glossary_exist() -> None:
    """Every number that the glossary names is an exercise of the course."""
    numbers = {exercise.number for unit in load_course(checkout_files(ROOT)).units for exercise in unit.exercises}
    named = {number for entry in entries("glossary.md") for number in re.findall(r"\d+\.\d+", entry["met"] or "")}
    assert set() == named - numbers


def entries(name: str) -> list[dict[str, str]]:
    """Return the terms of a glossary page; lines that go on are joined."""
    text = re.sub(r"\n  ", " ", Path(ROOT, "docs", name).read_text("utf-8"))
    lines = [line for line in text.splitlines() if line.startswith("* ")]
    matches = [ENTRY.match(line) for line in lines]
    assert [] == [line for line, match in zip(lines, matches, strict=True) if match is None]
    return [match.groupdict() for match in matches if match]
