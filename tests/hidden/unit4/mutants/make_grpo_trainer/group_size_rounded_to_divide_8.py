# mistake: takes the largest divisor of 8 that is not above num_generations, to fit the default batch
# hint: group_size
# source: stub
import trl


def make_grpo_trainer(
    model, tokenizer, dataset, reward_fn, output_dir, *, max_steps, learning_rate, num_generations, max_completion_length
):
    size = max(d for d in (2, 4, 8) if d <= max(2, num_generations))
    args = trl.GRPOConfig(
        output_dir=output_dir,
        max_steps=max_steps,
        learning_rate=learning_rate,
        num_generations=size,
        max_completion_length=max_completion_length,
        gradient_accumulation_steps=4,
        use_cpu=True,
        bf16=False,
        save_strategy="no",
        report_to="none",
    )
    return trl.GRPOTrainer(
        model=model, reward_funcs=reward_fn, args=args, train_dataset=dataset, processing_class=tokenizer
    )
