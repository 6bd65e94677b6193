"""Exercise 1.19: PLACEHOLDER."""


def modernize_sft_kwargs(old):
    """PLACEHOLDER."""
    # TODO 1.19: PLACEHOLDER
    raise NotImplementedError("TODO 1.19: PLACEHOLDER")
