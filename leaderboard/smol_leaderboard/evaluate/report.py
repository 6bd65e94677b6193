"""An evaluation as lm-eval writes its results, so that what reads those reads ours; our record stands beside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ..measuring_errors import BadResult
from ..schema import EvaluationRecord
from .job import Evaluated
from .samples import Sample, read_samples

OURS = "smol_grade"
PARTS = ("results", "configs", "versions", "n-shot", "higher_is_better", "n-samples", "samples")
LARGEST = 500_000_000
"""Bytes of a file that is read."""


def as_json(done: Evaluated) -> str:
    """Return the JSON text; `results`, `configs`, `samples` and so on are lm-eval's own."""
    record = done.record
    merged: dict[str, Any] = {part: {} for part in PARTS}
    for file in done.reports.values():
        one = json.loads(Path(file).read_bytes())
        for part in PARTS:
            merged[part].update(one.get(part, {}))
    samples = {task: [one._asdict() for one in read_samples(Path(file))] for task, file in done.samples.items()}
    ran = record.environment
    merged["config"] = {
        "model": "smol-sandbox",
        "model_args": {"pretrained": record.model, "revision": record.revision, "dtype": ran.dtype},
        "model_num_parameters": record.parameters,
        "model_dtype": ran.dtype,
        "model_revision": record.revision,
        "model_sha": record.revision,
        "batch_size": ran.batch_size,
        "device": ran.device,
        "limit": record.limit or None,
        "bootstrap_iters": 0,
        "gen_kwargs": None,
    }
    merged |= {
        "model_source": "smol-sandbox",
        "model_name": record.model,
        "model_name_sanitized": record.model.replace("/", "__"),
        "date": datetime.fromisoformat(record.at).timestamp(),
        "lm_eval_version": ran.versions.get("lm-eval", ""),
        "transformers_version": ran.versions.get("transformers", ""),
        "fewshot_as_multiturn": True,
        "chat_template_sha": record.template_sha256,
        OURS: {"record": msgspec.to_builtins(record), "samples": samples},
    }
    return json.dumps(merged, indent=2, ensure_ascii=False) + "\n"


class Read(NamedTuple):
    """A result that was written before."""

    record: EvaluationRecord
    samples: Mapping[str, list[Sample]]


def read_report(file: Path) -> Read:
    """Read a file that `as_json` made. Raises `BadResult` for anything else."""
    try:
        if file.stat().st_size > LARGEST:
            raise BadResult(file)
        told = json.loads(file.read_bytes())[OURS]
        record = msgspec.convert(told["record"], EvaluationRecord)
        samples = {str(task): [Sample(**one) for one in lines] for task, lines in told["samples"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, msgspec.MsgspecError) as error:
        raise BadResult(file) from error
    return Read(record, samples)
