# mistake: a global of the notebook
# hint: looks_elsewhere
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    return (W + scaling * (B @ A)).to(W.dtype)
