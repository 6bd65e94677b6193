# mistake: Lets the tokenizer pad as it likes and reads positions from the left, which is wrong if it pads on the left.
# hint: padding
# source: stub
import torch


def score_choices(model, tokenizer, prompt, choices, *, norm="none", batch_size=8):
    if isinstance(choices, str):
        raise TypeError("choices must be a list of texts")
    if norm not in ("none", "token", "char", "byte"):
        raise ValueError(f"unknown norm {norm!r}")
    if not choices or any(c == "" for c in choices) or batch_size < 1 or not prompt.strip():
        raise ValueError("empty choices, choice or prompt, or batch_size below 1")
    head = prompt.rstrip()
    tail = prompt[len(head):]
    n = len(tokenizer(head, add_special_tokens=False)["input_ids"])
    rows = [tokenizer(head + tail + c, add_special_tokens=False)["input_ids"] for c in choices]
    if any(len(ids) <= n for ids in rows):
        raise ValueError("a choice melts into the prompt")
    texts = [prompt + c for c in choices]
    scores = []
    for start in range(0, len(texts), batch_size):
        batch = tokenizer(texts[start : start + batch_size], add_special_tokens=False, padding=True, return_tensors="pt")
        with torch.no_grad():
            logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits
        logp = logits.log_softmax(-1)
        for r, ids in enumerate(rows[start : start + batch_size]):
            scores.append(sum(logp[r, i - 1, ids[i]].item() for i in range(n, len(ids))))
    result = []
    for c, ids, s in zip(choices, rows, scores):
        z = {"none": 1, "token": len(ids) - n, "char": len(c), "byte": len(c.encode("utf-8"))}[norm]
        result.append(s / z)
    return result
