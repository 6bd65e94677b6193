"""What can stop the measuring of a model: `MeasureError` is a branch of the tree in `errors`.

LeaderboardError
└── MeasureError       the root here (exit 3)
    ├── NoSuchTask         no task has this name (exit 2)
    ├── NoData             a task needs data that is not at hand (exit 2)
    ├── BadData            a row of the data is not what the task needs (exit 2)
    ├── NoModel            there is no model where one was looked for (exit 2)
    ├── NoBase             a LoRA adapter without its base model (exit 2)
    ├── BadLimit           the limit is no number of samples (exit 2)
    ├── ModelRejected      the gate lets no weight of this model be loaded (exit 1)
    ├── NotComparable      two results are not about the same samples (exit 2)
    ├── BadResult          a file holds no result of an evaluation (exit 2)
    └── NoEvaluation       no evaluation record has this id, or several begin with it (exit 2)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from smol_grade.records import Sentence

from .errors import LeaderboardError


class Finding(Protocol):
    """What the gate has found, as `safety.rules` has it."""

    @property
    def code(self) -> str:
        """Its stable name."""
        ...

    @property
    def sentence(self) -> Sentence:
        """What was found."""
        ...

    @property
    def fix(self) -> Sentence:
        """What to do."""
        ...


class MeasureError(LeaderboardError):
    """A model cannot be measured; `problem` is for people."""

    key = "measure.trouble"

    def __init__(self, problem: str = "", **fields: object) -> None:
        super().__init__(problem=problem, **fields)


class NoSuchTask(MeasureError):
    """No task has this name."""

    exit_code = 2
    key = "measure.no_task"
    hint = "measure.no_task.hint"

    def __init__(self, task: str, tasks: Sequence[str]) -> None:
        super().__init__(task=task[:80], tasks=", ".join(tasks))


class NoData(MeasureError):
    """A task needs data that is not at hand."""

    exit_code = 2
    key = "measure.no_data"
    hint = "measure.no_data.hint"

    def __init__(self, task: str, files: Sequence[str]) -> None:
        super().__init__(task=task, files=", ".join(files))


class BadData(MeasureError):
    """A row of the data is not what the task needs."""

    exit_code = 2
    key = "measure.bad_data"
    hint = "measure.bad_data.hint"

    def __init__(self, file: object, problem: str) -> None:
        super().__init__(problem, file=file)


class NoModel(MeasureError):
    """There is no model where one was looked for."""

    exit_code = 2
    key = "measure.no_model"
    hint = "measure.no_model.hint"

    def __init__(self, model: str) -> None:
        super().__init__(model=model[:200])


class NoBase(MeasureError):
    """A LoRA adapter without its base model."""

    exit_code = 2
    key = "measure.no_base"
    hint = "measure.no_base.hint"

    def __init__(self, model: str) -> None:
        super().__init__(model=model[:200])


class BadLimit(MeasureError):
    """The limit is no number of samples."""

    exit_code = 2
    key = "measure.bad_limit"


class ModelRejected(MeasureError):
    """The gate lets no weight of this model be loaded; `findings` say why and what to do."""

    exit_code = 1
    key = "measure.rejected"
    hint = "measure.rejected.hint"

    def __init__(self, model: str, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(model=model[:200], codes=", ".join(dict.fromkeys(one.code for one in findings)))


class NotComparable(MeasureError):
    """Two results are not about the same samples, or were not made by the same protocol."""

    exit_code = 2
    key = "measure.not_comparable"

    def __init__(self, task: str) -> None:
        super().__init__(task=task)


class BadResult(MeasureError):
    """A file holds no result of an evaluation."""

    exit_code = 2
    key = "measure.bad_result"
    hint = "measure.bad_result.hint"

    def __init__(self, file: object) -> None:
        super().__init__(file=file)


class NoEvaluation(MeasureError):
    """No evaluation record of the board has this id, or several begin with it."""

    exit_code = 2
    key = "measure.no_evaluation"

    def __init__(self, record: str, count: int) -> None:
        super().__init__(record=record[:64], count=count)
