"""Exercise 6.9: PLACEHOLDER."""


def quality_filter(rows, rules):
    """PLACEHOLDER."""
    # TODO 6.9: PLACEHOLDER
    raise NotImplementedError("TODO 6.9: PLACEHOLDER")
