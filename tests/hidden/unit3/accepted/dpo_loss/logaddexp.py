# source: stub
import torch


class DPO:
    losses = {
        "sigmoid": lambda h, s: (1 - s) * torch.logaddexp(torch.zeros_like(h), -h) + s * torch.logaddexp(torch.zeros_like(h), h),
        "hinge": lambda h, s: torch.maximum(torch.zeros_like(h), 1 - h),
    }

    def __call__(self, chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps, *, beta=0.1, label_smoothing=0.0, loss_type="sigmoid"):
        if loss_type not in self.losses:
            raise ValueError("loss_type")
        if label_smoothing < 0.0 or label_smoothing > 0.5:
            raise ValueError("label_smoothing")
        if not (chosen_logps.ndim == 1 and chosen_logps.shape == rejected_logps.shape == ref_chosen_logps.shape == ref_rejected_logps.shape):
            raise ValueError("shape")
        h = beta * ((chosen_logps - ref_chosen_logps) - (rejected_logps - ref_rejected_logps))
        loss = torch.mean(self.losses[loss_type](h, label_smoothing))
        return loss, beta * (chosen_logps - ref_chosen_logps).detach(), beta * (rejected_logps - ref_rejected_logps).detach()


dpo_loss = DPO()
