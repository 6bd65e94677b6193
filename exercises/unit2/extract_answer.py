"""Exercise 2.1: PLACEHOLDER."""


def extract_answer(text):
    """PLACEHOLDER."""
    # TODO 2.1: PLACEHOLDER
    raise NotImplementedError("TODO 2.1: PLACEHOLDER")
