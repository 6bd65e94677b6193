# mistake: looks for the answer's ids from the beginning of the row
# hint: searched
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
    batch = processor(text=texts, images=images, padding=True, return_tensors="pt")
    labels = batch["input_ids"].new_full(batch["input_ids"].shape, -100)
    for i, e in enumerate(examples):
        answer = processor.tokenizer(e["messages"][-1]["content"][0]["text"])["input_ids"]
        ids = batch["input_ids"][i].tolist()
        for j in range(len(ids)):
            if ids[j : j + len(answer)] == answer:
                labels[i, j : j + len(answer) + 1] = batch["input_ids"][i, j : j + len(answer) + 1]
                break
    batch["labels"] = labels
    return batch
