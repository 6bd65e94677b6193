"""Frozen cases of exercise 4.6: the loss of GRPOTrainer, and its gradient."""

import importlib.util
import math
from pathlib import Path

import numpy as np

PRECISE = 1e-5
BOUNDS = ((0.2, 0.2), (0.2, 0.28), (0.1, 0.4))
LENGTH = 9


def freeze():
    """Ask TRL."""
    import torch

    grpo = _grpo()
    trainer = grpo.trained([lambda completion_ids, **kwargs: [1.0] * len(completion_ids)], chat=False)
    cases = []
    settings = [
        (kind, beta, bounds) for kind in ("grpo", "bnpo", "dr_grpo") for beta in (0.0, 0.3) for bounds in BOUNDS
    ]
    for seed, (kind, beta, (low, high)) in enumerate(settings):
        chance = torch.Generator().manual_seed(seed)
        logps = -2 * torch.rand(4, 5, generator=chance)
        old = logps + 0.5 * torch.randn(4, 5, generator=chance)
        ref = logps + 0.3 * torch.randn(4, 5, generator=chance)
        advantages = torch.randn(4, generator=chance)
        mask = (torch.rand(4, 5, generator=chance) < 0.7).long()
        mask[seed % 4] *= seed % 2
        logps.requires_grad_()
        inputs = {"completion_mask": mask, "advantages": advantages}
        inputs |= {"old_per_token_logps": old, "ref_per_token_logps": ref}
        bounds = {"epsilon_low": low, "epsilon_high": high, "max_completion_length": LENGTH}
        loss = grpo.loss(trainer, logps, inputs, loss_type=kind, beta=beta, **bounds)
        [slope] = torch.autograd.grad(loss, logps)
        tensors = {"logps": logps, "old_logps": old, "ref_logps": ref, "advantages": advantages, "slope": slope}
        case = {name: np.round(value.detach().double().numpy(), 7).tolist() for name, value in tensors.items()}
        case |= {"mask": mask.tolist(), "loss_type": kind, "beta": beta, "eps": [low, high], "loss": loss.item()}
        cases.append(case)
    return cases


def check(case, suite):
    """The suite's closed form gives the same loss and gradient."""
    tensors = [np.array(case[name]) for name in ("logps", "old_logps", "advantages", "mask")]
    low, high = case["eps"]
    options = {"eps_low": low, "eps_high": high, "beta": case["beta"], "ref_logps": np.array(case["ref_logps"])}
    options |= {"loss_type": case["loss_type"], "max_completion_length": LENGTH}
    loss, slope = suite.loss_of(*tensors, **options)
    assert math.isclose(loss, case["loss"], rel_tol=PRECISE, abs_tol=PRECISE), (loss, case["loss"])
    assert np.allclose(slope, np.array(case["slope"]), atol=PRECISE)


def _grpo():
    path = Path(__file__).parents[1] / "grpo_training.py"
    spec = importlib.util.spec_from_file_location("oracle_grpo", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
