# source: learners
from trl import SFTConfig, SFTTrainer


def make_text_trainer(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate):
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        dataset_text_field="content",
        per_device_train_batch_size=4,
        lr_scheduler_type="cosine",
        gradient_checkpointing=False,
    )
    return SFTTrainer(
        model=model,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
    )
