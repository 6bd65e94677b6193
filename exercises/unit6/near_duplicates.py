"""Exercise 6.8: PLACEHOLDER."""


def near_duplicates(docs, threshold, ngram):
    """PLACEHOLDER."""
    # TODO 6.8: PLACEHOLDER
    raise NotImplementedError("TODO 6.8: PLACEHOLDER")
