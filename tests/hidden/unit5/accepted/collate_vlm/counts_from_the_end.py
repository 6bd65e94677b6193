# source: learners
def collate_vlm(examples, processor):
    if len(examples) == 0:
        raise ValueError("nothing to collate")
    for number, example in enumerate(examples):
        if example["messages"][-1]["role"] != "assistant":
            raise ValueError(f"example {number} ends with a question")
        places = [part for message in example["messages"] for part in message["content"] if part["type"] == "image"]
        if len(places) != len(example["images"]):
            raise ValueError(f"example {number}: {len(example['images'])} images, {len(places)} places")
    batch = processor(
        images=[[image.convert("RGB") for image in example["images"]] for example in examples],
        text=[processor.apply_chat_template(example["messages"], tokenize=False) for example in examples],
        padding="longest",
        return_tensors="pt",
    )
    labels = batch["input_ids"].new_full(batch["input_ids"].shape, -100)
    for row, example in enumerate(examples):
        words = "".join(part["text"] for part in example["messages"][-1]["content"])
        size = len(processor.tokenizer(words + processor.tokenizer.eos_token)["input_ids"])
        stop = int(batch["attention_mask"][row].nonzero().max())  # the line break
        labels[row, stop - size : stop] = batch["input_ids"][row, stop - size : stop]
    return {**batch, "labels": labels}
