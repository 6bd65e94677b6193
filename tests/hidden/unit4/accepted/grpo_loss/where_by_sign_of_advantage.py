# source: stub
import torch


class GRPO:
    def __init__(self):
        self.reduce = {
            "grpo": lambda l, m, _: ((l * m).sum(-1) / (m.sum(-1) + (m.sum(-1) == 0))).sum() / l.size(0),
            "bnpo": lambda l, m, _: (l * m).sum() / max(1, int(m.sum())),
            "dr_grpo": lambda l, m, c: (l * m).sum() / c / l.size(0),
        }

    def __call__(self, logps, old_logps, advantages, mask, *, eps_low=0.2, eps_high=None, ref_logps=None, beta=0.0,
                 loss_type="grpo", max_completion_length=None):
        try:
            reduce = self.reduce[loss_type]
        except KeyError:
            raise ValueError(loss_type) from None
        if loss_type == "dr_grpo" and max_completion_length is None:
            raise ValueError("max_completion_length")
        if beta != 0 and ref_logps is None:
            raise ValueError("ref_logps")
        high = 1 + (eps_low if eps_high is None else eps_high)
        low = 1 - eps_low
        on = mask == 1
        zero = torch.zeros_like(logps)
        x = torch.where(on, logps, zero)
        r = (x - torch.where(on, old_logps, zero)).exp()
        a = advantages.view(-1, 1).expand_as(r)
        # A > 0: bounded above; A < 0: bounded below
        bounded = torch.where(a >= 0, r.clamp(max=high), r.clamp(min=low))
        loss = -a * bounded
        if beta != 0:
            d = torch.where(on, ref_logps, zero) - x
            loss = loss + beta * (d.exp() - 1 - d)
        return reduce(loss, mask.to(loss.dtype), max_completion_length)


grpo_loss = GRPO()
