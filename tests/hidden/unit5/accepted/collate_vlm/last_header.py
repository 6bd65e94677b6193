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
    turns = [processor.apply_chat_template(e["messages"]) for e in examples]
    batch = processor(text=turns, images=[tuple(e["images"]) for e in examples], padding=True, return_tensors="pt")
    asking = processor.apply_chat_template(examples[0]["messages"], add_generation_prompt=True)
    header = processor.tokenizer(asking.removeprefix(turns[0]), add_special_tokens=False)["input_ids"]
    labels = torch.full_like(batch["input_ids"], -100)
    for i, ids in enumerate(batch["input_ids"].tolist()):
        starts = [j for j in range(len(ids)) if ids[j : j + len(header)] == header]
        begin = starts[-1] + len(header)
        end = ids.index(processor.tokenizer.eos_token_id, begin) + 1
        labels[i, begin:end] = batch["input_ids"][i, begin:end]
    batch["labels"] = labels
    return batch
