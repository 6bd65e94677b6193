# mistake: learns every message of the assistant
# hint: earlier_answers
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
        first = int(batch["attention_mask"][i].argmax())
        for n, m in enumerate(e["messages"]):
            if m["role"] != "assistant":
                continue
            shown = sum(p["type"] == "image" for k in e["messages"][:n] for p in k["content"])
            pictures = [e["images"][:shown]]
            before = processor.apply_chat_template(e["messages"][:n], add_generation_prompt=True)
            upto = processor.apply_chat_template(e["messages"][: n + 1])
            a = first + len(processor(text=[before], images=pictures)["input_ids"][0])
            b = first + len(processor(text=[upto], images=pictures)["input_ids"][0])
            labels[i, a:b] = batch["input_ids"][i, a:b]
    batch["labels"] = labels
    return batch
