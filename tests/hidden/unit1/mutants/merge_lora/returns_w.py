# mistake: the sum is thrown away
# hint: nothing_added
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    merged = W + scale * (B @ A)
    return W
