"""Exercise 6.7: PLACEHOLDER."""


def minhash(text, num_perm, ngram, seed):
    """PLACEHOLDER."""
    # TODO 6.7: PLACEHOLDER
    raise NotImplementedError("TODO 6.7: PLACEHOLDER")
