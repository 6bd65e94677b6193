"""What TRL learns of plain text: all of it and the end token. On drawn worlds; when these change, freeze again."""

from __future__ import annotations

import importlib.util
from typing import Any

from smol_grade.judge.lessons import files, ids_and_labels
from smol_grade.judge.world import World
from smol_grade.locate import PACKAGE

NAME = "make_text_trainer"
SEEDS = (1, 2, 3)
ROWS = 4


def freeze() -> list[dict[str, Any]]:
    """Ask TRL."""
    from trl import SFTConfig, SFTTrainer

    cases = []
    for seed in SEEDS:
        model, tokenizer, dataset = (_built(asset) for asset in files(World(seed), NAME).assets)
        config = SFTConfig("out", use_cpu=True, bf16=False, dataset_text_field="content", report_to="none")
        rows = SFTTrainer(model, config, train_dataset=dataset, processing_class=tokenizer).train_dataset
        prepared = [{name: rows[n][name] for name in ("input_ids", "labels")} for n in range(ROWS)]
        cases.append({"seed": seed, "rows": prepared})
    return cases


def check(case: dict[str, Any], suite: Any) -> None:
    """Compare with the suite's oracle."""
    lesson = suite.files(World(case["seed"]), NAME)
    for row, example in zip(case["rows"], lesson.prepared, strict=False):
        ids, labels = ids_and_labels(example, lesson.learnt)
        assert row == {"input_ids": ids, "labels": labels}, f"{labels} is not {row['labels']}"


def _built(asset: Any) -> Any:
    """Return what the worker builds of an asset."""
    path = PACKAGE / "_worker" / "smol_worker" / "assets.py"
    spec = importlib.util.spec_from_file_location("worker_assets", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.prepare(asset.kind, asset.data)()
