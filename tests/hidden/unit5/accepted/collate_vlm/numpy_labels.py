# source: learners
import numpy as np
import torch


def collate_vlm(examples, processor):
    if not examples:
        raise ValueError("empty batch")
    for e in examples:
        n = sum(p["type"] == "image" for m in e["messages"] for p in m["content"])
        if n != len(e["images"]):
            raise ValueError("images and places do not match")
        if e["messages"][-1]["role"] != "assistant":
            raise ValueError("no answer")
    texts = [processor.apply_chat_template(e["messages"]) for e in examples]
    images = [e["images"] for e in examples]
    batch = processor(text=texts, images=images, padding=True, return_tensors="pt")
    ids, real = batch["input_ids"].numpy(), batch["attention_mask"].numpy()
    rest = []
    for e, pictures in zip(examples, images):
        text = processor.apply_chat_template(e["messages"][:-1], add_generation_prompt=True)
        rest.append(processor(text=text, images=[pictures], return_tensors="np")["input_ids"].shape[1])
    place = real.cumsum(axis=1)
    keep = (real == 1) & (place > np.array(rest)[:, None])
    return {
        "input_ids": batch["input_ids"],
        "attention_mask": batch["attention_mask"],
        "pixel_values": batch["pixel_values"],
        "pixel_attention_mask": batch["pixel_attention_mask"],
        "labels": torch.from_numpy(np.where(keep, ids, -100)),
        "number_of_rows": len(examples),
    }
