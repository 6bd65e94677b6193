# mistake: the root is taken always
# hint: always_rslora
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    return (W + alpha / r**0.5 * (B @ A)).to(W.dtype)
