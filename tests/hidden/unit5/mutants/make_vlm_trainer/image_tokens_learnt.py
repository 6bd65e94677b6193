# mistake: masks what users say, and learns the tokens of images
# hint: prompt_learnt
# source: learners
from trl import SFTConfig, SFTTrainer


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    def collate(rows):
        images = [row["images"] for row in rows]
        texts = [processor.apply_chat_template(row["messages"]) for row in rows]
        prompts = [processor.apply_chat_template(row["messages"][:-1], add_generation_prompt=True) for row in rows]
        batch = processor(text=texts, images=images, padding=True, return_tensors="pt")
        asked = processor(text=prompts, images=images)["input_ids"]
        labels = batch["input_ids"].clone()
        labels[batch["attention_mask"] == 0] = -100
        for row, ids in zip(labels, asked):
            for place, token in enumerate(ids):
                if token not in (processor.image_token_id, processor.fake_image_token_id):
                    row[place] = -100
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
    return SFTTrainer(model=model, args=config, train_dataset=dataset, processing_class=processor, data_collator=collate)
