# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    merged = W.double().clone()
    for k in range(A.shape[0]):
        merged += B[:, k : k + 1].double() * A[k : k + 1].double() * (alpha / (A.shape[0] ** 0.5 if rslora else A.shape[0]))
    return merged.type(W.dtype)
