"""The README of a unit, taken apart at its headings of the second level: `## 1.9 `sft_loss` 🐕` and others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .records import Language

NAMES: dict[Language, str] = {"en": "README.md", "es": "README.es.md"}
CARDS: dict[Language, str] = {"en": "CARD.md", "es": "CARD.es.md"}
"""Templates of a model card, beside the README of the final project."""
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
EXERCISE = re.compile(r"(?P<number>\d+\.\d+) `(?P<name>\w+)`(?: (?P<mark>\S+))?")
FENCE = re.compile(r"^```", re.MULTILINE)
TABLE = re.compile(r"^\|.*\n?", re.MULTILINE)
READ = re.compile(r"^Read: (.+?)(?=^Check:|^\s*$|\Z)", re.MULTILINE | re.DOTALL)
"""What to read, as a stub's first text says it."""
LINK = re.compile(r"https?://[^\s()]+[^\s().,;:]")


@dataclass(frozen=True)
class Section:
    """A heading and the text below it."""

    heading: str
    body: str
    number: str = ""
    """Of the exercise that it is about; empty for any other section."""
    name: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Readme:
    """The parts of a README."""

    introduction: str
    """What stands between the title and the first section."""
    sections: tuple[Section, ...]

    def about(self, exercise: str) -> Section | None:
        """Return the section of an exercise."""
        return next((section for section in self.sections if section.name == exercise), None)

    @property
    def others(self) -> tuple[Section, ...]:
        """The sections that are about no exercise."""
        return tuple(section for section in self.sections if not section.name)


def read_readme(path: Path) -> Readme:
    """Return a README's parts; one that is not there has none. A heading within a block of code is none."""
    text = path.read_text("utf-8") if path.is_file() else ""
    starts = [found for found in HEADING.finditer(text) if len(FENCE.findall(text[: found.start()])) % 2 == 0]
    ends = [*(found.start() for found in starts), len(text)][1:]
    sections = []
    for start, end in zip(starts, ends, strict=True):
        found = EXERCISE.fullmatch(start[1].strip())
        about = {key: value or "" for key, value in found.groupdict().items()} if found else {}
        sections.append(Section(start[1].strip(), text[start.end() : end].strip(), **about))
    introduction = text[: starts[0].start()] if starts else text
    return Readme(re.sub(r"\A\s*# .*\n", "", introduction).strip(), tuple(sections))
