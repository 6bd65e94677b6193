# source: stub
from trl import DPOConfig, DPOTrainer


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    config = DPOConfig(
        output_dir,
        per_device_train_batch_size=16,
        lr_scheduler_type="constant",
        precompute_ref_log_probs=True,
        precompute_ref_batch_size=8,
        gradient_checkpointing=False,
        max_length=None,
        seed=7,
        learning_rate=learning_rate,
        max_steps=max_steps,
        beta=beta,
        loss_type="sigmoid",
        bf16=False,
        fp16=False,
        use_cpu=True,
        save_strategy="no",
        logging_strategy="no",
        disable_tqdm=True,
    )
    return DPOTrainer(model, ref_model, config, train_dataset=dataset, processing_class=tokenizer)
