"""Benchmarks that are lm-eval's own, prompts and metrics included: `arc_easy` and others, over data at hand.

Multiple choice compares log-probabilities of a plain prompt, as published scores do; `ifeval` is a conversation,
rendered by the pinned template. Only the data comes from our folder, so that nothing is downloaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from ..measuring_errors import BadData, MeasureError, NoData
from .benchmark import Row, rows_sha256
from .data import Rows, Source, first_of, read_rows


class Borrowed(NamedTuple):
    """A task of lm-eval, and which of its numbers counts."""

    file: str
    """Its YAML, below lm-eval's `tasks`."""
    version: float
    split: str
    counts: str
    """The metric that is ranked; the others are stored beside."""
    chat: bool = False


BORROWED = {
    "arc_easy": Borrowed("arc/arc_easy.yaml", 1.0, "test", "acc_norm"),
    "arc_challenge": Borrowed("arc/arc_challenge.yaml", 1.0, "test", "acc_norm"),
    "piqa": Borrowed("piqa/piqa.yaml", 1.0, "validation", "acc_norm"),
    "winogrande": Borrowed("winogrande/default.yaml", 1.0, "validation", "acc"),
    "ifeval": Borrowed("ifeval/ifeval.yaml", 4.0, "train", "prompt_level_strict_acc", chat=True),
}


def files_of(task: str) -> tuple[str, ...]:
    """Return the files in which a task's rows may lie, below the data folder."""
    return tuple(f"{task}/{BORROWED[task].split}.{kind}" for kind in ("jsonl", "parquet"))


def borrowed_rows(task: str, source: Source, limit: int = 0) -> Rows:
    """Return the first rows of a task (0: all). Raises `NoData`, `BadData`."""
    file = first_of(source.folder, files_of(task)) if source.folder is not None else None
    if file is None:
        raise NoData(task, files_of(task))
    rows: list[Row] = read_rows(file)
    used = tuple(rows[:limit] if limit else rows)
    return Rows(used, source.name, rows_sha256(used), len(rows))


def borrowed_task(task: str, rows: Rows) -> Any:
    """Return lm-eval's task over some rows. Raises `MeasureError` for another lm-eval, `BadData` for other columns."""
    import lm_eval.tasks
    from lm_eval.api.task import ConfigurableTask
    from lm_eval.tasks._yaml_loader import load_yaml

    known = BORROWED[task]
    try:
        config = dict(load_yaml(Path(lm_eval.tasks.__file__).parent / known.file))
    except ImportError as error:  # ifeval's own libraries
        raise MeasureError(f"{task} needs {error.name}, which is not installed") from error
    version = config["metadata"]["version"]
    if version != known.version:
        raise MeasureError(f"lm-eval has version {version} of {task}, the protocol {known.version}")

    def dataset(**_: object) -> Any:
        from datasets import Dataset, DatasetDict

        return DatasetDict({known.split: Dataset.from_list(list(rows.rows))})

    for name in ("dataset_path", "dataset_name", "training_split", "validation_split", "fewshot_split", "tag"):
        config.pop(name, None)
    config |= {"custom_dataset": dataset, "test_split": known.split, "num_fewshot": 0}
    try:
        return ConfigurableTask(config=config)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadData(task, f"its columns are not those of lm-eval's {task}: {error}") from error
