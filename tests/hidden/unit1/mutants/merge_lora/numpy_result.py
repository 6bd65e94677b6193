# mistake: a NumPy array
# hint: no_tensor
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    import numpy as np
    scale = alpha / r**0.5 if rslora else alpha / r
    return (W.numpy() + scale * np.matmul(B.numpy(), A.numpy())).astype(W.numpy().dtype)
