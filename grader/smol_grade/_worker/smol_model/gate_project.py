"""What the final project looks for in a model's card and trainer_state.json: the training recipe, a table of results.

Nothing is believed here: what is told is whether it is said, and where numbers stand. Lines are cut before they are
searched, so no pattern meets a long one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from .gate_card import FENCE, MOST, NAME, Part, parts, split, within
from .gate_json import Found, read_object, read_text, shown

STATE = "trainer_state.json"
LINE_CHARS = 600
BLANK = re.compile(r"\[[^\]]*\](?!\()")
"""What a template leaves to be filled in, `[More Information Needed]` among it; no link."""

BETWEEN = r"(?:\W|\b(?:of|was|is|de|fue|es)\b){0,8}"
COUNT = r"(\d{1,3}(?:[ ,.]\d{3})+|\d{1,9})(?![\d.]*\d)"
SEED = re.compile(rf"(?:\b|_)(?:seed|semilla)\b{BETWEEN}(\d{{1,10}})\b", re.IGNORECASE)
STEPS = re.compile(
    rf"(?:\b|(?:max|global|training)_)(?:steps|pasos)\b{BETWEEN}{COUNT}"
    rf"|{COUNT}\W{{0,4}}(?:\w{{1,12}} )?(?:steps|pasos)\b",
    re.IGNORECASE,
)
EPOCHS = re.compile(rf"(?:\b|_)(?:epochs?|épocas?)\b{BETWEEN}\d|\d\W{{0,4}}(?:epochs?|épocas?)\b", re.IGNORECASE)
OTHER_STEPS = re.compile(r"(accumulation|acumulación|warm-?up|calentamiento|logging|eval|save|guardado)", re.IGNORECASE)
"""In a line about other steps than those of the optimizer."""
REVISION = re.compile(
    rf"(?:\b(?:revision|revisión|commit|sha)\b{BETWEEN}|@)(?=[a-f]*\d)([0-9a-f]{{7,40}})\b", re.IGNORECASE
)
VERSION = re.compile(r"\b(trl|transformers|torch|pytorch|peft|datasets|accelerate)\b\W{0,6}v?\d+\.\d", re.IGNORECASE)
CODE = re.compile(r"\W{0,8}(?:\w+ )?(?:code|código|script|notebook|cuaderno)\b", re.IGNORECASE)
LINK = re.compile(r"https?://[^\s)>\]]{4,}", re.IGNORECASE)

ROWS = re.compile(r"\b(n|rows|samples|examples|problems|questions|filas|muestras|ejemplos|problemas|preguntas)\b")
WHOLE = re.compile(r"\d{1,9}|\d{1,3}(?:[ ,.]\d{3})+")
UNCERTAINTY = re.compile(
    r"±|\+/-|std|\bs\.?e\b|standard error|error (?:estándar|típico)|interval|confidence|confianza"
    r"|\b9\d ?%|\bci\b|\bic\b"
)
OF_BASE = re.compile(
    r"\b(?:base|baseline|before|antes)\b|^(?:huggingfacetb/)?smollm[23]-[\d.]+[mb](?:-base|-instruct)?$", re.IGNORECASE
)
"""In a column's name, or in the column that says which model a row is about."""
WHO = re.compile(r"model|modelo|who|quién")
ASIDE = re.compile(r"(metric|métrica|filter|filtro|difference|diferencia|better|verdict|mejor)", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?\s*%?")
WITH_ERROR = re.compile(r"\d\s*%?\s*(?:±|\+/-|\\pm)\s*\d|\[\s*[-+]?\d[\d.,]*\s*%?\s*[,;]\s*[-+]?\d[\d.,]*\s*%?\s*\]")


def read(folder: str, limits: dict[str, int], headings: dict[str, str]) -> dict[str, Any]:
    """Return what a card says of use, data, training and results, and the steps that trainer_state.json counts.

    `headings` are regular expressions for the headings of the sections `use`, `data`, `training`, `evaluation`.
    """
    told: dict[str, Any] = _state(folder, limits)
    if NAME not in os.listdir(folder):
        return told
    try:
        _, body = split(read_text(folder, NAME, limits["card_bytes"]))
    except Found:
        return told
    there = parts(body)
    text = {name: _below(there, re.compile(pattern)) for name, pattern in headings.items()}
    everything = [line for part in there for line in part.lines]
    versions = {found[1].lower() for line in everything for found in VERSION.finditer(line[:LINE_CHARS])}
    return told | {
        "use_words": _words(text["use"]),
        "data_words": _words(text["data"]),
        **_recipe(text["data"], text["training"]),
        "versions": sorted("torch" if name == "pytorch" else name for name in versions),
        "results": list(_results(text["evaluation"]))[:MOST],
    }


def _state(folder: str, limits: dict[str, int]) -> dict[str, Any]:
    """Return what a trainer has left: how many steps it took, or why that cannot be read."""
    if STATE not in os.listdir(folder):
        return {}
    try:
        steps = read_object(folder, STATE, limits["trainer_state_bytes"]).get("global_step")
    except Found as found:
        return {"state_problem": found.finding["fields"].get("problem", found.finding["code"])}
    if type(steps) is not int or not 0 <= steps < 10**9:
        return {"state_problem": f"global_step: {shown(steps)}"}
    return {"state_steps": steps}


def _below(there: list[Part], heading: re.Pattern[str]) -> list[str]:
    """Return the lines of all sections whose heading matches, each once, cut to a length that patterns can take."""
    places: dict[int, Part] = {}
    for place, part in enumerate(there):
        if heading.search(part.heading):
            places |= dict(enumerate(within(there, place), place))
    return [line[:LINE_CHARS] for part in places.values() for line in part.lines]


def _words(lines: list[str]) -> int:
    """Return the number of words of prose: without code, tables and what a template leaves to be filled in."""
    count, fence = 0, ""
    for line in lines:
        mark = FENCE.match(line)
        if mark and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence and not line.lstrip().startswith("|"):
            count += len(re.findall(r"[^\W\d_]{2,}", BLANK.sub("", LINK.sub("", line))))
    return count


def _recipe(data: list[str], training: list[str]) -> dict[str, Any]:
    """Return what the sections on data and training say: seed, steps, the data's revision, the code."""
    told: dict[str, Any] = {}
    for line in (BLANK.sub("", line) for line in [*training, *data]):
        if CODE.match(line):
            if LINK.search(line) or REVISION.search(line):
                told.setdefault("code", shown(line.strip()))
            continue
        found = REVISION.search(line)
        if found:
            told.setdefault("revision", found[1].lower())
        found = SEED.search(line)
        if found:
            told.setdefault("seed", found[1])
        found = None if OTHER_STEPS.search(line) else STEPS.search(line)
        if found:
            told.setdefault("steps", int(re.sub(r"\D", "", found[1] or found[2])))
        if EPOCHS.search(line):
            told["epochs"] = True
    return told


def _results(lines: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of the tables: which task, how many rows it has, whose number stands there, with which error."""
    header: list[str] = []
    for line in lines:
        cells = _cells(line)
        if not cells:
            header = []
        elif not header:
            header = [cell.lower() for cell in cells]
        elif not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            yield _row(header, cells)


def _cells(line: str) -> list[str]:
    """Return the cells of a line of a table, none for any other line."""
    text = line.strip()
    if not text.startswith("|"):
        return []
    return [BLANK.sub(_kept, cell).replace("**", "").strip(" `") for cell in text.strip("|").split("|")][:MOST]


def _kept(blank: re.Match[str]) -> str:
    return blank[0] if WITH_ERROR.fullmatch(blank[0]) else ""


def _row(header: list[str], cells: list[str]) -> dict[str, Any]:
    """Return what one row says; its first column names the task."""
    row: dict[str, Any] = {"task": shown(cells[0]), "rows": 0, "base": False, "model": False, "error": False}
    whose_base = any(WHO.fullmatch(name) and OF_BASE.search(cell) for name, cell in zip(header, cells, strict=False))
    for name, cell in list(zip(header, cells, strict=False))[1:]:
        if not re.search(r"\d", cell) or ASIDE.search(name):
            continue
        with_error = bool(WITH_ERROR.search(cell))
        if ROWS.search(name) and WHOLE.fullmatch(cell):
            row["rows"] = int(re.sub(r"\D", "", cell)[:9])
        elif UNCERTAINTY.search(name) and not (with_error and NUMBER.match(cell)):
            row["error"] = True
        elif NUMBER.match(cell):
            of_base = whose_base or bool(OF_BASE.search(name))
            row["base" if of_base else "model"] = True
            row["error"] |= with_error and not of_base
    return row
