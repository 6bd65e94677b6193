# source: stub
import torch


class KL:
    # exp(d) - 1 = 2 exp(d / 2) sinh(d / 2)
    def k1(self, d):
        return d.mul(-1)

    def k2(self, d):
        return d.pow(2).div(2)

    def k3(self, d):
        return 2 * torch.exp(d / 2) * torch.sinh(d / 2) - d

    def __call__(self, logps, ref_logps, kind="k3"):
        if kind not in {"k1", "k2", "k3"} or logps.shape != ref_logps.shape:
            raise ValueError("kind or shapes")
        d = ref_logps.double() - logps.double()
        return getattr(self, kind)(d).to(logps.dtype)


kl_estimate = KL()
