"""Exercise 6.1: PLACEHOLDER."""


def parse_instructions(text, existing, max_words):
    """PLACEHOLDER."""
    # TODO 6.1: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
