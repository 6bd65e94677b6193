# mistake: the collator of the course's first notebook: no answer in the text, questions learnt
# hint: does_not_learn
# source: learners
from trl import SFTConfig, SFTTrainer


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    def collate_fn(examples):
        texts = [processor.apply_chat_template(e["messages"][:-1]).strip() for e in examples]
        images = [[image.convert("RGB") for image in e["images"]] for e in examples]
        batch = processor(text=texts, images=images, return_tensors="pt", padding=True)
        labels = batch["input_ids"].clone()
        labels[labels == processor.tokenizer.pad_token_id] = -100
        labels[labels == processor.image_token_id] = -100
        batch["labels"] = labels
        return batch

    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        remove_unused_columns=False,
    )
    return SFTTrainer(model=model, args=config, train_dataset=dataset, processing_class=processor, data_collator=collate_fn)
