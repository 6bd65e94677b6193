"""Exercise 6.3: PLACEHOLDER."""


def magpie_prefix(tokenizer, system):
    """PLACEHOLDER."""
    # TODO 6.3: PLACEHOLDER
    raise NotImplementedError("TODO 6.3: PLACEHOLDER")
