"""Exercise 5.7: PLACEHOLDER."""


def sample_frames(total, n):
    """PLACEHOLDER."""
    # TODO 5.7: PLACEHOLDER
    raise NotImplementedError("TODO 5.7: PLACEHOLDER")
