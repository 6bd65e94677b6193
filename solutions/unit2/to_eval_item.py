"""Exercise 2.8: PLACEHOLDER."""


def to_eval_item(row):
    """PLACEHOLDER."""
    # TODO 2.8: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
