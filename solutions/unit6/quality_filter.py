"""Exercise 6.9: PLACEHOLDER."""


def quality_filter(rows, rules):
    """PLACEHOLDER."""
    # TODO 6.9: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
