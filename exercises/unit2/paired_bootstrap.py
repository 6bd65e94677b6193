"""Exercise 2.6: PLACEHOLDER."""


def paired_bootstrap(a, b, *, n_boot, seed, alpha):
    """PLACEHOLDER."""
    # TODO 2.6: PLACEHOLDER
    raise NotImplementedError("TODO 2.6: PLACEHOLDER")
