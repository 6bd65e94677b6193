# mistake: warms the learning rate up, so that the first step has the learning rate 0
# hint: warm_up
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
        warmup_steps=1,
        lr_scheduler_type="constant_with_warmup",
    )
    return trl.GRPOTrainer(
        model=model, reward_funcs=reward_fn, args=args, train_dataset=dataset, processing_class=tokenizer
    )
