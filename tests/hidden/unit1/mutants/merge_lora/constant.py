# mistake: zeros
# hint: formula
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    import torch
    return torch.zeros_like(W)
