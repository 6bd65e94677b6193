# source: stub
"""A batch of pictures and answers, with labels for the answers alone."""

from typing import Any

import numpy as np
import torch
from transformers import BatchFeature, Idefics3Processor


def _check(example: dict[str, Any]) -> None:
    messages = example["messages"]
    if not messages or messages[-1]["role"] != "assistant":
        raise ValueError("the last message must be the assistant's")
    places = sum(part["type"] == "image" for message in messages for part in message["content"])
    if places != len(example["images"]):
        raise ValueError(f"{places} places, but {len(example['images'])} images")


def _answer(ids: np.ndarray, real: np.ndarray, header: np.ndarray, end_id: int) -> slice:
    stop = int(np.flatnonzero((ids == end_id) & (real == 1))[-1])
    windows = np.lib.stride_tricks.sliding_window_view(ids[:stop], len(header))
    start = int(np.flatnonzero((windows == header).all(axis=1))[-1]) + len(header)
    return slice(start, stop + 1)


def collate_vlm(examples: list[dict[str, Any]], processor: Idefics3Processor) -> BatchFeature:
    """Return the tensors of some rows, with labels that mask all but each row's answer."""
    if len(examples) == 0:
        raise ValueError("no examples")
    for example in examples:
        _check(example)
    texts = [processor.apply_chat_template(example["messages"]) for example in examples]
    batch = processor(
        text=texts, images=[list(example["images"]) for example in examples], padding="longest", return_tensors="pt"
    )
    # What a generation prompt adds to a text is the header of an answer.
    header_text = processor.apply_chat_template(examples[0]["messages"], add_generation_prompt=True)[len(texts[0]) :]
    header = np.array(processor.tokenizer(header_text, add_special_tokens=False)["input_ids"])
    all_ids, mask = batch["input_ids"].numpy(), batch["attention_mask"].numpy()
    labels = np.full(all_ids.shape, -100, dtype=np.int64)
    for ids, real, row in zip(all_ids, mask, labels):
        place = _answer(ids, real, header, processor.tokenizer.eos_token_id)
        row[place] = ids[place]
    return BatchFeature({**batch, "labels": torch.from_numpy(labels)})
