# source: learners
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
    whole, texts = [], [processor.apply_chat_template(e["messages"]) for e in examples]
    for text, e in zip(texts, examples):
        one = processor(text=text, images=[e["images"]], return_tensors="pt")
        prompt = processor.apply_chat_template(e["messages"][:-1], add_generation_prompt=True)
        size = processor(text=prompt, images=[e["images"]], return_tensors="pt")["input_ids"].shape[1]
        labels = one["input_ids"][0].clone()
        labels[:size] = -100
        whole.append((one["input_ids"][0], labels))
    pixels = processor.image_processor([e["images"] for e in examples], return_tensors="pt")
    width = max(len(ids) for ids, _ in whole)
    tokenizer = processor.tokenizer

    def padded(row, value):
        rest = torch.full((width - len(row),), value)
        return torch.cat([rest, row] if tokenizer.padding_side == "left" else [row, rest])

    return {
        "input_ids": torch.stack([padded(ids, tokenizer.pad_token_id) for ids, _ in whole]),
        "attention_mask": torch.stack([padded(torch.ones_like(ids), 0) for ids, _ in whole]),
        "labels": torch.stack([padded(labels, -100) for _, labels in whole]),
        "pixel_values": pixels["pixel_values"],
        "pixel_attention_mask": pixels["pixel_attention_mask"],
    }
