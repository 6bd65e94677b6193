"""Exercise 2.4: PLACEHOLDER."""


def score_choices(model, tokenizer, prompt, choices, *, norm, batch_size):
    """PLACEHOLDER."""
    # TODO 2.4: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
