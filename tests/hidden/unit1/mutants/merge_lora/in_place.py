# mistake: += writes into W
# hint: changed_in_place
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    W += scale * (B @ A)
    return W
