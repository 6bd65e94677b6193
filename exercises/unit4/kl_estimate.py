"""Exercise 4.5 🐕: three estimators of a divergence.

A policy that only seeks reward drifts away from the model it was. The Kullback-Leibler divergence measures how far, but
its sum over all completions is out of reach: one has a few samples. Three estimators work with the log-probabilities of
tokens that the policy has sampled. Their means and their spread differ, and GRPO adds the third to its loss.

Read: http://joschu.net/blog/kl-approx.html (Schulman 2020), https://arxiv.org/abs/2402.03300 (equation 4)
Check: smol-grade unit4/kl_estimate   Stuck: smol-grade hint kl_estimate
"""

import torch


def kl_estimate(logps: torch.Tensor, ref_logps: torch.Tensor, kind: str = "k3") -> torch.Tensor:
    """Return an estimate of KL(policy || reference) for each token that the policy has sampled, in nats.

    d = ref_logps - logps, the logarithm of the ratio reference / policy, is taken token by token. Then (Schulman 2020)

        k1 = -d                 right on average, but it may be negative
        k2 = d ** 2 / 2         never negative, a little off on average
        k3 = exp(d) - 1 - d     right on average and never negative; the one in GRPO (Shao et al. 2024, equation 4)

    Args:
        logps: log-probabilities of tokens under the policy, float32 or float64, any shape.
        ref_logps: log-probabilities of the same tokens under the reference model, of logps' shape and dtype.
        kind: "k1", "k2" or "k3".

    Returns:
        A tensor of logps' shape, float32 or float64: one estimate a token, no mean. It stays in the graph: backward()
        gives the gradient with respect to logps. What gradient reaches ref_logps does not matter.

    Raises:
        ValueError: kind is another word, or the shapes differ (tensors that could be broadcast differ too).

    Edge cases:
        Equal log-probabilities: all three are 0, and so are the gradients of k2 and k3.
        Small differences: for a d of 0.001, k3 is about 0.0000005. It is right to 1 % there (with the d of the tensors
        as they come), also in float32, although exp(d), so close to 1, keeps too few digits of d for that.
        Low log-probabilities: they may be as low as -1000 (those of whole completions are), and the differences still
        small. The probabilities are 0 in float32; the estimates are finite and right.

    Example (the policy gives the two tokens the probabilities 1/2 and 1/4, the reference 1/4 and 1/2):
        >>> logps, ref_logps = torch.log(torch.tensor([0.50, 0.25])), torch.log(torch.tensor([0.25, 0.50]))
        >>> kl_estimate(logps, ref_logps, "k3")
        tensor([0.1931, 0.3069])
    """
    # TODO 4.5: the difference of the log-probabilities, then the formula of the kind
    raise NotImplementedError("TODO 4.5: the difference of the log-probabilities, then the formula of the kind")
