"""Exercise 2.1: PLACEHOLDER."""


def extract_answer(text):
    """PLACEHOLDER."""
    # TODO 2.1: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
