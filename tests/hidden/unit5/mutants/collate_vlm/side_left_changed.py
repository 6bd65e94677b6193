# mistake: sets the tokenizer's padding side for the labels' sake, and forgets to set it back
# hint: other_side
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
    processor.tokenizer.padding_side = "right"
    texts = [processor.apply_chat_template(e["messages"]) for e in examples]
    images = [e["images"] for e in examples]
    batch = processor(text=texts, images=images, padding=True, return_tensors="pt")
    prompts = [processor.apply_chat_template(e["messages"][:-1], add_generation_prompt=True) for e in examples]
    asked = processor(text=prompts, images=images)["input_ids"]
    labels = batch["input_ids"].clone()
    labels[batch["attention_mask"] == 0] = -100
    for i, ids in enumerate(asked):
        labels[i, : len(ids)] = -100
    batch["labels"] = labels
    return batch
