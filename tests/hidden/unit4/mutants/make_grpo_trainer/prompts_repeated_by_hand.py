# mistake: repeats each row num_generations times in the data set, although TRL does that itself
# hint: group_size
# source: stub
import trl


def make_grpo_trainer(
    model, tokenizer, dataset, reward_fn, output_dir, *, max_steps, learning_rate, num_generations, max_completion_length
):
    dataset = dataset.select([i for i in range(len(dataset)) for _ in range(num_generations)])
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
    )
    return trl.GRPOTrainer(
        model=model, reward_funcs=reward_fn, args=args, train_dataset=dataset, processing_class=tokenizer
    )
