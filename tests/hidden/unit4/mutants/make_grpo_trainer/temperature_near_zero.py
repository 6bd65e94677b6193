# mistake: completions of a group are all the same: nothing to compare
# hint: all_the_same
# source: learners
from trl import GRPOConfig, GRPOTrainer


def make_grpo_trainer(
    model,
    tokenizer,
    dataset,
    reward_fn,
    output_dir,
    *,
    max_steps,
    learning_rate,
    num_generations,
    max_completion_length,
):
    config = GRPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        num_generations=num_generations,
        max_completion_length=max_completion_length,
        per_device_train_batch_size=4 * num_generations,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        temperature=1e-4,
    )
    trainer = GRPOTrainer(
        model=model,
        reward_funcs=reward_fn,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
    )
    return trainer
