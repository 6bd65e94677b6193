"""Every text of the course and of the program says the same in English and in Spanish, as far as a program can tell."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from smol_grade.course import load_course, load_texts
from smol_grade.grade import declared_checks
from smol_grade.locate import checkout_files
from smol_grade.messages import catalogue

from .conftest import ROOT
from .languages import document_faults, faults

FILES = checkout_files(ROOT)
COURSE = load_course(FILES)
HIDDEN = ROOT / "tests" / "hidden"
SAME = frozenset(
    {
        "smol course",
        "error",
        "error:",
    }
)
"""Texts that are right in both languages."""
DOCUMENTS = [
    (path, spanish)
    for folder in (
        ROOT,
        ROOT / "docs",
        ROOT / "grader/smol_grade/export/template",
        *sorted((ROOT / "solutions").glob("unit*")),
    )
    for path in sorted(folder.glob("*.md"))
    if (spanish := path.with_suffix(".es.md")).is_file()
]


def told(pairs: Iterator[tuple[str, str, str]], same: frozenset[str] = SAME) -> list[str]:
    """Return the faults of some pairs of texts, each with its place."""
    return [
        f"{place}: {fault}"
        for place, english, spanish in pairs
        for fault in faults(english, spanish, same, codelike=place.endswith(".almost"))  # almost the code
    ]


def messages() -> Iterator[tuple[str, str, str]]:
    """The sentences of the program."""
    english, spanish = catalogue("en"), catalogue("es")
    for key in sorted(english.keys() | spanish.keys()):
        yield key, english.get(key, ""), spanish.get(key, "")


def manifest() -> Iterator[tuple[str, str, str]]:
    """The titles of the course, its links, its units and its exercises."""
    yield "course", COURSE.title.en, COURSE.title.es
    for name, link in COURSE.links.given.items():
        yield name, link.title.en, link.title.es
    for unit in COURSE.units:
        yield unit.alias, unit.title.en, unit.title.es
        for exercise in unit.exercises:
            yield exercise.name, exercise.title.en, exercise.title.es


def titles() -> Iterator[tuple[str, str, str]]:
    """The titles of checks: English in the suite, Spanish in the texts."""
    for unit in COURSE.units:
        texts = load_texts(FILES, unit)
        for exercise in unit.exercises:
            suite = HIDDEN / unit.alias / f"test_{exercise.name}.py"
            for check, (english, _) in declared_checks(suite).items():
                yield f"{exercise.name}/{check}", english, texts[exercise.name].titles.get(check, "")


def leaves(table: dict[str, object], place: str) -> Iterator[tuple[str, str, str]]:
    """Every table of a TOML file that holds a text in one of the languages."""
    if "en" in table or "es" in table:
        yield place, str(table.get("en", "")), str(table.get("es", ""))
        return
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{place}.{key}")


def hints() -> Iterator[tuple[str, str, str]]:
    """Hints and mistakes of every exercise, and those that exercises share."""
    for path in sorted(HIDDEN.glob("*/*.toml")):
        if path.name != "survivors.toml":
            yield from leaves(tomllib.loads(path.read_text("utf-8")), f"{path.parent.name}/{path.stem}")


@pytest.mark.parametrize("source", [messages, manifest, titles, hints])
def test_texts_say_the_same(source: object) -> None:
    """Both are there and translated; the same fields, code, links and numbers."""
    pairs = list(source())  # type: ignore[operator]
    assert pairs
    assert [] == told(iter(pairs))


@pytest.mark.parametrize(("english", "spanish"), DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_say_the_same(english: Path, spanish: Path) -> None:
    """As texts do, and built alike: as many paragraphs, list items, blocks of code, links, rows and headings."""
    assert [] == document_faults(
        english.read_text("utf-8"), spanish.read_text("utf-8"), words=english.stem != "glossary"
    )


def test_every_document_for_learners_is_there_in_both_languages() -> None:
    """The README, the course's pages in docs/ and those of the units."""
    learners = [ROOT / "README.md", *(ROOT / "solutions").glob("unit*/README.md"), *(ROOT / "docs").glob("*.md")]
    english = {path for path in learners if not path.name.endswith(".es.md")}
    assert english <= {path for path, _ in DOCUMENTS}
    assert [] == [path for path in (ROOT / "docs").glob("*.es.md") if path not in {es for _, es in DOCUMENTS}]


ENGLISH = "Run `smol-grade {unit}` with 2 files, see https://example.org/a."
SPANISH = "Ejecuta `smol-grade {unit}` con 2 archivos, mira https://example.org/a."


@pytest.mark.parametrize(
    ("english", "spanish", "told"),
    [
        (ENGLISH, SPANISH, ""),
        (ENGLISH, "", "empty in one language"),
        (ENGLISH, ENGLISH, "not translated"),
        (ENGLISH, SPANISH.replace("con", "with"), "English in the Spanish text: 'with'"),
        (ENGLISH.replace("with", "con"), SPANISH, "Spanish in the English text: 'con'"),
        (ENGLISH, SPANISH.replace("{unit}", "unit1"), "code differ"),
        ("See {name}.", "Mira {nombre}.", "fields differ"),
        ("See {count:,} of them.", "Mira {count}.", ""),
        (ENGLISH, SPANISH.replace("`", ""), "code differ"),
        (ENGLISH, SPANISH.replace("example.org/a", "example.org/b"), "links differ"),
        (ENGLISH, SPANISH.replace("2", "3"), "numbers differ: ['2'] / ['3']"),
        ("About 1,200.5 s", "Unos 1.200,5 s", ""),
        ("see [it](docs/a.md)", "mira [esto](docs/a.es.md)", ""),
        ("see [it](docs/a.md)", "mira [esto](docs/b.es.md)", "links differ"),
        ("`code`", "`code`", ""),
        ("smol course", "smol course", ""),
        ("The loss of `the and of`", "La pérdida de `the and of`", ""),
        ("return {'x': f(...)}", "return {'x': f(...)}", ""),
        ("Call f(...). Then go on.", "Call f(...). Then go on.", "not translated"),
        ("`f FOLDER`", "`f CARPETA`", ""),
        ("PLACEHOLDER", "PLACEHOLDER", ""),
    ],
)
def test_planted_faults_are_found(english: str, spanish: str, told: str) -> None:
    """Each kind of fault by its sentence; a sound pair has none."""
    found = faults(english, spanish, SAME)
    assert told in "\n".join(found)
    assert bool(told) == bool(found)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "", ""),
        ("- uno\n", "", "2 list items (en), 1 (es)"),
        ("Un texto.", "Un texto.\n\nOtro.", "paragraphs"),
        ("## Título", "Título", "1 headings (en), 0 (es)"),
        ("```\nx\n```", "", "1 blocks of code (en), 0 (es)"),
        ("| a |", "", "rows of tables"),
    ],
)
def test_planted_faults_of_documents_are_found(before: str, after: str, told: str) -> None:
    """What is missing or more in one of them is told."""
    english = "## Title\n\nA text.\n\n- one\n- two\n\n```\nx\n```\n\n| h |\n|---|\n| a |\n"
    spanish = "## Título\n\nUn texto.\n\n- uno\n- dos\n\n```\nx\n```\n\n| h |\n|---|\n| a |\n"
    assert before in spanish
    found = document_faults(english, spanish.replace(before, after, 1) if before else spanish)
    assert told in "\n".join(found)
    assert bool(told) == bool(found)


def test_a_missing_key_is_found() -> None:
    """In a table of texts either language may be the one that is missing."""
    pairs = list(leaves({"hints": {"question": {"en": "Why?"}, "pointer": {"es": "Mira."}}}, "x"))
    assert ["x.hints.question: empty in one language", "x.hints.pointer: empty in one language"] == told(iter(pairs))
