"""Exercise 6.6: PLACEHOLDER."""


def pairs_from_scores(prompt, generations, scores, min_margin):
    """PLACEHOLDER."""
    # TODO 6.6: PLACEHOLDER
    raise NotImplementedError("TODO 6.6: PLACEHOLDER")
