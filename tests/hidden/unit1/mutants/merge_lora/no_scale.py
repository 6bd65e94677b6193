# mistake: adds B @ A without alpha / r
# hint: no_scale
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    return (W + B @ A).to(W.dtype)
