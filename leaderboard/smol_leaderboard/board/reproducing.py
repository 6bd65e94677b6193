"""The command with which anybody measures a model again as it was measured for the board."""

from __future__ import annotations

import re

from ..schema import EvaluationRecord
from ..thresholds import SECRET
from .evaluations import HUB_ID
from .model_ranking import task_order

EMBEDDED = "embedded"
"""Data that comes with the program and need not be named."""
DATA_SET = re.compile(rf"{HUB_ID.pattern}(?:@[0-9a-f]{{7,40}})?", re.ASCII)


def reproduce(record: EvaluationRecord) -> str:
    """Return the command: this model at this commit, the tasks whose problems are public, the same samples and data.

    A folder of data, and a model that is on no Hub, are named by a word in capitals: whoever runs it has their own.
    """
    measured = sorted((result.task for result in record.results), key=task_order)
    tasks = [task for task in measured if task != SECRET] or measured
    model = f"{record.model}@{record.revision}" if HUB_ID.fullmatch(record.model) else "FOLDER"
    command = f"smol-grade evaluate {model} --tasks {','.join(tasks)}"
    if record.limit:
        command += f" --limit {record.limit}"
    data = sorted({result.data for result in record.results if result.task in tasks} - {EMBEDDED})
    if not data:
        return command
    return f"{command} --data {data[0] if len(data) == 1 and DATA_SET.fullmatch(data[0]) else 'DIR'}"
