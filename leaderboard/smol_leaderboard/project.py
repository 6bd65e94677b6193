"""What the final project asks of a model beyond a unit's: its own task, data and evaluation, and the training recipe.

The demands are hard: without one of them the project is not whole. The recipe is soft: a score, and what it lacks for
somebody else to train the model again. Both rest on what the card *says*; a number in it is never taken for a result.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, NamedTuple

import msgspec

from smol_grade.course import Models
from smol_grade.records import Record

from .errors import RoomFailed
from .safety.card import (
    CODES,
    EVALUATION,
    SECONDS,
    TRAINING,
    CardFacts,
    CardFinding,
    card_contradictions,
    card_findings,
)
from .safety.room import Room
from .safety.rules import LIMITS, Finding, ModelFacts
from .tasks.catalogue import TASKS

WORDS = 20
"""The least number of words about what the model is for, and about its data: two sentences."""
ROWS = 50
"""The least number of rows of an evaluation of one's own: with 50, an interval is 28 points wide at most."""
HEADINGS = {
    "use": r"\b(intended uses?|direct uses?|uses|task|purpose|usos?|uso previsto|tarea|propósito)\b",
    "data": r"\b(data|datasets?|datos)\b",
    "training": TRAINING.pattern,
    "evaluation": EVALUATION.pattern,
}
"""Regular expressions for headings in lower case, in both languages."""
TRAINERS = frozenset({"trl", "generated_from_trainer"})
"""Tags that trainers put into a card."""
LIBRARIES = frozenset({"torch", "transformers"})
"""Whose versions decide what a training does."""
DEMANDS: dict[str, tuple[str, ...]] = {
    "no_use": (),
    "thin_use": ("words", "least"),
    "no_data": (),
    "thin_data": ("words", "least"),
    "no_results": (),
    "no_own_task": ("found",),
    "no_rows": ("task",),
    "few_rows": ("task", "rows", "least"),
    "no_error": ("task",),
    "no_base_result": ("task",),
}
"""Code -> the fields of its sentences, `demand.…` and `demand.…_fix`."""
LACKS = frozenset(DEMANDS) | {code for code in CODES if not code.endswith("_nonce")}
"""What an official record can say that a project lacks: each has a sentence without fields, `lacks.CODE`. Whether the
nonce is there is said of every model, `counts_not`."""
RECIPE: dict[str, tuple[str, ...]] = {
    "no_revision": (),
    "no_trainer": (),
    "state_broken": ("problem",),
    "no_steps": (),
    "other_steps": ("card", "state"),
    "no_seed": (),
    "no_versions": ("found",),
    "no_code": (),
}
"""Code -> the fields of its sentences, `recipe.…` and `recipe.…_fix`."""


class Demand(Finding, frozen=True):
    """Something that the final project asks for and that is not there."""

    section: ClassVar[str] = "demand"


class Lack(Finding, frozen=True):
    """Something that the training recipe does not say."""

    section: ClassVar[str] = "recipe"


class Row(Record, frozen=True):
    """A row of a table below Evaluation."""

    task: str
    rows: int
    """Of the evaluation; 0: not told."""
    base: bool
    """It holds a number of the base model."""
    model: bool
    """It holds a number of this model."""
    error: bool
    """That number comes with a standard error or an interval."""


class ProjectFacts(Record, frozen=True):
    """What a project's files say. Texts of a stranger: short and printable, no more."""

    use_words: int = 0
    data_words: int = 0
    seed: str = ""
    steps: int = 0
    epochs: bool = False
    revision: str = ""
    """Of the data, hexadecimal digits."""
    code: str = ""
    """The line that names the program."""
    versions: tuple[str, ...] = ()
    """Names of libraries whose version is told."""
    results: tuple[Row, ...] = ()
    state_steps: int = 0
    """As trainer_state.json counts them; 0: there is none."""
    state_problem: str = ""
    """Why trainer_state.json cannot be read."""


class Recipe(NamedTuple):
    """How much of the training recipe is told."""

    points: int
    of: int
    lacks: tuple[Lack, ...]


def read_project(folder: Path, room: Room) -> ProjectFacts:
    """Return what a staged folder says, read in the sandbox; nothing where it cannot be read.

    Raises `SandboxError` where there can be no sandbox.
    """
    limits = msgspec.to_builtins(LIMITS)
    try:
        told = room.ask("gate_project", "read", str(folder.absolute()), limits, HEADINGS, seconds=SECONDS)
        return msgspec.convert(told, ProjectFacts)
    except (RoomFailed, msgspec.ValidationError):
        return ProjectFacts()


def demands(facts: ProjectFacts, card: CardFacts) -> tuple[Demand, ...]:
    """Return what the project asks for and does not find. What the check of every card says is not said again."""
    if not card.found:
        return ()
    found = []
    for name, words in (("use", facts.use_words), ("data", facts.data_words)):
        if not words:
            found.append(_demand(f"no_{name}"))
        elif words < WORDS:
            found.append(_demand(f"thin_{name}", words=words, least=WORDS))
    if any(EVALUATION.search(heading) for heading in card.sections):
        found += _of_results(facts.results)
    return tuple(found)


def asked_for(
    facts: ProjectFacts, card: CardFacts, model: ModelFacts, models: Models
) -> tuple[CardFinding | Demand, ...]:
    """Return all that a model lacks for the final project besides what gate, weights and numbers say; empty: whole."""
    of_card = (*card_findings(card, models), *card_contradictions(card, model, models))
    return (*of_card, *demands(facts, card))


def _of_results(rows: tuple[Row, ...]) -> list[Demand]:
    """Return what the nearest to whole of the evaluations of one's own lacks."""
    measured = {row.task for row in rows if row.model}
    if not measured:
        return [_demand("no_results")]
    own = sorted(task for task in measured if task.lower() not in TASKS)
    if not own:
        return [_demand("no_own_task", found=", ".join(sorted(measured)[:4]))]
    return min((_of_task(task, [row for row in rows if row.task == task]) for task in own), key=len)


def _of_task(task: str, rows: list[Row]) -> list[Demand]:
    count = max(row.rows for row in rows)
    found = []
    if not count:
        found.append(_demand("no_rows", task=task))
    elif count < ROWS:
        found.append(_demand("few_rows", task=task, rows=count, least=ROWS))
    if not any(row.error and row.model for row in rows):
        found.append(_demand("no_error", task=task))
    if not any(row.base for row in rows):
        found.append(_demand("no_base_result", task=task))
    return found


def recipe(facts: ProjectFacts, card: CardFacts) -> Recipe:
    """Return what of the training recipe is told: data, trainer, steps, seed, versions, program; a point for each."""
    other = bool(facts.steps and facts.state_steps and facts.steps != facts.state_steps)
    there = {
        "no_revision": bool(facts.revision),
        "no_trainer": bool(facts.state_steps or TRAINERS & set(card.tags)),
        "no_steps": bool(facts.steps or facts.epochs or facts.state_steps) and not other,
        "no_seed": bool(facts.seed),
        "no_versions": set(facts.versions) >= LIBRARIES,
        "no_code": bool(facts.code),
    }
    lacking = [code for code, told in there.items() if not told]
    if other:
        lacking[lacking.index("no_steps")] = "other_steps"
    if facts.state_problem:
        lacking.append("state_broken")
    fields = {
        "problem": facts.state_problem,
        "card": str(facts.steps),
        "state": str(facts.state_steps),
        "found": ", ".join(sorted(LIBRARIES - set(facts.versions))),
    }
    lacks = (Lack(code, "flag", {name: fields[name] for name in RECIPE[code]}) for code in lacking)
    return Recipe(sum(there.values()), len(there), tuple(lacks))


def _demand(code: str, **fields: object) -> Demand:
    return Demand(code, "flag", {name: str(value) for name, value in fields.items()})
