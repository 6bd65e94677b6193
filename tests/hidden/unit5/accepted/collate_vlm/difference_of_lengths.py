# source: stub
"""A batch of pictures and answers, with labels for the answers alone."""

from typing import Any

import torch
from transformers import BatchFeature, Idefics3Processor


def collate_vlm(examples: list[dict[str, Any]], processor: Idefics3Processor) -> BatchFeature:
    """Return the tensors of some rows, with labels that mask all but each row's answer."""
    if not examples:
        raise ValueError("no example")
    if any(not e["messages"] or e["messages"][-1]["role"] != "assistant" for e in examples):
        raise ValueError("an answer must come last")
    if any([p["type"] for m in e["messages"] for p in m["content"]].count("image") != len(e["images"]) for e in examples):
        raise ValueError("images and their places differ in number")

    def length(text: str) -> int:
        return len(processor.tokenizer(text, add_special_tokens=False)["input_ids"])

    texts = [processor.apply_chat_template(e["messages"]) for e in examples]
    before = [processor.apply_chat_template(e["messages"][:-1]) for e in examples]
    prompts = [processor.apply_chat_template(e["messages"][:-1], add_generation_prompt=True) for e in examples]
    learnt = torch.tensor(
        [length(text[len(b) :]) - length(prompt[len(b) :]) for text, b, prompt in zip(texts, before, prompts)]
    )
    batch = processor(text=texts, images=[e["images"] for e in examples], padding=True, return_tensors="pt")
    mask = batch["attention_mask"]
    from_end = mask.flip(1).cumsum(1).flip(1)  # 1 for the last real token, 2 for the one before it ...
    keep = (mask == 1) & (from_end <= learnt[:, None])
    batch["labels"] = torch.where(keep, batch["input_ids"], torch.tensor(-100))
    return batch
