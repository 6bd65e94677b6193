"""Exercise 4.1: PLACEHOLDER."""


def format_reward(*, completions):
    """PLACEHOLDER."""
    # TODO 4.1: PLACEHOLDER
    raise NotImplementedError("TODO 4.1: PLACEHOLDER")
