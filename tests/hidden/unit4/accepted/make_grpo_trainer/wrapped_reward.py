# source: stub
import trl


def make_grpo_trainer(
    model, tokenizer, dataset, reward_fn, output_dir, *, max_steps, learning_rate, num_generations, max_completion_length
):
    def reward(**everything):
        return [float(r) for r in reward_fn(**everything)]

    args = trl.GRPOConfig(output_dir=output_dir, num_generations=num_generations, per_device_train_batch_size=5 * num_generations, bf16=False, use_cpu=True)
    args.max_completion_length = max_completion_length
    args.learning_rate = learning_rate
    args.max_steps = max_steps
    args.save_strategy = "no"
    args.loss_type = "bnpo"
    return trl.GRPOTrainer(
        model=model.train(), reward_funcs=reward, args=args, train_dataset=dataset.shuffle(seed=0), processing_class=tokenizer
    )
