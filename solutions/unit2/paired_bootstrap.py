"""Exercise 2.6: PLACEHOLDER."""


def paired_bootstrap(a, b, *, n_boot, seed, alpha):
    """PLACEHOLDER."""
    # TODO 2.6: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
