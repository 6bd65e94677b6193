"""Exercise 5.1: PLACEHOLDER."""


def to_vlm_messages(query, answer, images, system):
    """PLACEHOLDER."""
    # TODO 5.1: PLACEHOLDER
    raise NotImplementedError("TODO 5.1: PLACEHOLDER")
