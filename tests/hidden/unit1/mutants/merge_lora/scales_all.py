# mistake: the parentheses take W in
# hint: weight_scaled
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    return (scale * (W + B @ A)).to(W.dtype)
