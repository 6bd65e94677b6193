"""Frozen cases of exercise 1.9: the loss of `model(input_ids, labels=labels)` in transformers, and its gradient."""

import math

import numpy as np

PRECISE = 1e-5


def freeze():
    """Ask transformers."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=11, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2
    )
    model = LlamaForCausalLM(config)
    torch.nn.init.normal_(model.lm_head.weight)  # logits that differ from token to token
    cases = []
    for seed in range(4):
        chance = torch.Generator().manual_seed(seed)
        ids = torch.randint(0, 11, (2, 6), generator=chance)
        labels = torch.where(torch.rand(ids.shape, generator=chance) < 0.4, -100, ids)
        if seed == 3:
            labels[1] = -100
        for num_items in (None, 5, 20):
            extra = {} if num_items is None else {"num_items_in_batch": num_items}
            out = model(input_ids=ids, labels=labels, **extra)
            [gradient] = torch.autograd.grad(out.loss, out.logits)
            cases.append(
                {
                    "logits": _rounded(out.logits),
                    "labels": labels.tolist(),
                    "num_items": num_items,
                    "loss": out.loss.item(),
                    "gradient": _rounded(gradient),
                }
            )
    return cases


def _rounded(tensor):
    """Round so that the file stays small; the error is far below the tolerance."""
    return np.round(tensor.detach().double().numpy(), 7).tolist()


def check(case, suite):
    """The suite's closed form gives the same loss and gradient."""
    logits, labels = np.array(case["logits"], np.float32), np.array(case["labels"])
    loss, gradient = suite.loss_of(logits, labels, case["num_items"])
    assert math.isclose(loss, case["loss"], rel_tol=PRECISE), (loss, case["loss"])
    assert np.allclose(gradient, np.array(case["gradient"]), atol=PRECISE)
