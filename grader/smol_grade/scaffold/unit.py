"""A new unit: its entry, its READMEs, and the files that its exercises will share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..course import load_course
from ..devcheck.shipped import lines_of_unit
from ..devcheck.unwritten import PLACEHOLDER
from ..locate import Checkout, CourseFiles
from ..readmes import NAMES
from . import inserting, texts
from .exercise import build_unit
from .names import check_alias, check_name, next_alias
from .writing import all_or_none

__all__ = ["NewUnit", "add_unit", "next_alias"]


@dataclass(frozen=True)
class NewUnit:
    """What the author has said of it."""

    slug: str
    """Stable name, stored in records."""
    alias: str = ""
    """`unit8`; empty: the next free one."""
    title_en: str = ""
    title_es: str = ""


def add_unit(place: Checkout, files: CourseFiles, asked: NewUnit) -> tuple[str, list[Path]]:
    """Write the files of a new unit, or none; return its alias and what was written or changed."""
    course = load_course(files)
    check_name(asked.slug, course)
    alias = asked.alias or next_alias(course)
    check_alias(alias, course)
    titles = {"en": asked.title_en, "es": asked.title_es}
    shown = {
        "en": titles["en"] or f"{PLACEHOLDER} title in English",
        "es": titles["es"] or f"{PLACEHOLDER} title in Spanish",
    }
    fields = {
        "slug": asked.slug,
        "unit": alias,
        "number": alias.removeprefix("unit"),
        "title_en": texts.quoted(shown["en"]),
        "title_es": texts.quoted(shown["es"]),
        "word": PLACEHOLDER,
    }
    suites = files.suites / alias
    with all_or_none() as writing:
        entry = texts.filled("unit.toml", fields)
        writing.put(files.manifest, inserting.entry_of_unit(files.manifest, entry))
        for language, name in NAMES.items():
            text = texts.filled(f"unit.{language}.md", fields | {"title": shown[language]})
            writing.create(place.solutions / alias / name, text)
        writing.create(suites / "texts.toml", texts.filled("shared.toml", fields))
        writing.create(suites / "walkthroughs.toml", texts.WALKTHROUGHS)
        unit = load_course(files).find(alias)[0]
        project = place.root / "pyproject.toml"
        writing.put(project, inserting.included(project, lines_of_unit(unit)))
        build_unit(writing, place, files, alias)
    return alias, writing.paths
