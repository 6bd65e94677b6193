"""Exercise 6.1: PLACEHOLDER."""


def parse_instructions(text, existing, max_words):
    """PLACEHOLDER."""
    # TODO 6.1: PLACEHOLDER
    raise NotImplementedError("TODO 6.1: PLACEHOLDER")
