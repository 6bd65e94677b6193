# mistake: B is scaled in place
# hint: changed_in_place
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    B *= scale
    return (W + B @ A).to(W.dtype)
