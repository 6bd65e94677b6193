"""The READMEs of the units: a section for each exercise, the same in both languages, with examples that are true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from smol_grade.course import Unit, load_course
from smol_grade.locate import checkout_files

from .conftest import ROOT
from .examples import examples, sections

UNITS = load_course(checkout_files(ROOT)).units
LEVELS = {"turtle": "🐢", "dog": "🐕", "lion": "🦁"}
PLACEHOLDER = re.compile(r"^(INTRODUCTION|GRADING|READING|SECTION OF \w+)$", re.M)
LINK = re.compile(r"\]\((\S+)\)")
every_unit = pytest.mark.parametrize("unit", UNITS, ids=[unit.alias for unit in UNITS])


@every_unit
@pytest.mark.parametrize("name", ["README.md", "README.es.md"])
def test_each_exercise_has_a_section(unit: Unit, name: str) -> None:
    """The sections are the manifest's exercises: number, name and level, in its order."""
    readme = solutions(unit) / name
    assert [(exercise.number, exercise.name, LEVELS[exercise.level]) for exercise in unit.exercises] == [
        (section["number"], section["name"], section["level"]) for section in sections(readme).values()
    ]


@every_unit
@pytest.mark.parametrize("name", ["README.md", "README.es.md"])
def test_nothing_is_left_to_write(unit: Unit, name: str) -> None:
    """No placeholder stands in a README."""
    assert [] == PLACEHOLDER.findall((solutions(unit) / name).read_text("utf-8"))


@every_unit
def test_both_languages_show_the_same_examples(unit: Unit) -> None:
    """Examples are code, and not translated."""
    english, spanish = (sections(solutions(unit) / name) for name in ("README.md", "README.es.md"))
    for name, section in english.items():
        assert examples(section) == examples(spanish[name]), name
        assert ["Examples:", "Ejemplos:"] == [word(section["body"]), word(spanish[name]["body"])], name


@every_unit
def test_both_languages_have_the_same_structure(unit: Unit) -> None:
    """Headings, paragraphs, list items, table rows and code blocks come in the same order, and links lead to the same."""
    english, spanish = ((solutions(unit) / name).read_text("utf-8") for name in ("README.md", "README.es.md"))
    assert structure(english) == structure(spanish)
    assert LINK.findall(english) == [link.replace(".es.md", ".md") for link in LINK.findall(spanish)]


@every_unit
def test_examples_are_true(unit: Unit) -> None:
    """The solution gives what the README says, and each exercise shows three to six results."""
    program = Path(__file__).with_name("examples.py")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, program, solutions(unit)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert 0 == ran.returncode, ran.stdout + ran.stderr


def solutions(unit: Unit) -> Path:
    """Return the folder of a unit's solutions."""
    return ROOT / "solutions" / unit.alias


def word(body: str) -> str:
    """Return the line that introduces the examples."""
    return body.split("```python", maxsplit=1)[0].strip().splitlines()[-1]


def structure(text: str) -> list[str]:
    """Return the kinds of a page's blocks, one for each heading, paragraph, list item, table row and code block."""
    kinds: list[str] = []
    for part in re.split(r"^(```.*?^```)$", text, flags=re.M | re.S):
        if part.startswith("```"):
            kinds.append("code")
            continue
        for block in re.split(r"\n\s*\n", part.strip("\n")):
            lines = [line for line in block.splitlines() if line.strip()]
            starts = [line for line in lines if re.match(r"#|\||\* |- |\d+\. ", line)]
            kinds += [line.split(" ", 1)[0] for line in starts] if starts else ["paragraph"] * bool(lines)
    return kinds
