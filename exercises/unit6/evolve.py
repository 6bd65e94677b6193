"""Exercise 6.4: PLACEHOLDER."""


def evolve(instruction, llm, methods, num_evolutions, rng):
    """PLACEHOLDER."""
    # TODO 6.4: PLACEHOLDER
    raise NotImplementedError("TODO 6.4: PLACEHOLDER")
