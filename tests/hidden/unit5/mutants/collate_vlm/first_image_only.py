# mistake: passes only the first image of each row, and one place
# hint: fewer_tiles
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
    texts, images = [], []
    for e in examples:
        head, *rest = processor.apply_chat_template(e["messages"]).split("<image>")
        texts.append(head + "<image>" + "".join(rest))
        images.append(e["images"][:1])
    batch = processor(text=texts, images=images, padding=True, return_tensors="pt")
    labels = batch["input_ids"].clone()
    labels[batch["attention_mask"] == 0] = -100
    for i, e in enumerate(examples):
        answer = processor.tokenizer(e["messages"][-1]["content"][0]["text"])["input_ids"]
        last = int(batch["attention_mask"][i].nonzero()[-1])
        labels[i, : last - len(answer) - 1] = -100
    batch["labels"] = labels
    return batch
