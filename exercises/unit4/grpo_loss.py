"""Exercise 4.6: PLACEHOLDER."""


def grpo_loss(
    logps, old_logps, advantages, mask, *, eps_low, eps_high, ref_logps, beta, loss_type, max_completion_length
):
    """PLACEHOLDER."""
    # TODO 4.6: PLACEHOLDER
    raise NotImplementedError("TODO 4.6: PLACEHOLDER")
