# mistake: the matrices in the wrong order
# hint: shapes_clash
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    return W + scale * (A @ B)
