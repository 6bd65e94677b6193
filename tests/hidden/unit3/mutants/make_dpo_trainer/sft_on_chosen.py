# mistake: an SFT trainer that learns the chosen answers and never sees the rejected ones
# hint: other_type
# source: learners
from trl import SFTConfig, SFTTrainer


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    config = SFTConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    trainer = SFTTrainer(
        model=model,
        args=config,
        train_dataset=dataset.rename_column("chosen", "completion").remove_columns(["rejected", "source"]),
        processing_class=tokenizer,
    )
    return trainer
