"""What TRL, transformers and peft say about the judge's oracles for training.

Three kinds of cases, on drawn worlds: which tokens of a conversation TRL learns with assistant_only_loss; the loss of each
token in transformers; the weights that peft merges from an adapter. When the judge draws worlds in another way, freeze
again.
"""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np

from smol_grade.arrays import save
from smol_grade.judge.lessons import Lesson, chats, ids_and_labels
from smol_grade.judge.llama import Network
from smol_grade.judge.training import merged
from smol_grade.judge.world import Lora, World
from smol_grade.locate import PACKAGE

NAME = "make_sft_trainer"
SEEDS = (1, 2, 3)
ROWS = 4
ADAPTERS = {"r": 2, "lora_alpha": 6, "target_modules": ["k_proj", "down_proj"], "task_type": "CAUSAL_LM"}
MERGED = "model.layers.0.self_attn.k_proj.weight"
SHAPES = ({"layers": 1}, {"layers": 2, "hidden": 24, "heads": 6, "key_value_heads": 3, "intermediate": 40})


def freeze() -> list[dict[str, Any]]:
    """Ask the libraries."""
    cases = []
    for seed in SEEDS:
        lesson = chats(World(seed), NAME)
        model, tokenizer, dataset = (_built(asset) for asset in lesson.assets)
        cases += [{"kind": "labels", "seed": seed, "rows": _prepared(model, tokenizer, dataset)}]
        cases += [{"kind": "adapters", "seed": seed, **_merged_by_peft(lesson)}]
    return cases + [_losses(seed, shape) for seed in SEEDS for shape in SHAPES]


def check(case: dict[str, Any], suite: Any) -> None:
    """Compare with the suite's oracles."""
    if case["kind"] == "labels":
        _check_labels(case, suite.chats(World(case["seed"]), NAME))
    elif case["kind"] == "losses":
        weights = _model(case["seed"], case["shape"])
        losses = Network(weights.shape, weights.weights).losses(case["ids"], case["labels"])
        assert np.allclose(losses, case["losses"], atol=1e-5), f"{losses} is not {case['losses']}"
    else:
        lesson = chats(World(case["seed"]), NAME)
        got = merged(_left_by_peft(case, lesson), Lora("adapters", **ADAPTERS), lesson.model)[MERGED]
        assert np.allclose(got, case["merged"], atol=1e-6), "another merge than peft's"


def _check_labels(case: dict[str, Any], lesson: Lesson) -> None:
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


def _prepared(model: Any, tokenizer: Any, dataset: Any) -> list[dict[str, Any]]:
    from trl import SFTConfig, SFTTrainer

    config = SFTConfig("out", use_cpu=True, bf16=False, assistant_only_loss=True, report_to="none")
    trainer = SFTTrainer(model, config, train_dataset=dataset, processing_class=tokenizer)
    return [{name: trainer.train_dataset[n][name] for name in ("input_ids", "labels")} for n in range(ROWS)]


def _model(seed: int, shape: dict[str, int]) -> Any:
    world = World(seed)
    return world.model("oracle", world.tokenizer("oracle"), scale=0.2, **shape)


def _losses(seed: int, shape: dict[str, int]) -> dict[str, Any]:
    import torch

    asset, draw = _model(seed, shape), World(seed).random("oracle/ids")
    ids = [draw.randrange(asset.shape.vocabulary) for _ in range(20)]
    labels = [token if draw.random() < 0.7 else -100 for token in ids]
    with torch.no_grad():
        logits = _built(asset).double()(input_ids=torch.tensor([ids])).logits[0, :-1]
        losses = torch.nn.functional.cross_entropy(
            logits, torch.tensor(labels[1:]), reduction="none", ignore_index=-100
        )
    kept = [loss for loss, label in zip(losses.tolist(), labels[1:], strict=True) if label != -100]
    return {"kind": "losses", "seed": seed, "shape": shape, "ids": ids, "labels": labels, "losses": kept}


def _merged_by_peft(lesson: Lesson) -> dict[str, Any]:
    import torch
    from peft import LoraConfig, get_peft_model

    model = get_peft_model(_built(lesson.model), LoraConfig(**ADAPTERS))
    torch.manual_seed(1)
    for name, values in model.named_parameters():
        if ".lora_" in name:
            torch.nn.init.normal_(values, std=0.3)
    state = model.state_dict()
    adapters = {name: values.tolist() for name, values in state.items() if ".lora_" in name}
    names = [name for name in state if ".lora_" not in name]
    plain = model.merge_and_unload().state_dict()
    return {"names": names, "adapters": adapters, "merged": plain[MERGED].tolist()}


def _left_by_peft(case: dict[str, Any], lesson: Lesson) -> dict[str, Any]:
    """Return a training's outcome with peft's names of everything."""
    state = {name: np.asarray(values, np.float32) for name, values in case["adapters"].items()}
    for name in case["names"]:
        ours = name.removeprefix("base_model.model.").replace(".base_layer", "")
        state[name] = lesson.model.weights[ours]
    return {"weights": save(state)}
