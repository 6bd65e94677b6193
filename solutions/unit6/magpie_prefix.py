"""Exercise 6.3: PLACEHOLDER."""


def magpie_prefix(tokenizer, system):
    """PLACEHOLDER."""
    # TODO 6.3: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
