"""Frozen cases of exercise 5.5: ids and pixels of transformers' Idefics3Processor, labels of TRL's collator.

TRL learns the line break after an answer's end, which the exercise leaves open; it pads on the right.
"""

from __future__ import annotations

import importlib.util
import random
from typing import Any

import numpy as np

from smol_grade.judge.llama import IGNORED
from smol_grade.judge.vision import Example, Pictures, Processor, draw_processor
from smol_grade.judge.world import World
from smol_grade.locate import PACKAGE

SEEDS = (0, 1, 2)


def freeze() -> list[dict[str, Any]]:
    """Ask the libraries."""
    return [_asked(seed, splits=splits) for seed in SEEDS for splits in (False, True)]


def _asked(seed: int, *, splits: bool) -> dict[str, Any]:
    from trl.trainer.sft_trainer import DataCollatorForVisionLanguageModeling

    suite, processor = _suite(), _processor(seed, splits=splits)
    examples = suite._three(random.Random(seed))
    built, rows = (_built(asset) for asset in (processor, Pictures("rows", examples)))
    pairs = [
        {"images": row["images"], "prompt": row["messages"][:-1], "completion": row["messages"][-1:]} for row in rows
    ]
    batch = DataCollatorForVisionLanguageModeling(built, completion_only_loss=True)(pairs)
    values = batch["pixel_values"].numpy()
    assert np.ptp(values, axis=(3, 4)).max() == 0, "a picture of one colour is not one"
    return {
        "seed": seed,
        "splits": splits,
        "input_ids": batch["input_ids"].tolist(),
        "attention_mask": batch["attention_mask"].tolist(),
        "labels": batch["labels"].tolist(),
        "colours": values[..., 0, 0].tolist(),
    }


def check(case: dict[str, Any], suite: Any) -> None:
    """The suite's oracle makes the same of the same rows."""
    processor = _processor(case["seed"], splits=case["splits"])
    examples: list[Example] = suite._three(random.Random(case["seed"]))
    batch = processor.batch(examples)
    assert case["input_ids"] == suite._ids(batch.rows, processor)
    assert case["attention_mask"] == [[int(token is not None) for token in row] for row in batch.rows]
    assert case["labels"] == [
        [
            IGNORED if token is None else token.id if token.part in ("answer", "end", "break") else IGNORED
            for token in row
        ]
        for row in batch.rows
    ]
    assert np.allclose(case["colours"], batch.pixel_values[..., 0, 0], atol=1e-6)


def _processor(seed: int, *, splits: bool) -> Processor:
    return draw_processor(World(seed), "oracle", splits=splits, seats=1 + seed)


def _built(asset: Any) -> Any:
    """Return what the worker builds of an asset."""
    return _module(PACKAGE / "_worker" / "smol_worker" / "assets.py").prepare(asset.kind, asset.data)()


def _suite() -> Any:
    return _module(PACKAGE.parents[1] / "tests" / "hidden" / "unit5" / "test_collate_vlm.py")


def _module(path: Any) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
