# source: stub
"""A trainer that teaches a vision-language model what to answer about pictures."""

from typing import Any

import trl
from datasets import Dataset
from transformers import Idefics3ForConditionalGeneration, Idefics3Processor


def _split(row: dict[str, Any]) -> dict[str, Any]:
    return {"prompt": row["messages"][:-1], "completion": row["messages"][-1:]}


def make_vlm_trainer(
    model: Idefics3ForConditionalGeneration,
    processor: Idefics3Processor,
    dataset: Dataset,
    output_dir: str,
    *,
    max_steps: int,
    learning_rate: float,
) -> trl.SFTTrainer:
    """Return a trainer that is ready to train; do not train yet."""
    dataset = dataset.map(_split, remove_columns="messages")
    args = trl.SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        per_device_train_batch_size=16,
        warmup_steps=0,
        use_cpu=True,
        bf16=False,
        fp16=False,
        gradient_checkpointing=False,
        save_strategy="no",
        report_to="none",
        max_length=None,
        completion_only_loss=True,
    )
    return trl.SFTTrainer(model=model, args=args, train_dataset=dataset, processing_class=processor)
