"""Exercise 5.1: PLACEHOLDER."""


def to_vlm_messages(query, answer, images, system):
    """PLACEHOLDER."""
    # TODO 5.1: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
