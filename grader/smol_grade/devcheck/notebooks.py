"""Each unit as a notebook, in both languages, made of the same stubs and READMEs as its files: `unit1/unit1.ipynb`."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..course import LEVEL_MARKS, Course, Exercise, Unit
from ..messages import say
from ..readmes import LINK, NAMES, READ, TABLE, read_readme
from ..records import Language

SUFFIXES: dict[Language, str] = {"en": ".ipynb", "es": ".es.ipynb"}
REPOSITORY = "smol-grade/smol-grade"
COLAB = "https://colab.research.google.com/github/{repository}/blob/main/exercises/{path}"
BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebooks(course: Course, solutions: Path, stubs: dict[str, str]) -> dict[str, str]:
    """Return the notebooks' texts by their path below `exercises/`; `stubs` are the generated files."""
    made = {}
    for unit in course.units:
        for language, suffix in SUFFIXES.items():
            name = f"{unit.alias}/{unit.alias}{suffix}"
            cells = list(_cells(unit, name, solutions / unit.alias, stubs, language))
            made[name] = _written(cells)
    return made


ON_FILES = ("How to work:", "Cómo trabajar:")
"""How a README's paragraph on working with files begins; notebooks have one of their own."""
Cell = tuple[str, str, str]
"""Its id, its kind, its text."""


def _cells(unit: Unit, name: str, folder: Path, stubs: dict[str, str], language: Language) -> Iterator[Cell]:
    readme = read_readme(folder / NAMES[language])
    title = f"# {unit.alias}: {unit.title.in_language(language)}"
    colab = COLAB.format(repository=REPOSITORY, path=name)
    badge = f"[![{say(language, 'made.colab')}]({BADGE})]({colab})"
    paragraphs = TABLE.sub("", readme.introduction).strip().split("\n\n")
    introduction = "\n\n".join(part.strip("\n") for part in paragraphs if not part.strip().startswith(ON_FILES))
    yield "title", "markdown", f"{title}\n\n{badge}\n\n{introduction}"
    yield "how", "markdown", say(language, "made.how", unit=unit.alias)
    yield "install", "code", _install(unit, language)
    chosen = f'\nsmol_grade.lang = "{language}"' if language != "en" else ""
    yield "load", "code", f"%load_ext smol_grade\nimport smol_grade{chosen}"
    for exercise in unit.exercises:
        source = stubs[f"{unit.alias}/{exercise.name}.py"]
        section = readme.about(exercise.name)
        yield exercise.name, "markdown", _heading(exercise, source, section.body if section else "", language)
        yield f"{exercise.name}-code", "code", f"%%grade {unit.alias}/{exercise.name}\n{_without_docstring(source)}"
        more = say(language, "made.more")
        yield f"{exercise.name}-help", "code", f"# smol_grade.exercises.{exercise.name}.hint()  # {more}"
    yield "end", "markdown", say(language, "made.end", unit=unit.alias)
    yield "all", "code", f'smol_grade.check("{unit.alias}")'


def _install(unit: Unit, language: Language) -> str:
    extras = sorted({"notebook", *(exercise.extra for exercise in unit.exercises if exercise.extra)})
    return (
        f'import importlib.util\n\nif importlib.util.find_spec("smol_grade") is None:  # {say(language, "made.once")}\n'
        f'    %pip install -q "smol-grade[{",".join(extras)}]"'
    )


def _heading(exercise: Exercise, source: str, section: str, language: Language) -> str:
    """Return what stands above an exercise's cell: the README's section, else what its stub says, and what to read."""
    about = ast.get_docstring(ast.parse(source)) or ""
    read = READ.search(about)
    links = [f"- {say(language, 'info.read')} {link}" for link in LINK.findall(read[1] if read else "")]
    data = [f"- {say(language, 'made.data', file=name)}" for name in exercise.data]
    title = exercise.title.in_language(language)
    head = f"## {exercise.number} `{exercise.name}` {LEVEL_MARKS[exercise.level]}\n\n**{title}**"
    if exercise.bonus:
        head += f" ({say(language, 'report.bonus')})"
    text = section or about.partition("\n")[2].partition("\nRead:")[0].strip()
    return "\n\n".join(part for part in (head, text, "\n".join([*links, *data])) if part)


def _without_docstring(source: str) -> str:
    """Return a stub without its first text: that stands above the cell."""
    first = ast.parse(source).body[0]
    lines = source.splitlines()
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines = lines[first.end_lineno or 0 :]
    return "\n".join(lines).strip("\n")


def _written(cells: list[Cell]) -> str:
    made: list[dict[str, Any]] = []
    for name, kind, text in cells:
        cell: dict[str, Any] = {
            "cell_type": kind,
            "id": name[:64],
            "metadata": {},
            "source": text.splitlines(keepends=True),
        }
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        made.append(dict(sorted(cell.items())))
    book = {"cells": made, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"
