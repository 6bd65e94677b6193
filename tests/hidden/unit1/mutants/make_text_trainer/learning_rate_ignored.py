# mistake: the default learning rate
# hint: rate
# source: learners
from trl import SFTConfig, SFTTrainer


def make_text_trainer(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate):
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        dataset_text_field="content",
    )
    return SFTTrainer(
        model=model,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
    )
