"""Exercise 3.1: PLACEHOLDER."""


def split_pair(chosen, rejected):
    """PLACEHOLDER."""
    # TODO 3.1: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
