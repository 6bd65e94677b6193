"""Exercise 2.4: PLACEHOLDER."""


def score_choices(model, tokenizer, prompt, choices, *, norm, batch_size):
    """PLACEHOLDER."""
    # TODO 2.4: PLACEHOLDER
    raise NotImplementedError("TODO 2.4: PLACEHOLDER")
