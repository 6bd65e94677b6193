# mistake: r / alpha
# hint: upside_down
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = r / alpha
    return (W + scale * (B @ A)).to(W.dtype)
