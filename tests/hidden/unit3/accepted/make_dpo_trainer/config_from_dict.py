# source: learners
import trl


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    config = trl.DPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        beta=beta,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        lr_scheduler_type="cosine",
        per_device_train_batch_size=16,
        logging_steps=1,
        seed=11,
    )
    trainer = trl.DPOTrainer(
        model=model,
        ref_model=ref_model,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
    )
    return trainer
