# mistake: sets remove_unused_columns, as for other trainers, so that the reward function lacks its column
# hint: columns_lost
# source: stub
import trl


def make_grpo_trainer(
    model, tokenizer, dataset, reward_fn, output_dir, *, max_steps, learning_rate, num_generations, max_completion_length
):
    args = trl.GRPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        num_generations=num_generations,
        max_completion_length=max_completion_length,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
        per_device_train_batch_size=4 * num_generations,
        remove_unused_columns=True,
    )
    return trl.GRPOTrainer(
        model=model, reward_funcs=reward_fn, args=args, train_dataset=dataset, processing_class=tokenizer
    )
