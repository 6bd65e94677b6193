# mistake: alpha / r also with rslora
# hint: ignores_rslora
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    return (W + alpha / r * (B @ A)).to(W.dtype)
