# mistake: the collator of the course's first notebook: no answer in the text, all but padding and <image> learnt
# hint: answer_missing
# source: learners
def collate_vlm(examples, processor):
    texts, images = [], []
    for example in examples:
        images.append([image.convert("RGB") for image in example["images"]])
        question = [m for m in example["messages"] if m["role"] != "assistant"]
        texts.append(processor.apply_chat_template(question, tokenize=False))
    batch = processor(text=texts, images=images, return_tensors="pt", padding=True)
    labels = batch["input_ids"].clone()
    labels[labels == processor.tokenizer.pad_token_id] = -100
    labels[labels == processor.image_token_id] = -100
    batch["labels"] = labels
    return batch
