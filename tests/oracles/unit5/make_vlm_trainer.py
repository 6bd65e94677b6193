"""What TRL and transformers say about the judge's oracles for training with pictures.

Three kinds of cases, on drawn worlds: which tokens of a row TRL learns with assistant_only_loss, and what it shows of its
picture; the loss of each token in transformers, with one picture and with two. When the judge draws worlds in another way,
freeze again.
"""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np

from smol_grade.judge.idefics3 import SeeingModel, Sight, draw_seeing_model
from smol_grade.judge.lessons import ids_and_labels
from smol_grade.judge.pictures import PictureLesson, picture_lesson, picture_tokens, pixels
from smol_grade.judge.vision import draw_processor
from smol_grade.judge.world import World
from smol_grade.locate import PACKAGE

NAME = "make_vlm_trainer"
SEEDS = (1, 2, 3)
ROWS = 4
SIGHTS = ({}, {"layers": 2, "heads": 4, "hidden": 24, "intermediate": 40, "edge": 32, "patch": 4, "scale": 4})


def freeze() -> list[dict[str, Any]]:
    """Ask the libraries."""
    rows = [{"kind": "rows", "seed": seed, "rows": _prepared(picture_lesson(World(seed), NAME))} for seed in SEEDS]
    return rows + [_losses(seed, sight) for seed in SEEDS for sight in SIGHTS]


def check(case: dict[str, Any], suite: Any) -> None:
    """Compare with the suite's oracles."""
    if case["kind"] == "rows":
        _check_rows(case, suite.picture_lesson(World(case["seed"]), NAME))
        return
    model = _model(case["seed"], case["sight"])
    pictures = _pictures(case["seed"], model.sight)
    losses = model.network(model.weights).losses(case["ids"], case["ids"], pictures)
    assert np.allclose(losses, case["losses"], atol=1e-5), f"{losses} is not {case['losses']}"


def _check_rows(case: dict[str, Any], lesson: PictureLesson) -> None:
    for row, example in zip(case["rows"], lesson.rows.examples, strict=False):
        ids, labels = ids_and_labels(picture_tokens(example, lesson.processor), ("first", "answer", "end"))
        for place, label in enumerate(row["labels"]):  # TRL learns the line break after the end too, we leave it open
            if label != labels[place]:
                assert row["labels"][place:] == ids[place:] == lesson.processor.tokenizer.encode("\n")
        assert row["input_ids"] == ids
        shown = np.asarray(pixels(example.pictures[0]))[:, 0, 0]
        assert np.allclose(row["colour"], shown, atol=1e-6), f"{shown} is not {row['colour']}"


def _prepared(lesson: PictureLesson) -> list[dict[str, Any]]:
    from trl import SFTConfig, SFTTrainer

    model, processor, dataset = (_built(asset) for asset in lesson.assets)
    config = SFTConfig("out", use_cpu=True, bf16=False, assistant_only_loss=True, report_to="none")
    trainer = SFTTrainer(model, config, train_dataset=dataset, processing_class=processor)
    batches = [trainer.data_collator([trainer.train_dataset[number]]) for number in range(ROWS)]
    return [
        {
            "input_ids": batch["input_ids"][0].tolist(),
            "labels": batch["labels"][0].tolist(),
            "colour": batch["pixel_values"][0, 0, :, 0, 0].tolist(),
        }
        for batch in batches
    ]


def _model(seed: int, sizes: dict[str, int]) -> SeeingModel:
    """Return a drawn model whose biases and norms are drawn too."""
    world, sight = World(seed), Sight(**sizes)
    processor = draw_processor(world, "oracle", edge=sight.edge, seats=sight.seats)
    drawn = draw_seeing_model(world, "oracle", processor, scale=0.2, sight=sight, layers=1)
    random = np.random.default_rng(seed)
    weights = {
        name: values + random.normal(0.0, 0.1, values.shape).astype(np.float32)
        for name, values in drawn.weights.items()
    }
    return SeeingModel("oracle", drawn.shape, sight, weights, processor)


def _pictures(seed: int, sight: Sight) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (1 + seed % 2, 3, sight.edge, sight.edge))


def _losses(seed: int, sizes: dict[str, int]) -> dict[str, Any]:
    import torch

    model = _model(seed, sizes)
    pictures, draw = _pictures(seed, model.sight), World(seed).random("oracle/ids")
    others = [number for number in range(model.shape.vocabulary) if number != model.image_token]
    ids = draw.choices(others, k=3)
    for _ in pictures:
        ids += [model.image_token] * model.sight.seats + draw.choices(others, k=5)
    with torch.no_grad():
        built = _built(model).double()
        logits = built(input_ids=torch.tensor([ids]), pixel_values=torch.tensor(pictures)[None]).logits[0, :-1]
        losses = torch.nn.functional.cross_entropy(logits, torch.tensor(ids[1:]), reduction="none")
    return {"kind": "losses", "seed": seed, "sight": sizes, "ids": ids, "losses": losses.tolist()}


def _built(asset: Any) -> Any:
    """Return what the worker builds of an asset."""
    path = PACKAGE / "_worker" / "smol_worker" / "assets.py"
    spec = importlib.util.spec_from_file_location("worker_assets", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.prepare(asset.kind, asset.data)()
