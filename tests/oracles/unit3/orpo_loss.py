"""Frozen cases of exercise 3.5: `odds_ratio_loss` of TRL's ORPOTrainer, and the loss that the trainer makes of it."""

import os
from types import SimpleNamespace

import numpy as np

PRECISE = 1e-4


def freeze():
    """Ask TRL."""
    os.environ["TRL_EXPERIMENTAL_SILENCE"] = "1"
    import torch
    from trl.experimental.orpo import ORPOTrainer

    cases = []
    for seed, beta in enumerate((0.1, 0.25, 1.0, 2.0)):
        chance = torch.Generator().manual_seed(seed)
        chosen, rejected = ((-4 * torch.rand(5, generator=chance) - 0.01).requires_grad_() for _ in range(2))
        nll = torch.rand((), generator=chance)
        trainer = SimpleNamespace(beta=beta, accelerator=SimpleNamespace(device="cpu"))
        terms = ORPOTrainer.odds_ratio_loss(trainer, chosen, rejected)[0]
        pairs = [ORPOTrainer.odds_ratio_loss(trainer, chosen[n], rejected[n])[-1].item() for n in range(5)]
        loss = nll - terms.mean()
        gradients = torch.autograd.grad(loss, (chosen, rejected))
        cases.append(
            {
                "arguments": [_rounded(values) for values in (chosen, rejected, nll)],
                "beta": beta,
                "loss": round(loss.item(), 6),
                "log_odds": [round(value, 6) for value in pairs],
                "gradients": [_rounded(values) for values in gradients],
            }
        )
    return cases


def _rounded(tensor):
    """Round so that the file stays small; the error is far below the tolerance."""
    return np.round(tensor.detach().double().numpy(), 6).tolist()


def check(case, suite):
    """The suite's closed form gives the same loss, log odds and gradients."""
    told = suite.orpo_of(*(np.array(values) for values in case["arguments"]), case["beta"])
    assert np.isclose(told.loss, case["loss"], rtol=PRECISE), (told.loss, case["loss"])
    assert np.allclose(told.log_odds, case["log_odds"], rtol=PRECISE, atol=PRECISE), told.log_odds
    assert np.allclose(told.gradients[:2], case["gradients"], rtol=PRECISE, atol=PRECISE), told.gradients
