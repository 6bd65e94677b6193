"""Exercise 5.5: PLACEHOLDER."""


def collate_vlm(examples, processor):
    """PLACEHOLDER."""
    # TODO 5.5: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
