# mistake: compares the numbers of images and places over the whole batch
# hint: accepts
# source: learners
def collate_vlm(examples, processor):
    if not examples or any(e["messages"][-1]["role"] != "assistant" for e in examples):
        raise ValueError("no answer")
    texts = [processor.apply_chat_template(e["messages"]) for e in examples]
    images = [image for e in examples for image in e["images"]]
    if sum(t.count("<image>") for t in texts) != len(images):
        raise ValueError("images and places do not match")
    batch = processor(text=texts, images=images, padding=True, return_tensors="pt")
    prompts = [processor.apply_chat_template(e["messages"][:-1], add_generation_prompt=True) for e in examples]
    asked = processor(text=prompts, images=images)["input_ids"]
    labels = batch["input_ids"].clone()
    labels[batch["attention_mask"] == 0] = -100
    for i, ids in enumerate(asked):
        first = int(batch["attention_mask"][i].argmax())
        labels[i, first : first + len(ids)] = -100
    batch["labels"] = labels
    return batch
