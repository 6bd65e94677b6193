"""Frozen cases of exercise 4.5: the divergence in GRPOTrainer's loss, a token at a time.

With advantages of 0 and beta = 1 the loss of a batch of one token is nothing else.
"""

import importlib.util
from pathlib import Path

import numpy as np

PRECISE = 1e-5


def freeze():
    """Ask TRL."""
    import torch

    grpo = _grpo()
    trainer = grpo.trained([lambda completion_ids, **kwargs: [1.0] * len(completion_ids)], chat=False)
    cases = []
    for seed in range(6):
        chance = torch.Generator().manual_seed(seed)
        logps = -3 * torch.rand(1, 1, generator=chance)
        ref = logps + torch.randn(1, 1, generator=chance)
        logps.requires_grad_()
        inputs = {"completion_mask": torch.ones(1, 1), "advantages": torch.zeros(1)}
        inputs |= {"old_per_token_logps": logps.detach(), "ref_per_token_logps": ref}
        loss = grpo.loss(trainer, logps, inputs, loss_type="grpo", beta=1.0)
        [slope] = torch.autograd.grad(loss, logps)
        cases += [{"logps": logps.item(), "ref_logps": ref.item(), "k3": loss.item(), "slope": slope.item()}]
    return cases


def check(case, suite):
    """The suite's formula gives the same estimate and slope."""
    value, slope = suite.estimate_of(case["logps"], case["ref_logps"], "k3")
    assert np.allclose([value, slope], [case["k3"], case["slope"]], atol=PRECISE), (value, slope, case)


def _grpo():
    path = Path(__file__).parents[1] / "grpo_training.py"
    spec = importlib.util.spec_from_file_location("oracle_grpo", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
