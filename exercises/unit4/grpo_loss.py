"""Exercise 4.6 🦁: the loss of GRPO.

Completions were sampled, their advantages are known; now their tokens become more likely or less, but not by much at
once: clipping takes the gradient from tokens that have already moved far enough in the right direction. A term for the
divergence from a reference model may be added, and how tokens are averaged decides what a long completion weighs.

Read: https://arxiv.org/abs/2402.03300 (equations 3 and 4), https://arxiv.org/abs/2503.20783 (Dr. GRPO)
Check: smol-grade unit4/grpo_loss   Stuck: smol-grade hint grpo_loss
"""

import torch


def grpo_loss(
    logps: torch.Tensor,
    old_logps: torch.Tensor,
    advantages: torch.Tensor,
    mask: torch.Tensor,
    *,
    eps_low: float = 0.2,
    eps_high: float | None = None,
    ref_logps: torch.Tensor | None = None,
    beta: float = 0.0,
    loss_type: str = "grpo",
    max_completion_length: int | None = None,
) -> torch.Tensor:
    """Return the loss that GRPO makes small (Shao et al. 2024, equation 3; GRPOTrainer, use_bias_correction_kl=False).

    For token t of completion b, with ratio r = exp(logps - old_logps), advantage A[b] and d = ref_logps - logps:

        loss[b, t] = -min(r * A, clip(r, 1 - eps_low, 1 + eps_high) * A) + beta * (exp(d) - 1 - d)

    Only tokens with mask 1 are in the sums. B counts completions, n[b] the tokens with mask 1 in completion b.
        "grpo":     1/B * sum over b of (sum over t of loss[b, t]) / n[b]   a mean of means
        "bnpo":     sum over b and t of loss[b, t] / (sum over b of n[b])   a mean over tokens
        "dr_grpo":  sum over b and t of loss[b, t] / (B * max_completion_length)

    Args:
        logps: log-probabilities of the tokens under the policy now, shape [B, T], float32.
        old_logps: the same under the policy that sampled them, shape [B, T]; a constant (detached by whoever calls), as
            are all arguments below.
        advantages: one for each completion, shape [B], float32.
        mask: int64, shape [B, T]: 1 for tokens of the completion, 0 for padding and for tokens not to be learnt from;
            zeros may be anywhere in a row.
        eps_low, eps_high: how far the ratio may go down and up. eps_high None: as far as eps_low.
        ref_logps: log-probabilities under the reference model, shape [B, T]; where beta is 0 it is not needed, and
            ignored, even if it holds nan.
        beta: the weight of the divergence, k3 of exercise 4.5.
        loss_type: "grpo", "bnpo" or "dr_grpo".
        max_completion_length: what "dr_grpo" divides by; the other two ignore it.

    Returns:
        A scalar tensor (shape []), float32, in the graph: backward() gives the gradient with respect to logps.

    Raises:
        ValueError: loss_type is another word; it is "dr_grpo" without max_completion_length; beta is not 0 and there
            is no ref_logps.

    Edge cases:
        On the policy (logps equals old_logps) every r is 1: clipping does nothing, and a token's gradient is that of
        -A * logps, not 0.
        Clipped: where A > 0 and r > 1 + eps_high, or A < 0 and r < 1 - eps_low, the first term has no gradient. Where r
        is beyond the other bound (the token has moved the wrong way), the first term keeps its full gradient.
        Where mask is 0, any log-probabilities from -20 to 0 may stand: they change nothing, and logps gets the gradient
        0 there.
        A row whose mask is all 0 adds 0 to the sum over b, but counts in B. If the whole mask is 0, the loss is 0, not
        nan, and the gradient zeros.

    Example (r is 1.5, clipped to 1.2, and 1; then -(1.2 + 1) / 2):
        >>> old_logps = torch.tensor([[-2.0, -1.0]])
        >>> logps = old_logps + torch.log(torch.tensor([[1.5, 1.0]]))
        >>> grpo_loss(logps, old_logps, torch.tensor([1.0]), torch.tensor([[1, 1]]))
        tensor(-1.1000)
    """
    # TODO 4.6: ratio, clipping, the divergence, and the mean
    raise NotImplementedError("TODO 4.6: ratio, clipping, the divergence, and the mean")
