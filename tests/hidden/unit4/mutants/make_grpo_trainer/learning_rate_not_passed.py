# mistake: does not pass the learning rate on, so that it is the default of 1e-6
# hint: rate
# source: stub
import trl


def make_grpo_trainer(
    model, tokenizer, dataset, reward_fn, output_dir, *, max_steps, learning_rate, num_generations, max_completion_length
):
    args = trl.GRPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        num_generations=num_generations,
        max_completion_length=max_completion_length,
        per_device_train_batch_size=4 * num_generations,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    return trl.GRPOTrainer(
        model=model, reward_funcs=reward_fn, args=args, train_dataset=dataset, processing_class=tokenizer
    )
