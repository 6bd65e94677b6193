# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    merged = W.double() + scale * B.double() @ A.double()
    return merged.to(W.dtype)
