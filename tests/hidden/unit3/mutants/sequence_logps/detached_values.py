# mistake: converts through numpy and so loses the graph
# hint: detached
# source: stub
import numpy as np
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    x = logits.detach().numpy().astype(np.float32)
    y = labels.numpy()
    out = []
    for b in range(len(x)):
        s, n = 0.0, 0
        for t in range(x.shape[1] - 1):
            if y[b, t + 1] != -100:
                row = x[b, t] - x[b, t].max()
                s += row[y[b, t + 1]] - np.log(np.exp(row).sum())
                n += 1
        out.append(s / n if average and n else s)
    return torch.tensor(np.array(out, dtype=np.float32), requires_grad=logits.requires_grad)
