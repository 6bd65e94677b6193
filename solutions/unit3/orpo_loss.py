"""Exercise 3.5: PLACEHOLDER."""


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta):
    """PLACEHOLDER."""
    # TODO 3.5: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
