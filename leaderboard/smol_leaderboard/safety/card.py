"""The model card: what the course asks of it. Nothing here keeps a model from being measured."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from smol_grade.course import Models
from smol_grade.records import Record, Sentence

from ..errors import RoomFailed
from .room import Room, room_for
from .rules import LIMITS, Finding

SECONDS = 10.0
TAG = "smol-course"
PIPELINE = "text-generation"
TRAINING = re.compile(r"\b(training|entrenamiento)\b")
EVALUATION = re.compile(r"\b(evaluation|evaluación|results|resultados)\b")
NONCE = re.compile(r"[0-9a-f]{32}")
CODES: dict[str, tuple[str, ...]] = {
    "card_missing": (),
    "card_broken": ("problem",),
    "card_no_base": (),
    "card_base_not_permitted": ("found",),
    "card_no_license": (),
    "card_licence_misspelt": (),
    "card_no_datasets": (),
    "card_no_pipeline_tag": (),
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

    @property
    def sentence(self) -> Sentence:
        """What was found."""
        return Sentence(key=f"card.{self.code.removeprefix('card_')}", fields=dict(self.fields))

    @property
    def fix(self) -> Sentence:
        """What to do."""
        return Sentence(key=f"card.{self.code.removeprefix('card_')}_fix", fields=dict(self.fields))


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
    permitted = {base.id for base in models.bases}
    wrong = {
        "card_no_base": not facts.base_model,
        "card_base_not_permitted": bool(facts.base_model) and not permitted & set(facts.base_model),
        "card_licence_misspelt": facts.licence,
        "card_no_license": not facts.license,
        "card_no_datasets": not facts.datasets,
        "card_no_pipeline_tag": not facts.pipeline_tag,
        "card_no_tag": TAG not in facts.tags,
        "card_no_nonce": bool(nonce) and not facts.nonce,
        "card_other_nonce": bool(nonce) and facts.nonce not in ("", nonce),
    }
    fields = {"found": ", ".join(facts.base_model[:3]), "nonce": nonce}
    told = [(code, fields | ({"found": facts.nonce} if code == "card_other_nonce" else {})) for code in wrong]
    return [_finding(code, **{name: values[name] for name in CODES[code]}) for code, values in told if wrong[code]]


def _finding(code: str, **fields: str) -> CardFinding:
    return CardFinding(code, "flag", fields)
