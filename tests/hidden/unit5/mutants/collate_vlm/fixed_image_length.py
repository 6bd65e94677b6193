# mistake: adds image_seq_len for each image, as if none were cut into tiles
# hint: prompt_too_short
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
    labels = batch["input_ids"].clone()
    labels[batch["attention_mask"] == 0] = -100
    for i, e in enumerate(examples):
        prompt = processor.apply_chat_template(e["messages"][:-1], add_generation_prompt=True)
        count = len(processor.tokenizer(prompt)["input_ids"]) + len(e["images"]) * (processor.image_seq_len + 2)
        first = int(batch["attention_mask"][i].argmax())
        labels[i, first : first + count] = -100
    batch["labels"] = labels
    return batch
