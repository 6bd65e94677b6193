# source: learners
import torch


def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    change = torch.einsum('or,ri->oi', B, A) * scale
    return W.clone().add_(change.to(W.dtype))
