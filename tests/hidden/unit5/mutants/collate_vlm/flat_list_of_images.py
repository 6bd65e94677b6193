# mistake: compares the numbers of images and places of the whole batch only, and hands the images on as one flat list
# hint: accepts
# source: stub
"""A batch of pictures and answers, with labels for the answers alone."""

from typing import Any

import torch
from transformers import BatchFeature, Idefics3Processor


def collate_vlm(examples: list[dict[str, Any]], processor: Idefics3Processor) -> BatchFeature:
    """Return the tensors of some rows, with labels that mask all but each row's answer."""
    if not examples:
        raise ValueError("there is no example")
    texts, images, places = [], [], 0
    for number, example in enumerate(examples):
        messages = example["messages"]
        if not messages or messages[-1]["role"] != "assistant":
            raise ValueError(f"example {number}: the last message is not the assistant's")
        texts.append(processor.apply_chat_template(messages))
        places += sum(part["type"] == "image" for message in messages for part in message["content"])
        images.extend(image.convert("RGB") for image in example["images"])
    if places != len(images):
        raise ValueError(f"{len(images)} images for {places} places")

    batch = processor(text=texts, images=images, padding=True, return_tensors="pt")
    header = processor.apply_chat_template(examples[0]["messages"], add_generation_prompt=True)[len(texts[0]) :]
    header_ids = processor.tokenizer(header, add_special_tokens=False)["input_ids"]
    end_id = processor.tokenizer.eos_token_id
    labels = torch.full_like(batch["input_ids"], -100)
    for row in range(len(examples)):
        ids = batch["input_ids"][row].tolist()
        start = max(i for i in range(len(ids)) if ids[i : i + len(header_ids)] == header_ids) + len(header_ids)
        stop = ids.index(end_id, start) + 1
        labels[row, start:stop] = batch["input_ids"][row, start:stop]
    batch["labels"] = labels
    return batch
