# mistake: as peft does it: weight.data is added to
# hint: changed_in_place
# source: learners
def merge_lora(W, A, B, alpha, r, rslora=False):
    scale = alpha / r**0.5 if rslora else alpha / r
    W.data.add_((scale * (B @ A)).to(W.dtype))
    return W.clone()
