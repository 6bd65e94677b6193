"""Exercise 6.2: PLACEHOLDER."""


def parse_judge(text, lo, hi):
    """PLACEHOLDER."""
    # TODO 6.2: PLACEHOLDER
    raise NotImplementedError("TODO 6.2: PLACEHOLDER")
