# mistake: Pads on the left and gives the model no attention mask, so the padding is read like text.
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
    scores = []
    for start in range(0, len(rows), batch_size):
        batch = rows[start : start + batch_size]
        longest = max(map(len, batch))
        x = torch.tensor([[tokenizer.pad_token_id] * (longest - len(ids)) + ids for ids in batch])
        with torch.no_grad():
            logp = model(input_ids=x).logits.log_softmax(-1)
        for r, ids in enumerate(batch):
            k = len(ids) - n
            target = torch.tensor(ids[n:])
            scores.append(logp[r, -k - 1 : -1].gather(-1, target[:, None]).sum().item())
    result = []
    for c, ids, s in zip(choices, rows, scores):
        z = {"none": 1, "token": len(ids) - n, "char": len(c), "byte": len(c.encode("utf-8"))}[norm]
        result.append(s / z)
    return result
