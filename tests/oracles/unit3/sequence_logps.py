"""Frozen cases of exercise 3.3: TRL's `selective_log_softmax`, summed over the completion as its DPO trainer does."""

import numpy as np

PRECISE = 1e-5


def freeze():
    """Ask TRL."""
    import torch
    from trl.trainer.utils import selective_log_softmax

    cases = []
    for seed in range(6):
        chance = torch.Generator().manual_seed(seed)
        logits = (2 * torch.randn(3, 6, 9, generator=chance)).requires_grad_()
        ids = torch.randint(0, 9, (3, 6), generator=chance)
        mask = torch.rand(3, 6, generator=chance) < 0.6  # of the completion
        mask[0, 1] = True
        mask[2] &= seed != 5  # here nothing is scored
        scored = mask[:, 1:]
        logps = selective_log_softmax(logits[:, :-1], ids[:, 1:]) * scored
        for average in (False, True):
            values = logps.sum(1) / (scored.sum(1).clamp(min=1) if average else 1)
            [gradient] = torch.autograd.grad((values * torch.arange(1, 4)).sum(), logits, retain_graph=True)
            cases.append(
                {
                    "logits": _rounded(logits),
                    "labels": torch.where(mask, ids, -100).tolist(),
                    "average": average,
                    "values": _rounded(values),
                    "gradient": _rounded(gradient),
                }
            )
    return cases


def _rounded(tensor):
    """Round so that the file stays small; the error is far below the tolerance."""
    return np.round(tensor.detach().double().numpy(), 7).tolist()


def check(case, suite):
    """The suite's closed form gives the same values and gradient."""
    logits, labels = np.array(case["logits"], np.float32), np.array(case["labels"])
    values, gradient = suite.logps_of(logits, labels, case["average"])
    assert np.allclose(values, case["values"], rtol=PRECISE, atol=PRECISE), (values, case["values"])
    assert np.allclose(gradient, np.array(case["gradient"]), atol=PRECISE)
