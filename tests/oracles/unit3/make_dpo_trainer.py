"""What TRL says about the judge's margins: which tokens of a pair count, and their log-probabilities in a reference.

When the judge draws pairs in another way, freeze again.
"""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np

from smol_grade.judge.llama import Network
from smol_grade.judge.preferences import Pairs, log_probabilities, pair_of, settled
from smol_grade.judge.world import World
from smol_grade.locate import PACKAGE

NAME = "make_dpo_trainer"
SEEDS = (1, 2)
ROWS = 4
KEYS = ("prompt_ids", "chosen_ids", "rejected_ids")


def freeze() -> list[dict[str, Any]]:
    """Ask TRL."""
    cases = []
    for seed in SEEDS:
        pairs = settled(World(seed), f"{NAME}/settled").pairs
        cases.append({"seed": seed, **_asked(pairs)})
    return cases


def check(case: dict[str, Any], suite: Any) -> None:
    """Compare with the suite's oracles."""
    pairs = suite.settled(World(case["seed"]), f"{NAME}/settled").pairs
    taught = [pair_of(pairs.tokenizer, row, "") for row in pairs.rows.data["rows"][:ROWS]]
    for row, pair in zip(case["rows"], taught, strict=True):
        assert [row[key] for key in KEYS] == [pair.prompt, pair.chosen, pair.rejected], f"{pair} is not {row}"
    for name, model in (("policy", pairs.model), ("reference", pairs.reference)):
        found = log_probabilities(Network(model.shape, model.weights), taught)
        assert np.allclose(found, case[name], rtol=1e-4, atol=1e-3), f"{found} is not {case[name]}"


def _asked(pairs: Pairs) -> dict[str, Any]:
    import torch
    from trl import DPOConfig, DPOTrainer

    model, reference, tokenizer, dataset = (_built(asset) for asset in pairs.assets)
    config = DPOConfig("out", use_cpu=True, bf16=False, report_to="none")
    trainer = DPOTrainer(model, reference, config, train_dataset=dataset, processing_class=tokenizer)
    rows = [{key: trainer.train_dataset[number][key] for key in KEYS} for number in range(ROWS)]
    batch = trainer.data_collator(rows)
    told = {
        name: torch.stack(trainer.compute_ref_log_probs(which, dict(batch)), dim=1).tolist()
        for name, which in (("policy", trainer.model), ("reference", trainer.ref_model))
    }
    return {"rows": rows, **told}


def _built(asset: Any) -> Any:
    """Return what the worker builds of an asset."""
    path = PACKAGE / "_worker" / "smol_worker" / "assets.py"
    spec = importlib.util.spec_from_file_location("worker_assets", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.prepare(asset.kind, asset.data)()
