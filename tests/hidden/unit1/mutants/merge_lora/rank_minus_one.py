# mistake: one off in the rank
# hint: formula
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / (r - 1 or 1)
    return (W + scale * (B @ A)).to(W.dtype)
