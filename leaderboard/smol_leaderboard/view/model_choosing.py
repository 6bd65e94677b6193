"""Which models are shown: of one size class, task, unit, learner; a table for each ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..board.model_ranking import size_order
from ..board.shapes import ModelCell, ModelLine, ModelsDocument, TaskHead
from .choosing import SHORT_SUBJECT
from .model_errors import NoneOfThese, NoSuchModel


class Wanted(NamedTuple):
    """What was asked for; empty: all, and of the tasks the first."""

    task: str = ""
    size: str = ""
    unit: str = ""
    """Slug."""
    user: str = ""
    """A name, or the beginning of a subject."""
    top: int = 0


class Placed(NamedTuple):
    """A model in one ranking."""

    line: ModelLine
    cell: ModelCell
    shared: bool
    """Whether others have its rank: their intervals overlap that of the group's best."""


class Ranking(NamedTuple):
    """One table."""

    size_class: str
    limit: int
    task: TaskHead
    placed: tuple[Placed, ...]
    """The best value first."""
    total: int
    """Without `top`."""


def rankings(document: ModelsDocument, wanted: Wanted) -> list[Ranking]:
    """Return a table for each size class and limit that has models of what is wanted, the smallest size first.

    Raises `NoneOfThese` for a task or size class that is not on the board, `NoSuchModel` for a user without models.
    """
    if not document.tasks:
        return []
    number = _task(document, wanted.task)
    size = _size(document, wanted.size)
    lines = [line for line in document.rows if line.cells[number] is not None]
    groups: dict[tuple[str, int], list[ModelLine]] = {}
    for line in lines:
        groups.setdefault((line.size_class, line.limit), []).append(line)
    found = []
    for size_class, limit in sorted(groups, key=lambda group: (size_order(group[0]), group[1])):
        if size and size_class != size:
            continue
        placed = in_order(groups[size_class, limit], number, document.tasks[number])
        kept = [one for one in placed if _is_wanted(one.line, wanted)]
        if kept:
            shown = kept[: wanted.top] if wanted.top else kept
            found.append(Ranking(size_class, limit, document.tasks[number], tuple(shown), len(kept)))
    if not found and wanted.user:
        raise NoSuchModel(wanted.user)
    return found


def in_order(lines: Iterable[ModelLine], number: int, task: TaskHead) -> list[Placed]:
    """Return the models of one ranking, the best value first, those without a rank among them."""
    cells = [(line, cell) for line in lines if (cell := line.cells[number]) is not None]
    holders = Counter(cell.rank for _, cell in cells if cell.rank is not None)
    sign = 1 if task.lower_is_better else -1
    cells.sort(key=lambda pair: (sign * pair[1].value, pair[0].model, pair[0].subject, pair[0].reference))
    return [Placed(line, cell, cell.rank is not None and holders[cell.rank] > 1) for line, cell in cells]


def of_model(document: ModelsDocument, model: str) -> list[ModelLine]:
    """Return the lines of a model, the one with a rank and of all samples first. Raises `NoSuchModel`.

    `model` is `USER/NAME`, perhaps with `@REVISION`, the name of a reference, or the beginning of a record's id.
    """
    name, _, revision = model.strip().partition("@")
    wanted = name.casefold()
    found = [
        line
        for line in document.rows
        if wanted in (line.model.casefold(), line.reference.casefold())
        or (len(wanted) >= SHORT_SUBJECT and line.record.startswith(wanted))
    ]
    found = [line for line in found if line.revision.startswith(revision.lower())]
    if not wanted or not found:
        raise NoSuchModel(model)
    return sorted(found, key=lambda line: (bool(line.unranked), line.limit, line.subject, line.record))


def shared(document: ModelsDocument, line: ModelLine, number: int) -> bool:
    """Return whether others have this model's rank in a task."""
    cell = line.cells[number]
    if cell is None or cell.rank is None:
        return False
    group = [one for one in document.rows if (one.size_class, one.limit) == (line.size_class, line.limit)]
    return sum(other is not None and other.rank == cell.rank for other in (one.cells[number] for one in group)) > 1


def _task(document: ModelsDocument, asked: str) -> int:
    names = [head.task for head in document.tasks]
    if asked and asked.casefold() not in names:
        raise NoneOfThese("--task", asked, list(dict.fromkeys(names)))
    return names.index(asked.casefold()) if asked else 0


def _size(document: ModelsDocument, asked: str) -> str:
    known = {size.casefold(): size for size in document.size_classes}
    if asked and asked.casefold() not in known:
        raise NoneOfThese("--size", asked, document.size_classes)
    return known.get(asked.casefold(), "")


def _is_wanted(line: ModelLine, wanted: Wanted) -> bool:
    if wanted.unit and wanted.unit not in line.units and not line.reference:
        return False
    return not wanted.user or _is(line, wanted.user)


def _is(line: ModelLine, user: str) -> bool:
    wanted = user.removeprefix("@").casefold()
    by_subject = len(wanted) >= SHORT_SUBJECT and line.subject.startswith(wanted)
    return not line.reference and (by_subject or wanted in _names(line))


def _names(line: ModelLine) -> Sequence[str]:
    return [line.name.casefold(), line.model.partition("/")[0].casefold()]
