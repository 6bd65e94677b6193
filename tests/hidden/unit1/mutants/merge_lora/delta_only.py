# mistake: the change without the weight
# hint: change_only
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    return (scale * (B @ A)).to(W.dtype)
