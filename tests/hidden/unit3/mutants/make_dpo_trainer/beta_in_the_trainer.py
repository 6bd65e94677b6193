# mistake: beta and max_length are passed to the trainer, as in old tutorials
# hint: config_keyword
# source: learners
from trl import DPOConfig, DPOTrainer


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    config = DPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    trainer = DPOTrainer(
        model=model,
        ref_model=ref_model,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
        beta=beta,
        max_length=512,
    )
    return trainer
