# source: learners
import torch
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    return (W + torch.matmul(B, A) * scale).to(W.dtype)
