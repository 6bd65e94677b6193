"""Exercise 4.7: PLACEHOLDER."""


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
    """PLACEHOLDER."""
    # TODO 4.7: PLACEHOLDER
    raise NotImplementedError("TODO 4.7: PLACEHOLDER")
