"""Exercise 3.4 🐕: the loss of direct preference optimization (DPO).

DPO needs no reward model: how much likelier an answer is under the model in training than under a frozen copy of it,
the reference, is the reward. The loss makes the reward of the chosen answer larger than that of the rejected one.

Read: https://arxiv.org/abs/2305.18290 (DPO, equation 7), https://arxiv.org/abs/2305.10425 (hinge: SLiC) and
https://ericmitchell.ai/cdpo.pdf (label smoothing: cDPO)
Check: smol-grade unit3/dpo_loss   Stuck: smol-grade hint dpo_loss
"""

import torch


def dpo_loss(
    chosen_logps: torch.Tensor,
    rejected_logps: torch.Tensor,
    ref_chosen_logps: torch.Tensor,
    ref_rejected_logps: torch.Tensor,
    *,
    beta: float = 0.1,
    label_smoothing: float = 0.0,
    loss_type: str = "sigmoid",
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the loss of a batch of preference pairs, and the rewards of its chosen and of its rejected answers.

    chosen_rewards = beta * (chosen_logps - ref_chosen_logps), rejected_rewards likewise, h = their difference
    "sigmoid":  loss = mean of - (1 - label_smoothing) * log sigmoid(h) - label_smoothing * log sigmoid(-h)
    "hinge":    loss = mean of max(0, 1 - h)

    h is chosen_rewards - rejected_rewards of each pair, and sigmoid(x) = 1 / (1 + exp(-x)). The mean is over all pairs.

    Args:
        chosen_logps: [B], float32, B at least 1: for each pair, the log-probability of the chosen answer under the
            model in training.
        rejected_logps: [B], float32: that of the rejected answer.
        ref_chosen_logps, ref_rejected_logps: [B], float32: those of the same answers under the reference.
        beta: how strongly the model is tied to the reference, positive.
        label_smoothing: the share of pairs whose labels one believes to be swapped by mistake, from 0 to 0.5.
            The hinge loss does without: it is the same for every label_smoothing.
        loss_type: "sigmoid" or "hinge".

    Returns:
        A tuple of three tensors, float32:
        loss: a scalar (shape []). It stays in the graph: loss.backward() gives the gradient with respect to
            chosen_logps and rejected_logps. The reference is not trained: what gradient its log-probabilities get does
            not matter.
        chosen_rewards, rejected_rewards: [B] each, one number for each pair, with any loss_type. They are for the log,
            not for training: detached from the graph.

    Raises:
        ValueError: loss_type is another one; label_smoothing is below 0 or above 0.5, with either loss_type; or the
            four tensors have not all the same shape [B] (with one dimension). Torch would broadcast [B, 1] and [B] to
            [B, B] in silence.

    Edge cases:
        Log-probabilities may be as low as -10 000 (a long answer): loss and gradient stay finite and right, for pairs
        with h far above 0 and far below. Where h is exactly 1, either gradient of the hinge will do.
        A model that is its own reference has rewards 0 and the sigmoid loss log 2.

    Example (beta = 0.5, so that h = 0.5 * (2 - 0) = 1):
        >>> chosen, rejected = torch.tensor([-3.0]), torch.tensor([-4.0])
        >>> dpo_loss(chosen, rejected, torch.tensor([-5.0]), torch.tensor([-4.0]), beta=0.5)
        (tensor(0.3133), tensor([1.]), tensor([0.]))
    """
    # TODO 3.4: check the arguments, then compute rewards, h and the mean loss of the pairs
    raise NotImplementedError("TODO 3.4: check the arguments, then compute rewards, h and the mean loss of the pairs")
