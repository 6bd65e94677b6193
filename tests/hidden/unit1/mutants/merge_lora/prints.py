# mistake: prints
# hint: nothing_returned
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    print((W + scale * (B @ A)).to(W.dtype))
