# source: stub
import torch


class _Loss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logps, old, adv, mask, low, high, ref, beta, weight):
        on = mask.bool()
        z = torch.zeros_like(logps)
        lp = torch.where(on, logps, z).double()
        r = torch.exp(lp - torch.where(on, old, z).double())
        a = adv.double()[:, None]
        plain, clip = r * a, torch.clamp(r, low, high) * a
        loss = -torch.minimum(plain, clip)
        grad = torch.where(plain <= clip, -plain, torch.zeros_like(plain))
        if beta != 0:
            d = torch.where(on, ref, z).double() - lp
            loss += beta * (torch.expm1(d) - d)
            grad -= beta * torch.expm1(d)
        w = weight.double() * on
        ctx.save_for_backward((grad * w).to(logps.dtype))
        return (loss * w).sum().to(logps.dtype)

    @staticmethod
    def backward(ctx, g):
        (grad,) = ctx.saved_tensors
        return (g * grad,) + (None,) * 8


def grpo_loss(
    logps, old_logps, advantages, mask, *, eps_low=0.2, eps_high=None, ref_logps=None, beta=0.0,
    loss_type="grpo", max_completion_length=None
):
    if loss_type not in ("grpo", "bnpo", "dr_grpo"):
        raise ValueError("loss_type")
    if loss_type == "dr_grpo" and max_completion_length is None:
        raise ValueError("max_completion_length")
    if beta != 0 and ref_logps is None:
        raise ValueError("ref_logps")
    if eps_high is None:
        eps_high = eps_low
    B = mask.size(0)
    n = mask.sum(1, keepdim=True).clamp(min=1).float()
    if loss_type == "grpo":
        weight = (1 / (n * B)).expand(mask.shape)
    elif loss_type == "bnpo":
        weight = torch.full(mask.shape, 1 / max(mask.sum().item(), 1))
    else:
        weight = torch.full(mask.shape, 1 / (B * max_completion_length))
    return _Loss.apply(logps, old_logps, advantages, mask, 1 - eps_low, 1 + eps_high, ref_logps, beta, weight)
