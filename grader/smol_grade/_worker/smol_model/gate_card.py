"""The model card, README.md: what its metadata says and which sections it has.

YAML of strangers: no alias (a few lines of them stand for gigabytes), no tag that makes objects, nothing nested deeply.
"""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple

from .gate_json import Found, read_text, shown

NAME = "README.md"
UNFILLED = "[More Information Needed]"
MOST = 50
"""Items of a list, and headings, that are told."""
MAX_DEPTH = 12
HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
COMMENT, ENDING = "<!--", "-->"


def read(folder: str, limits: dict[str, int]) -> dict[str, Any]:
    """Return what a folder's card says: texts, short and printable, of what the checks look at."""
    if NAME not in os.listdir(folder):
        return {"found": False}
    try:
        text = read_text(folder, NAME, limits["card_bytes"])
    except Found as found:
        return {"found": True, "problem": found.finding["fields"].get("problem", found.finding["code"])}
    head, body = split(text)
    told: dict[str, Any] = {"found": True, "sections": sections(body), "unfilled": UNFILLED in body}
    if head is None:
        return told | {"problem": "no metadata between two lines of ---"}
    try:
        data = metadata(head)
    except ValueError as error:
        return told | {"problem": shown(str(error))}
    return told | facts(data)


def split(text: str) -> tuple[str | None, str]:
    """Return the YAML between the first two lines of dashes, None where there is none, and the rest."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    found = re.match(r"\s*---[ \t]*\n(.*?)(?:^|\n)---[ \t]*(?:\n|$)", text, re.DOTALL)
    return (found[1], text[found.end() :]) if found else (None, text)


def metadata(text: str) -> dict[str, Any]:
    """Return a card's metadata; raise `ValueError` for what is no mapping of plain values."""
    import yaml  # type: ignore[import-untyped]

    class Plain(yaml.SafeLoader):  # type: ignore[misc]
        """Refuses aliases and deep nesting."""

        depth = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise ValueError("an alias (*name)")
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise ValueError("nested too deeply")
            node = super().compose_node(parent, index)
            self.depth -= 1
            return node

    try:
        data = yaml.load(text, Plain)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark is not None else ""
        raise ValueError(f"{getattr(error, 'problem', None) or 'no YAML'}{where}") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if data is None:
        return {}
    if type(data) is not dict:
        raise ValueError("no mapping of names to values")
    return data


def facts(data: dict[Any, Any]) -> dict[str, Any]:
    """Return what the checks look at."""
    course = data.get("smol_course")
    nonce = course.get("nonce") if type(course) is dict else None
    return {
        "base_model": _texts(data.get("base_model")),
        "license": (_texts(data.get("license")) or [""])[0],
        "licence": "licence" in data,
        "datasets": _texts(data.get("datasets")),
        "pipeline_tag": (_texts(data.get("pipeline_tag")) or [""])[0],
        "tags": _texts(data.get("tags")),
        # YAML makes a number of 32 digits that happen to have no letter, and without the zeros before them
        "nonce": shown(str(nonce)).zfill(32) if type(nonce) is int and nonce >= 0 else shown(nonce or ""),
    }


def _texts(value: object) -> list[str]:
    """Return a text, or a list of texts, as a list of those that are not empty."""
    items = value if type(value) is list else [value]
    return [shown(item.strip()) for item in items[:MOST] if type(item) is str and item.strip()]


class Part(NamedTuple):
    """A heading of a card and what stands below it, up to the next heading."""

    level: int
    heading: str
    """In lower case."""
    lines: tuple[str, ...]


def parts(body: str) -> list[Part]:
    """Return a card's text, taken apart at its headings; comments are left out, and what stands before the first."""
    found: list[tuple[int, str, list[str]]] = []
    fence = ""
    for line in _without_comments(body).split("\n"):
        mark = FENCE.match(line)
        if mark and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark[1]
        heading = None if fence or mark else HEADING.match(line)
        if heading:
            found.append((len(heading[1]), heading[2].strip().lower(), []))
        elif found:
            found[-1][2].append(line)
    return [Part(level, heading, tuple(lines)) for level, heading, lines in found]


def _without_comments(text: str) -> str:
    """Return a text without its comments; one that does not end is none. No regular expression does it in one go."""
    kept: list[str] = []
    at = 0
    while (begin := text.find(COMMENT, at)) >= 0 and (end := text.find(ENDING, begin + len(COMMENT))) >= 0:
        kept.append(text[at:begin])
        at = end + len(ENDING)
    return "".join([*kept, text[at:]])


def sections(body: str) -> list[str]:
    """Return the headings below which there is anything, in lower case."""
    there = parts(body)
    filled = [any(line.strip() not in ("", UNFILLED) for line in part.lines) for part in there]
    found = []
    for place, part in enumerate(there):
        inside = within(there, place)
        if any(filled[place : place + len(inside)]):
            found.append(shown(part.heading))
    return found[: 4 * MOST]


def within(there: list[Part], place: int) -> list[Part]:
    """Return a part and those that follow it at a deeper level: the whole section."""
    end = place + 1
    while end < len(there) and there[end].level > there[place].level:
        end += 1
    return there[place:end]
