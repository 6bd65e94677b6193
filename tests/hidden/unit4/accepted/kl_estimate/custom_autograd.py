# source: stub
import torch


class _K3(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logps, ref):
        ctx.d = d = ref.double() - logps.double()
        return (torch.expm1(d) - d).to(logps.dtype)

    @staticmethod
    def backward(ctx, grad):
        return -grad * torch.expm1(ctx.d).to(grad.dtype), None


def _k1(logps, ref):
    return logps - ref


def _k2(logps, ref):
    return (logps - ref) * (logps - ref) / 2


def kl_estimate(logps, ref_logps, kind="k3"):
    table = dict(k1=_k1, k2=_k2, k3=_K3.apply)
    try:
        fn = table[kind]
    except KeyError:
        raise ValueError("kind") from None
    if not logps.shape == ref_logps.shape:
        raise ValueError("shapes")
    return fn(logps, ref_logps)
