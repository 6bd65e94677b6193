# source: stub
"""A trainer that teaches a vision-language model what to answer about pictures."""

from collections.abc import Callable
from typing import Any

import torch
import trl
from datasets import Dataset
from transformers import Idefics3ForConditionalGeneration, Idefics3Processor


def _collator(processor: Idefics3Processor) -> Callable[[list[dict[str, Any]]], dict[str, Any]]:
    """Return a collator whose labels are the assistant's messages and their end tokens."""
    tokenizer = processor.tokenizer
    end_id = tokenizer.eos_token_id

    def collate(rows: list[dict[str, Any]]) -> dict[str, Any]:
        texts = [processor.apply_chat_template(row["messages"]) for row in rows]
        headed = processor.apply_chat_template(rows[0]["messages"], add_generation_prompt=True)
        header = tokenizer(headed[len(texts[0]) :], add_special_tokens=False)["input_ids"]
        images = [list(row["images"]) for row in rows]
        batch = processor(text=texts, images=images, padding=True, return_tensors="pt")
        labels = torch.full_like(batch["input_ids"], -100)
        for row, ids in enumerate(batch["input_ids"].tolist()):
            for place in range(len(ids) - len(header)):
                if ids[place : place + len(header)] == header:
                    start = place + len(header)
                    stop = ids.index(end_id, start) + 1
                    labels[row, start:stop] = batch["input_ids"][row, start:stop]
        return {**batch, "labels": labels}

    return collate


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
    args = trl.SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        per_device_train_batch_size=4,
        warmup_steps=0,
        use_cpu=True,
        bf16=False,
        fp16=False,
        gradient_checkpointing=False,
        save_strategy="no",
        report_to="none",
        max_length=None,
        lr_scheduler_type="constant",
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        seed=5,
    )
    return trl.SFTTrainer(
        model=model,
        args=args,
        train_dataset=dataset,
        processing_class=processor,
        data_collator=_collator(processor),
    )
