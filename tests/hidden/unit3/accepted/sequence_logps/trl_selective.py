# source: learners
from trl.trainer.utils import selective_log_softmax


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or logits.shape[:2] != labels.shape:
        raise ValueError("shapes")
    wanted = labels[:, 1:]
    mask = wanted != -100
    if not wanted.shape[1]:
        return logits.float().sum((1, 2)) * 0
    logps = selective_log_softmax(logits[:, :-1].float(), wanted.clamp(min=0)) * mask
    total = logps.sum(1)
    return total / mask.sum(1).clamp(min=1) if average else total
