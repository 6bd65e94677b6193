"""Exercise 5.2: PLACEHOLDER."""


def relaxed_match(prediction, gold, tolerance):
    """PLACEHOLDER."""
    # TODO 5.2: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
