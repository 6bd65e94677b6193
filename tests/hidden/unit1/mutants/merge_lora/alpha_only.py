# mistake: scales with alpha and forgets r
# hint: alpha_only
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    return (W + alpha * (B @ A)).to(W.dtype)
