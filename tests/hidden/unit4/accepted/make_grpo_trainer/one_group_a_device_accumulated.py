# source: stub
from trl import GRPOConfig, GRPOTrainer


def make_grpo_trainer(
    model, tokenizer, dataset, reward_fn, output_dir, *, max_steps, learning_rate, num_generations, max_completion_length
):
    config = GRPOConfig(
        output_dir,
        per_device_train_batch_size=num_generations,
        gradient_accumulation_steps=2,
        num_generations=num_generations,
        max_completion_length=max_completion_length,
        learning_rate=learning_rate,
        lr_scheduler_type="constant",
        max_steps=max_steps,
        bf16=False,
        fp16=False,
        use_cpu=True,
        gradient_checkpointing=False,
        save_strategy="no",
        logging_strategy="no",
        report_to=[],
        seed=3,
    )
    return GRPOTrainer(model, reward_fn, config, dataset, processing_class=tokenizer)
