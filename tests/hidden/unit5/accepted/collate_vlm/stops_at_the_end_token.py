# source: stub
"""A batch of pictures and answers, with labels for the answers alone."""

from typing import Any

import torch
from transformers import BatchFeature, Idefics3Processor


def collate_vlm(examples: list[dict[str, Any]], processor: Idefics3Processor) -> BatchFeature:
    """Return the tensors of some rows, with labels that mask all but each row's answer."""
    if not examples:
        raise ValueError("there is no example")
    texts, prompts, images = [], [], []
    for number, example in enumerate(examples):
        messages = example["messages"]
        if not messages or messages[-1]["role"] != "assistant":
            raise ValueError(f"example {number}: the last message is not the assistant's")
        places = 0
        for message in messages:
            for part in message["content"]:
                if part["type"] == "image":
                    places += 1
        if places != len(example["images"]):
            raise ValueError(f"example {number}: {len(example['images'])} images for {places} places")
        texts.append(processor.apply_chat_template(messages))
        prompts.append(processor.apply_chat_template(messages[:-1], add_generation_prompt=True))
        images.append([image.convert("RGB") for image in example["images"]])

    batch = processor(text=texts, images=images, padding=True, return_tensors="pt")
    end_id = processor.tokenizer.eos_token_id
    labels = torch.full_like(batch["input_ids"], -100)
    for row, (prompt, pictures) in enumerate(zip(prompts, images)):
        prompt_length = len(processor(text=[prompt], images=[pictures])["input_ids"][0])
        real = batch["attention_mask"][row].nonzero().flatten().tolist()
        for position in real[prompt_length:]:
            labels[row, position] = batch["input_ids"][row, position]
            if batch["input_ids"][row, position] == end_id:
                break
    batch["labels"] = labels
    return batch
