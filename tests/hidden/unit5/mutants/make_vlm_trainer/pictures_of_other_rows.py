# mistake: the pictures of a batch come in another order than its rows
# hint: blind
# source: learners
from trl import SFTConfig, SFTTrainer
from trl.trainer.sft_trainer import DataCollatorForVisionLanguageModeling


def make_vlm_trainer(model, processor, dataset, output_dir, *, max_steps, learning_rate):
    collate = DataCollatorForVisionLanguageModeling(processor, assistant_only_loss=True)

    def mixed(rows):
        pictures = sorted((row["images"] for row in rows), key=lambda images: images[0].size)
        return collate([{**row, "images": images} for row, images in zip(rows, pictures)])

    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        assistant_only_loss=True,
        save_strategy="no",
        report_to="none",
    )
    return SFTTrainer(model=model, args=config, train_dataset=dataset, processing_class=processor, data_collator=mixed)
