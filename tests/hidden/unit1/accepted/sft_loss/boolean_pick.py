# source: stub
import torch


from torch.nn.functional import log_softmax


class _Loss(torch.nn.Module):
    def forward(self, logits, labels, num_items=None):
        rows, places = torch.nonzero(labels[:, 1:] != -100, as_tuple=True)
        if len(rows) == 0:
            return (logits.float() * 0).sum()
        chosen = log_softmax(logits[rows, places].float(), dim=-1)
        nll = -chosen[torch.arange(len(rows)), labels[rows, places + 1]]
        return nll.mean() if num_items is None else nll.sum() * (1.0 / num_items)


sft_loss = _Loss()
