"""A small GRPOTrainer for the frozen cases of this unit: on a drawn model, one step, on a processor."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable
from typing import Any

from smol_grade.judge.world import World
from smol_grade.locate import PACKAGE

SEED = 4
WORDS = ("How many apples are left?", "What is 3 times 7?", "Why is the sky blue?", "Say a number.")


def built(asset: Any) -> Any:
    """Return what the worker builds of an asset."""
    path = PACKAGE / "_worker" / "smol_worker" / "assets.py"
    spec = importlib.util.spec_from_file_location("worker_assets", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.prepare(asset.kind, asset.data)()


def trained(
    rewards: list[Callable[..., Any]], *, chat: bool, rows: list[dict[str, Any]] | None = None, **options: Any
) -> Any:
    """Return a trainer after one step, in which it called these reward functions; it keeps what it made of them."""
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    class Keeping(GRPOTrainer):
        def _calculate_rewards(self, *args: Any, **kwargs: Any) -> Any:
            self.kept_rewards = super()._calculate_rewards(*args, **kwargs)
            return self.kept_rewards

        def _generate_and_score_completions(self, *args: Any, **kwargs: Any) -> Any:
            self.kept = super()._generate_and_score_completions(*args, **kwargs)
            return self.kept

    world = World(SEED)
    tokenizer = world.tokenizer("oracle")
    known = rows or [{} for _ in WORDS]
    table = [
        {"prompt": [{"role": "user", "content": text}] if chat else text, **row}
        for text, row in zip(WORDS, known, strict=False)
    ]
    with tempfile.TemporaryDirectory() as folder:
        config = GRPOConfig(
            folder,
            use_cpu=True,
            bf16=False,
            gradient_checkpointing=False,
            report_to="none",
            disable_tqdm=True,
            save_strategy="no",
            max_steps=1,
            per_device_train_batch_size=8,
            num_generations=4,
            max_completion_length=6,
            learning_rate=1e-9,
            seed=1,
            **options,
        )
        trainer = Keeping(
            built(world.model("oracle", tokenizer)),
            rewards,
            config,
            train_dataset=Dataset.from_list(table),
            processing_class=built(tokenizer),
        )
        trainer.train()
    return trainer


def loss(trainer: Any, logps: Any, inputs: dict[str, Any], **settings: Any) -> Any:
    """Return what the trainer's loss is for these log-probabilities, with these settings."""
    import torch

    trainer.args.use_bias_correction_kl = False  # TRL's default weighs the divergence by the ratio; the paper does not
    for name, value in settings.items():
        setattr(trainer, name, value)
    size = logps.shape
    ids = torch.ones(size, dtype=torch.long)
    given = {"prompt_ids": ids, "prompt_mask": ids, "completion_ids": ids, **inputs}
    trainer._get_per_token_logps_and_entropies = lambda *_, **__: (logps, torch.zeros(size), None)
    trainer.model.eval()
    return trainer._compute_loss(trainer.model, given)
