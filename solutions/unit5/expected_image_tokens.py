"""Exercise 5.3: PLACEHOLDER."""


def expected_image_tokens(height, width, image_size, patch_size, scale_factor, longest_edge, split):
    """PLACEHOLDER."""
    # TODO 5.3: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
