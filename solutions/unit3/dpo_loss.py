"""Exercise 3.4: PLACEHOLDER."""


def dpo_loss(chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps, *, beta, label_smoothing, loss_type):
    """PLACEHOLDER."""
    # TODO 3.4: PLACEHOLDER
    # BEGIN SOLUTION
    return None
    # END SOLUTION
