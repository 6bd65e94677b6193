"""Exercise 3.2: PLACEHOLDER."""


def hh_to_pair(chosen, rejected):
    """PLACEHOLDER."""
    # TODO 3.2: PLACEHOLDER
    raise NotImplementedError("TODO 3.2: PLACEHOLDER")
