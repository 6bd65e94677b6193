# source: learners
import trl


class Quiet(trl.GRPOTrainer):
    def log(self, logs, start_time=None):
        pass


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
    config = trl.GRPOConfig(
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
        lr_scheduler_type="cosine",
        scale_rewards="batch",
    )
    trainer = Quiet(
        model=model,
        reward_funcs=reward_fn,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
    )
    return trainer
