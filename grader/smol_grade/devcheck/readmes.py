"""What `dev check` asks of the units' READMEs: a section for each exercise, alike in both languages, examples true."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..course import LEVEL_MARKS, Exercise, Unit
from ..readmes import CARDS, NAMES, Readme, Section, read_readme
from .examples import Block, untrue, with_output

PLACEHOLDER = re.compile(r"^(SECTION OF \w+|INTRODUCTION|GRADING|READING)$", re.MULTILINE)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = range(3, 7)
COUNTED = {
    "paragraph_open": "paragraphs",
    "list_item_open": "list items",
    "fence": "blocks of code",
    "code_block": "indented blocks",
    "link_open": "links",
    "tr_open": "rows of tables",
    "heading_open": "headings",
}


def problems(folder: Path, unit: Unit, *, whole: bool) -> Iterator[str]:
    """Tell what is wrong with the sections of a unit's exercises, and, with `whole`, with the rest of the READMEs."""
    english, spanish = (read_readme(folder / name) for name in NAMES.values())
    blocks = []
    for exercise in unit.exercises:
        sections = [readme.about(exercise.name) for readme in (english, spanish)]
        lacking = [name for name, section in zip(NAMES.values(), sections, strict=True) if section is None]
        yield from (f"{exercise.name}: no section in {unit.alias}/{name}" for name in lacking)
        left, right = sections
        if left is None or right is None:
            continue
        yield from _headings(exercise, left, right)
        placeholders = _placeholders(left.body, right.body)
        yield from (f"{exercise.name}: {text} is to be written" for text in placeholders)
        if placeholders:
            continue
        yield from (f"{exercise.name}: {text}" for text in deviations(left.body, right.body))
        found = list(_examples(left.body, right.body))
        yield from (f"{exercise.name}: {text}" for text in found)
        if not found:
            block = PYTHON.findall(left.body)[0]
            blocks.append(Block(exercise.name, str((folder / f"{exercise.name}.py").resolve()), block))
    if whole:
        yield from _rest(unit, english, spanish)
    yield from untrue(blocks)


def project_problems(folder: Path) -> Iterator[str]:
    """Tell in what the texts of the final project differ between the languages."""
    for names in (NAMES, CARDS):
        texts = [(folder / name) for name in names.values()]
        missing = [path.name for path in texts if not path.is_file()]
        yield from (f"{folder.name}/{name} is missing" for name in missing)
        if not missing:
            english, spanish = (path.read_text("utf-8") for path in texts)
            yield from (f"{folder.name}/{names['en']}: {text}" for text in deviations(english, spanish))


def _headings(exercise: Exercise, *sections: Section) -> Iterator[str]:
    right = f"{exercise.number} `{exercise.name}` {LEVEL_MARKS[exercise.level]}"
    for section in sections:
        if section.heading != right:
            yield f"{exercise.name}: its heading is {section.heading!r}, not {right!r}"


def _placeholders(*texts: str) -> list[str]:
    return [found for text in texts for found in PLACEHOLDER.findall(text)]


def _examples(english: str, spanish: str) -> Iterator[str]:
    """Tell what is wrong with the block of examples, but for whether they are true."""
    left, right = PYTHON.findall(english), PYTHON.findall(spanish)
    if len(left) != 1 or len(right) != 1:
        yield f"one block of python with examples is needed, not {len(left)} (en) and {len(right)} (es)"
        return
    if left != right:
        yield "the examples differ between the languages"
        return
    try:
        count = with_output(left[0])
    except ValueError as error:
        yield f"the examples are no doctest: {error}"
        return
    if count not in EXAMPLES:
        yield f"{count} examples with an output, {EXAMPLES[0]} to {EXAMPLES[-1]} are needed"


def _rest(unit: Unit, english: Readme, spanish: Readme) -> Iterator[str]:
    """Compare what is about no exercise; the sections are in the manifest's order, and there are no others."""
    names = [exercise.name for exercise in unit.exercises]
    for readme, name in zip((english, spanish), NAMES.values(), strict=True):
        there = [section.name for section in readme.sections if section.name]
        if [one for one in there if one in names] != [one for one in names if one in there]:
            yield f"{unit.alias}/{name}: the sections are not in the manifest's order"
        yield from (f"{unit.alias}/{name}: {one} is no exercise" for one in there if one not in names)
    pairs = [("introduction", english.introduction, spanish.introduction)]
    if len(english.others) != len(spanish.others):
        yield f"{unit.alias}: {len(english.others)} (en) and {len(spanish.others)} (es) sections about no exercise"
    else:
        both = zip(english.others, spanish.others, strict=True)
        pairs += [(f"{left.heading!r}", left.body, right.body) for left, right in both]
    for name, left_text, right_text in pairs:
        where = f"{unit.alias}, {name}"
        placeholders = _placeholders(left_text, right_text)
        yield from (f"{where}: {text} is to be written" for text in placeholders)
        if not placeholders:
            yield from (f"{where}: {text}" for text in deviations(left_text, right_text))


def deviations(english: str, spanish: str) -> Iterator[str]:
    """Tell in what the structure of two texts in Markdown differs."""
    left, right = _structure(english), _structure(spanish)
    for kind in COUNTED.values():
        if left[kind] != right[kind]:
            yield f"{left[kind]} {kind} (en), {right[kind]} (es)"


def _structure(markdown: str) -> Counter[str]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    everything = [inner for token in tokens for inner in (token, *(token.children or ()))]
    return Counter(COUNTED[token.type] for token in everything if token.type in COUNTED)
