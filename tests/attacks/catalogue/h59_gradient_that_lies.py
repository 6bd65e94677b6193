# attack: returns the right loss, with a gradient that is another one: by a hook, and by patching torch.autograd
# group: h
# targets: tensor
# ends: wrong error timeout
# passes: some
# control: none: whoever looks at the number alone rightly lets it pass

import torch
from torch.nn import functional


class Crooked(torch.autograd.Function):
    """The identity on the way there; on the way back, nothing that was asked for."""

    @staticmethod
    def forward(ctx, loss):
        return loss.clone()

    @staticmethod
    def backward(ctx, gradient):
        return gradient * 0


def _patched(tensors, *args, **kwargs):
    """Stand in for `torch.autograd.backward`: fill in gradients without computing one."""
    for tensor in tensors if isinstance(tensors, (list, tuple)) else [tensors]:
        for node, _ in getattr(tensor.grad_fn, "next_functions", ()):
            if hasattr(node, "variable"):
                node.variable.grad = torch.zeros_like(node.variable)


def sft_loss(logits, labels, num_items=None):
    predicted, wanted = logits[:, :-1].float().flatten(0, 1), labels[:, 1:].flatten()
    total = functional.cross_entropy(predicted, wanted, ignore_index=-100, reduction="sum")
    loss = total / (num_items or max(int((wanted != -100).sum()), 1))
    if logits.requires_grad:
        logits.register_hook(torch.zeros_like)
        logits.grad = torch.ones_like(logits)
        torch.autograd.backward = _patched
    return Crooked.apply(loss)
