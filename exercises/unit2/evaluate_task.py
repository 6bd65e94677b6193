"""Exercise 2.7: PLACEHOLDER."""


def evaluate_task(rows, prompt_fn, generate_fn, metric_fn, *, group_key, batch_size):
    """PLACEHOLDER."""
    # TODO 2.7: PLACEHOLDER
    raise NotImplementedError("TODO 2.7: PLACEHOLDER")
