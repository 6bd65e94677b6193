# mistake: a collator masks padding and images, so questions are learnt
# hint: prompt_learnt
# source: stub
"""A trainer that teaches a vision-language model what to answer about pictures."""

from collections.abc import Callable
from typing import Any

import torch
import trl
from datasets import Dataset
from transformers import Idefics3ForConditionalGeneration, Idefics3Processor


def _collator(processor: Idefics3Processor) -> Callable[[list[dict[str, Any]]], dict[str, Any]]:
    """Return a collator whose labels leave out padding and images."""
    tokenizer = processor.tokenizer

    def collate(rows: list[dict[str, Any]]) -> dict[str, Any]:
        texts = [processor.apply_chat_template(row["messages"]) for row in rows]
        images = [list(row["images"]) for row in rows]
        batch = processor(text=texts, images=images, padding=True, return_tensors="pt")
        labels = batch["input_ids"].masked_fill(batch["attention_mask"] == 0, -100)
        fake, overall = (tokenizer.convert_tokens_to_ids(token) for token in ("<fake_token_around_image>", "<global-img>"))
        for image_id in (processor.image_token_id, fake, overall):
            labels[labels == image_id] = -100
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
        per_device_train_batch_size=8,
        warmup_steps=0,
        use_cpu=True,
        bf16=False,
        fp16=False,
        gradient_checkpointing=False,
        save_strategy="no",
        report_to="none",
        max_length=None,
        remove_unused_columns=False,
    )
    return trl.SFTTrainer(
        model=model,
        args=args,
        train_dataset=dataset,
        processing_class=processor,
        data_collator=_collator(processor),
    )
