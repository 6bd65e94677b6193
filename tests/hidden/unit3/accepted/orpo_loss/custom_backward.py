# source: stub
import torch


class LogOdds(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        one_minus_p = -torch.expm1(x)
        ctx.save_for_backward(one_minus_p)
        return x - one_minus_p.log()

    @staticmethod
    def backward(ctx, grad):
        (one_minus_p,) = ctx.saved_tensors
        return grad / one_minus_p


class ORPO:
    def check(self, a, b):
        if len(a.shape) != 1 or len(b.shape) != 1 or len(a) != len(b):
            raise ValueError("[B] and [B]")
        if bool(torch.any(torch.cat([a, b]) > 0)):
            raise ValueError("positive log-probability")

    def __call__(self, chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
        self.check(chosen_avg_logps, rejected_avg_logps)
        z = LogOdds.apply(chosen_avg_logps) - LogOdds.apply(rejected_avg_logps)
        term = torch.nn.functional.softplus(-z).mean()
        return chosen_nll.mean() + beta * term, z


orpo_loss = ORPO()
