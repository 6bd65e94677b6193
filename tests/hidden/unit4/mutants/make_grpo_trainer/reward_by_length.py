# mistake: the length of a chat, which is one message: a constant
# hint: all_the_same
# source: learners
from trl import GRPOConfig, GRPOTrainer


def _long(completions, **others):
    return [-abs(20.0 - len(completion)) for completion in completions]


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
    )
    trainer = GRPOTrainer(
        model=model,
        reward_funcs=_long,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
    )
    return trainer
