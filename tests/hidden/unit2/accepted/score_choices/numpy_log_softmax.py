# source: stub
import numpy as np
import torch


def _log_softmax(x):
    x = x.astype(np.float64)
    x = x - x.max(axis=-1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def score_choices(model, tokenizer, prompt, choices, *, norm="none", batch_size=8):
    if isinstance(choices, str):
        raise TypeError("list of str expected")
    if norm not in ["none", "token", "char", "byte"]:
        raise ValueError("norm must be none, token, char or byte")
    if batch_size < 1 or len(choices) == 0:
        raise ValueError("nothing to do")
    context = prompt.rstrip()
    moved = prompt[len(context) :]
    if not context:
        raise ValueError("the prompt is blank")
    n = len(tokenizer(context, add_special_tokens=False).input_ids)
    all_ids = []
    for c in choices:
        if len(c) == 0:
            raise ValueError("a choice is empty")
        ids = tokenizer(context + (moved + c), add_special_tokens=False).input_ids
        if len(ids) <= n:
            raise ValueError(f"{c!r} leaves no token to score")
        all_ids.append(ids)
    sums = []
    todo = list(all_ids)
    while todo:
        now, todo = todo[:batch_size], todo[batch_size:]
        width = max(map(len, now))
        x = np.full((len(now), width), tokenizer.pad_token_id, dtype=np.int64)
        m = np.zeros_like(x)
        for r, ids in enumerate(now):
            x[r, : len(ids)] = ids
            m[r, : len(ids)] = 1
        with torch.no_grad():
            y = model(input_ids=torch.from_numpy(x), attention_mask=torch.from_numpy(m)).logits.numpy()
        for r, ids in enumerate(now):
            lp = _log_softmax(y[r, n - 1 : len(ids) - 1])
            sums.append(float(lp[np.arange(len(ids) - n), ids[n:]].sum()))
    if norm == "none":
        return sums
    if norm == "token":
        return [s / (len(ids) - n) for s, ids in zip(sums, all_ids)]
    if norm == "char":
        return [s / len(c) for s, c in zip(sums, choices)]
    return [s / len(c.encode("utf-8")) for s, c in zip(sums, choices)]
