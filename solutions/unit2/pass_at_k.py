"""Exercise 2.5: PLACEHOLDER."""


def pass_at_k(n, c, k):
    """PLACEHOLDER."""
    # TODO 2.5: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
