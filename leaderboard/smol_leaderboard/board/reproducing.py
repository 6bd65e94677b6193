"""The command with which anybody measures a model again as it was measured for the board."""

from __future__ import annotations

from ..schema import NOBODYS, EvaluationRecord
from ..thresholds import SECRET
from .evaluations import HUB_ID
from .model_ranking import task_order

EMBEDDED = "embedded"
"""Data that comes with the program and need not be named."""


def reproduce(record: EvaluationRecord) -> str:
    """Return the command: this model at this commit, the tasks whose problems are public, as many samples.

    A folder of data, and a model that is on no Hub, are named by a word in capitals: whoever runs it has their own.
    The record names the data, and has the hash of the rows.
    """
    measured = sorted((result.task for result in record.results), key=task_order)
    tasks = [task for task in measured if task != SECRET] or measured
    on_hub = HUB_ID.fullmatch(record.model) and not record.model.startswith(NOBODYS)
    model = f"{record.model}@{record.revision}" if on_hub else "FOLDER"
    command = f"smol-grade evaluate {model} --tasks {','.join(tasks)}"
    if record.limit:
        command += f" --limit {record.limit}"
    brought = {result.data for result in record.results if result.task in tasks} - {EMBEDDED}
    return f"{command} --data DIR" if brought else command
