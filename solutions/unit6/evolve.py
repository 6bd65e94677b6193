"""Exercise 6.4: PLACEHOLDER."""


def evolve(instruction, llm, methods, num_evolutions, rng):
    """PLACEHOLDER."""
    # TODO 6.4: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
