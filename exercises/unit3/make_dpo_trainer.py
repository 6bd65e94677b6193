"""Exercise 3.6: PLACEHOLDER."""


def make_dpo_trainer(model, ref_model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, beta):
    """PLACEHOLDER."""
    # TODO 3.6: PLACEHOLDER
    raise NotImplementedError("TODO 3.6: PLACEHOLDER")
