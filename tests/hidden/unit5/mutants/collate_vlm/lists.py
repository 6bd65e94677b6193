# mistake: returns lists: return_tensors is missing
# hint: no_tensors
# source: learners
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
    batch = processor(text=texts, images=images, padding=True)
    prompts = [processor.apply_chat_template(e["messages"][:-1], add_generation_prompt=True) for e in examples]
    asked = processor(text=prompts, images=images)["input_ids"]
    labels = []
    for ids, mask, prompt in zip(batch["input_ids"], batch["attention_mask"], asked):
        first = mask.index(1)
        labels.append([t if m and i >= first + len(prompt) else -100 for i, (t, m) in enumerate(zip(ids, mask))])
    batch["labels"] = labels
    return batch
