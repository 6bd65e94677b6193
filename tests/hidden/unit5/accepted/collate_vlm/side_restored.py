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
    tokenizer = processor.tokenizer
    side = tokenizer.padding_side
    tokenizer.padding_side = "right"
    prompts = [processor.apply_chat_template(e["messages"][:-1], add_generation_prompt=True) for e in examples]
    asked = processor(text=prompts, images=images, padding=True, return_tensors="pt")["attention_mask"].sum(1)
    tokenizer.padding_side = side
    place = batch["attention_mask"].cumsum(1)
    learnt = (place > asked[:, None]) & (batch["attention_mask"] == 1)
    batch["labels"] = batch["input_ids"].where(learnt, -100)
    return batch
