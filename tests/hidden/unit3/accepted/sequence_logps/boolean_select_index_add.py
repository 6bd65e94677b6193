# source: stub
import torch


class SequenceLogps:
    IGNORE = -100

    def __call__(self, logits, labels, average=False):
        if len(logits.shape) != 3 or logits.shape[:-1] != labels.shape:
            raise ValueError(f"{tuple(logits.shape)} and {tuple(labels.shape)} do not fit")
        b, t = torch.nonzero(labels[:, 1:] != self.IGNORE, as_tuple=True)
        ids = labels[b, t + 1]
        lp = torch.log_softmax(logits[b, t], dim=1, dtype=torch.float32)[torch.arange(len(b)), ids]
        out = torch.zeros(len(labels)).index_add(0, b, lp)
        if average:
            out = out / torch.bincount(b, minlength=len(labels)).clamp(min=1)
        return out


sequence_logps = SequenceLogps()
