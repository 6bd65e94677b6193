# source: learners
def answer_length(example, processor):
    tokenizer = processor.tokenizer
    text = "".join(part["text"] for part in example["messages"][-1]["content"] if part["type"] == "text")
    return len(tokenizer.encode(text, add_special_tokens=False)) + 2  # its end and the line break


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
    for row, mask, example in zip(labels, batch["attention_mask"], examples):
        real = mask.nonzero().flatten()
        row[: real[-answer_length(example, processor)]] = -100
    batch["labels"] = labels.masked_fill(batch["attention_mask"].eq(0), -100)
    return batch
