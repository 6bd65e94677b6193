"""All that a board has recorded of one learner, found by name: what certificates are computed from.

Names are texts of strangers, and can change hands on the Hub: of several learners with one name it is the one who was
graded last.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from . import layout, lookup
from .board.documents import BOARD_JSON
from .board.model_documents import MODELS_JSON
from .board.reading import Problem, read_person
from .board.shapes import BoardDocument, ModelsDocument
from .errors import NobodyThere
from .schema import AnyRecord, EvaluationRecord, GradeRecord, QuizRecord
from .store import Store
from .view.fetching import read_board
from .view.model_fetching import read_models

Progress = Callable[[int, int], None]
SHORT_SUBJECT = 8
"""Digits of a subject that stand for it."""


class Learner(NamedTuple):
    """Whose records are looked for."""

    subject: str
    name: str
    """As the Hub spelled it; empty for somebody whose name the board has forgotten."""
    months: frozenset[str] = frozenset()
    """In which gradings and evaluations were recorded, by the board; empty: not known."""
    known_to: str = ""
    """The month up to which the board knows that; later ones have to be looked at."""

    def may_be_in(self, month: str) -> bool:
        """Return whether a month may have a grading or an evaluation."""
        return not self.months or month in self.months or month >= self.known_to


def find_learner(store: Store, name: str, revision: str = "", on_file: Progress = lambda _done, _all: None) -> Learner:
    """Return the learner of a name, or of the beginning of a subject.

    Looked through are the board, the models' board, then the entries of those of whom there is but a quiz. Raises
    `NobodyThere`, `NewerBoard`, `RecordError`.
    """
    wanted = name.removeprefix("@").casefold()
    content, models = store.read(BOARD_JSON, revision), store.read(MODELS_JSON, revision)
    board = read_board(content, store.name) if content is not None else None
    modelled = read_models(models, store.name) if models is not None else None
    found = _on_board(board, wanted) if board is not None else None
    if found is None and modelled is not None:
        found = _with_a_model(modelled, wanted)
    if found is None:
        elsewhere = {row.subject for row in board.rows} if board is not None else set()
        elsewhere |= {row.subject for row in modelled.rows} if modelled is not None else set()
        found = _with_a_quiz(store, wanted, elsewhere, revision, on_file)
    if found is None:
        raise NobodyThere(name)
    return found


def records_of(
    store: Store, learner: Learner, revision: str = "", on_file: Progress = lambda _d, _a: None
) -> list[AnyRecord]:
    """Return a learner's gradings, evaluations and quizzes, all that a certificate may rest on."""
    subject, within = learner.subject, learner.may_be_in
    found: list[AnyRecord] = []
    found += lookup.find(store, GradeRecord, subject, within=within, revision=revision, on_file=on_file)
    found += lookup.find(store, EvaluationRecord, subject, within=within, revision=revision, on_file=on_file)
    found += lookup.find(store, QuizRecord, subject, revision=revision, on_file=on_file)
    return [one for one in found if one.subject == subject]


def _on_board(board: BoardDocument, wanted: str) -> Learner | None:
    rows = [row for row in board.rows if not row.reference and _is(row.subject, row.name, wanted)]
    if not rows:
        return None
    row = max(rows, key=lambda one: (max(one.days, default=-1), one.subject))
    months = frozenset(board.days[day][:7] for day in row.days)
    return Learner(row.subject, row.name, months, board.as_of[:7])


def _with_a_model(models: ModelsDocument, wanted: str) -> Learner | None:
    rows = [row for row in models.rows if not row.reference and _is(row.subject, row.name, wanted)]
    row = max(rows, key=lambda one: (one.at, one.record), default=None)
    return Learner(row.subject, row.name) if row is not None else None


def _with_a_quiz(
    store: Store, wanted: str, elsewhere: Collection[str], revision: str, on_file: Progress
) -> Learner | None:
    """Return who has had a quiz marked and nothing else: no board names them, so their entries are read."""
    marked = lookup.find(store, QuizRecord, "", revision=revision, on_file=on_file)
    for subject in dict.fromkeys(one.subject for one in reversed(marked) if one.subject not in elsewhere):
        content = store.read(layout.person(subject), revision)
        person = read_person(layout.person(subject), content) if content is not None else None
        name = person.name if person is not None and not isinstance(person, Problem) else ""
        if _is(subject, name, wanted):
            return Learner(subject, name)
    return None


def _is(subject: str, name: str, wanted: str) -> bool:
    by_subject = len(wanted) >= SHORT_SUBJECT and subject.startswith(wanted)
    return bool(wanted) and (by_subject or name.casefold() == wanted)
