"""Exercise 2.3: PLACEHOLDER."""


def make_mcq(question, answer, distractors, rng, n_choices):
    """PLACEHOLDER."""
    # TODO 2.3: PLACEHOLDER
    raise NotImplementedError("TODO 2.3: PLACEHOLDER")
