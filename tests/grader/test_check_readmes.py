"""`dev check` wants a section for each exercise in both READMEs, alike, with examples that are true."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from smol_grade.course import Unit
from smol_grade.devcheck import readmes
from smol_grade.grade import Engine

SOLUTION = """import math

LIMIT = 3


def double(x: float) -> float:
    if x > LIMIT:
        raise ValueError(f"{x} is too large")
    return 2 * x
"""
BLOCK = """```python
>>> import math
>>> double(1)
2
>>> double(math.pi - math.pi)
0.0
>>> double(4)
Traceback (most recent call last):
ValueError: ...
```
"""
ENGLISH = f"""# Unit 9: Numbers

The [way](https://example.org) to go.

## 9.1 `double` 🐢

Twice `x`.

Examples:

{BLOCK}
## Read on

- one
"""
SPANISH = f"""# Unidad 9: Números

El [camino](https://example.org) que hay que seguir.

## 9.1 `double` 🐢

Dos veces `x`.

Ejemplos:

{BLOCK}
## Para leer más

- uno
"""


@pytest.fixture
def unit(engine: Engine) -> Unit:
    """A unit with one exercise."""
    found, exercises = engine.course.find("unit1")
    exercise = structs.replace(exercises[0], name="double", number="9.1", level="turtle")
    return structs.replace(found, alias="unit9", exercises=(exercise,))


def problems(
    folder: Path, unit: Unit, english: str = ENGLISH, spanish: str = SPANISH, *, whole: bool = True
) -> list[str]:
    """Write the READMEs beside the solution; return what is wrong with them."""
    (folder / "double.py").write_text(SOLUTION, "utf-8")
    (folder / "README.md").write_text(english, "utf-8")
    (folder / "README.es.md").write_text(spanish, "utf-8")
    return list(readmes.problems(folder, unit, whole=whole))


def test_sound_readmes_have_no_problem(tmp_path: Path, unit: Unit) -> None:
    """Sections alike, three true examples."""
    assert [] == problems(tmp_path, unit)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("## 9.1 `double` 🐢", "## 9.1 `twice` 🐢", "no section in unit9/README.md"),
        ("9.1 `double` 🐢", "9.2 `double` 🐢", "its heading is"),
        ("`double` 🐢", "`double` 🦁", "its heading is"),
        ("Twice `x`.", "SECTION OF double", "SECTION OF double is to be written"),
        ("Twice `x`.", "Twice `x`.\n\nMore.", "3 paragraphs (en), 2 (es)"),
        ("Twice `x`.", "Twice [x](https://example.org).", "1 links (en), 0 (es)"),
        ("The [way]", "- The [way]", "1 list items (en), 0 (es)"),
        ("The [way](https://example.org) to go.", "INTRODUCTION", "INTRODUCTION is to be written"),
        ("## Read on\n\n- one\n", "", "0 (en) and 1 (es) sections about no exercise"),
        (">>> double(1)\n2\n", "", "the examples differ between the languages"),
        ("```python", "```text", "one block of python with examples is needed, not 0 (en) and 1 (es)"),
    ],
)
def test_what_is_wrong_in_one_language_is_told(before: str, after: str, told: str, tmp_path: Path, unit: Unit) -> None:
    """Each fault by its sentence."""
    assert before in ENGLISH
    assert told in "\n".join(problems(tmp_path, unit, ENGLISH.replace(before, after)))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (">>> double(1)\n2\n", ">>> double(1)\n3\n", "Expected: 3 Got: 2"),
        (">>> double(1)\n2\n", ">>> LIMIT\n3\n", "NameError"),
        (">>> double(4)", ">>> double(3)", "Expected: Traceback"),
        ("0.0", "0...", ""),
        (">>> double(1)\n2\n", ">>> _ = double(1)\n", "2 examples with an output, 3 to 6 are needed"),
        (">>> double(1)\n2\n", ">>>double(1)\n2\n", "the examples are no doctest"),
    ],
)
def test_untrue_examples_are_told(before: str, after: str, told: str, tmp_path: Path, unit: Unit) -> None:
    """They see the exercise's function and what they import, nothing else of its file; `...` stands for any text."""
    assert before in BLOCK
    changed = (text.replace(before, after) for text in (ENGLISH, SPANISH))
    found = problems(tmp_path, unit, *changed)
    assert told in "\n".join(found)
    assert bool(told) == bool(found)


def test_of_one_exercise_only_its_section_is_read(tmp_path: Path, unit: Unit) -> None:
    """What others have yet to write is no finding of hers."""
    english = ENGLISH.replace("The [way](https://example.org) to go.", "INTRODUCTION")
    assert [] == problems(tmp_path, unit, english, whole=False)
