"""The model card: what the course asks of it. Nothing here keeps a model from being measured."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

import msgspec

from smol_grade.course import Models
from smol_grade.records import Record

from ..errors import RoomFailed
from .room import Room, room_for
from .rules import LIMITS, Finding, ModelFacts

SECONDS = 10.0
TAG = "smol-course"
PIPELINE = "text-generation"
TRAINING = re.compile(r"\b(training|entrenamiento)\b")
EVALUATION = re.compile(r"\b(evaluation|evaluación|results|resultados)\b")
NONCE = re.compile(r"[0-9a-f]{32}")
NO_LICENSE = ("", "license")
"""No license, and the word that TRL puts where one belongs."""
DATASET = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(/[A-Za-z0-9][\w.-]{0,95})?", re.ASCII)
LOADERS = frozenset({"arrow", "csv", "generator", "json", "pandas", "parquet", "text"})
"""What a trainer writes as a data set's name where the rows came from a file or a function."""
FILES = (".arrow", ".csv", ".json", ".jsonl", ".parquet", ".tsv", ".txt")
VISION = re.compile(r"smolvlm", re.IGNORECASE)
CODES: dict[str, tuple[str, ...]] = {
    "card_missing": (),
    "card_broken": ("problem",),
    "card_no_base": (),
    "card_base_not_permitted": ("found",),
    "card_base_sees": ("found",),
    "card_other_base": ("found", "base"),
    "card_other_size": ("found", "size"),
    "card_no_license": (),
    "card_licence_misspelt": (),
    "card_no_datasets": (),
    "card_dataset_elsewhere": ("found",),
    "card_no_pipeline_tag": (),
    "card_other_pipeline_tag": ("found",),
    "card_no_tag": (),
    "card_no_training": (),
    "card_no_evaluation": (),
    "card_unfilled": (),
    "card_no_nonce": ("nonce",),
    "card_other_nonce": ("found", "nonce"),
}
"""Code -> the fields of its sentences, `card.…` and `card.…_fix` without the first word."""


class CardFinding(Finding, frozen=True):
    """One thing to mend in a card."""

    section: ClassVar[str] = "card"


class CardFacts(Record, frozen=True):
    """What a card says. Texts of a stranger: short and printable, no more."""

    found: bool
    problem: str = ""
    """Why the metadata cannot be read; then there is none."""
    base_model: tuple[str, ...] = ()
    license: str = ""
    licence: bool = False
    """TRL's `licence: license` is there."""
    datasets: tuple[str, ...] = ()
    pipeline_tag: str = ""
    tags: tuple[str, ...] = ()
    nonce: str = ""
    sections: tuple[str, ...] = ()
    """Headings with something below, in lower case."""
    unfilled: bool = False
    """A template's `[More Information Needed]` is left."""


def read_card(folder: Path, *, isolation: str = "", room: Room | None = None) -> CardFacts:
    """Return what the card of a staged folder says, read in the sandbox; what breaks the reading is its `problem`.

    `room`, of somebody who reads more than the card, can read the folder. Raises `SandboxError` where there
    can be no sandbox.
    """
    folder = folder.absolute()
    with room_for(folder, room, (), isolation) as own:
        try:
            told = own.ask("gate_card", "read", str(folder), msgspec.to_builtins(LIMITS), seconds=SECONDS)
            return msgspec.convert(told, CardFacts)
        except RoomFailed as failed:
            return CardFacts(True, failed.kind)
        except msgspec.ValidationError:
            return CardFacts(True, "an answer of no shape")


def card_nonce(folder: Path, *, isolation: str = "") -> str:
    """Return the nonce in the card of a staged folder, empty if there is none."""
    nonce = read_card(folder, isolation=isolation).nonce
    return nonce if NONCE.fullmatch(nonce) else ""


def card_findings(facts: CardFacts, models: Models, nonce: str = "") -> tuple[CardFinding, ...]:
    """Return what is to be mended, all of it; `nonce` is the one that was issued, empty where none is known."""
    if not facts.found:
        return (_finding("card_missing"), *([_finding("card_no_nonce", nonce=nonce)] if nonce else []))
    found = [_finding("card_broken", problem=facts.problem)] if facts.problem else _of_metadata(facts, models, nonce)
    if not any(TRAINING.search(heading) for heading in facts.sections):
        found.append(_finding("card_no_training"))
    if not any(EVALUATION.search(heading) for heading in facts.sections):
        found.append(_finding("card_no_evaluation"))
    if facts.unfilled:
        found.append(_finding("card_unfilled"))
    return tuple(found)


def _of_metadata(facts: CardFacts, models: Models, nonce: str) -> list[CardFinding]:
    permitted = {base.id for base in models.bases} & set(facts.base_model)
    sees = not permitted and any(VISION.search(name) for name in facts.base_model)
    elsewhere = [name for name in facts.datasets if not _on_hub(name)]
    wrong = {
        "card_no_base": not facts.base_model,
        "card_base_not_permitted": bool(facts.base_model) and not permitted and not sees,
        "card_base_sees": sees,
        "card_licence_misspelt": facts.licence,
        "card_no_license": facts.license in NO_LICENSE,
        "card_no_datasets": not facts.datasets,
        "card_dataset_elsewhere": bool(elsewhere),
        "card_no_pipeline_tag": not facts.pipeline_tag,
        "card_other_pipeline_tag": facts.pipeline_tag not in ("", PIPELINE),
        "card_no_tag": TAG not in facts.tags,
        "card_no_nonce": bool(nonce) and not facts.nonce,
        "card_other_nonce": bool(nonce) and facts.nonce not in ("", nonce),
    }
    found = {
        "card_other_nonce": facts.nonce,
        "card_other_pipeline_tag": facts.pipeline_tag,
        "card_dataset_elsewhere": ", ".join(elsewhere[:3]),
    }
    base = ", ".join(facts.base_model[:3])
    told = {code: {"found": found.get(code, base), "nonce": nonce} for code in wrong if wrong[code]}
    return [_finding(code, **{name: values[name] for name in CODES[code]}) for code, values in told.items()]


def _on_hub(name: str) -> bool:
    """Return whether a name can be that of a data set on the Hub; a file's and a loader's can not."""
    return bool(DATASET.fullmatch(name)) and name not in LOADERS and not name.lower().endswith(FILES)


def card_contradictions(facts: CardFacts, model: ModelFacts, models: Models) -> tuple[CardFinding, ...]:
    """Return where the card's base is not that of the weights: an adapter's own, or one of another size."""
    sizes = {base.id: base.size_class for base in models.bases}
    named = [name for name in facts.base_model if name in sizes]
    if not named or not model.size_class:
        return ()
    found = ", ".join(named[:3])
    if model.adapter:
        return () if model.base in named else (_finding("card_other_base", found=found, base=model.base),)
    if model.size_class in {sizes[name] for name in named}:
        return ()
    return (_finding("card_other_size", found=found, size=model.size_class),)


def _finding(code: str, **fields: str) -> CardFinding:
    return CardFinding(code, "flag", fields)
