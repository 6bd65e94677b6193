"""Exercise 3.1: PLACEHOLDER."""


def split_pair(chosen, rejected):
    """PLACEHOLDER."""
    # TODO 3.1: PLACEHOLDER
    raise NotImplementedError("TODO 3.1: PLACEHOLDER")
