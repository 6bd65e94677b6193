# mistake: transposed as if W were [in, out]
# hint: shapes_clash
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    return W + scale * (B @ A).T
