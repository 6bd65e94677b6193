# source: learners
import math
import torch


def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / math.sqrt(r) if rslora else alpha / r
    return torch.addmm(W.to(A.dtype), B, A, alpha=scale).type_as(W)
