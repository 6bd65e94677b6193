# mistake: the shapes are not looked at
# hint: accepts_shapes
# source: learners
import torch


def sequence_logps(logits, labels, average=False):
    wanted = labels[:, 1:]
    mask = wanted != -100
    logps = logits[:, :-1].float().log_softmax(-1).gather(-1, wanted.clamp(min=0).unsqueeze(-1)).squeeze(-1) * mask
    return logps.sum(-1) / mask.sum(-1).clamp(min=1) if average else logps.sum(-1)
