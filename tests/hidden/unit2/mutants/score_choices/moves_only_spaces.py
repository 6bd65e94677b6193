# mistake: Moves only blanks from the end of the prompt with rstrip(" "), so line breaks stay in the prompt.
# hint: space_kept
# source: stub
import torch


def score_choices(model, tokenizer, prompt, choices, *, norm="none", batch_size=8):
    if isinstance(choices, str):
        raise TypeError("choices must be a list of texts")
    if norm not in ("none", "token", "char", "byte"):
        raise ValueError(f"unknown norm {norm!r}")
    if not choices or any(c == "" for c in choices) or batch_size < 1 or not prompt.strip():
        raise ValueError("empty choices, choice or prompt, or batch_size below 1")
    head = prompt.rstrip(" ")
    tail = prompt[len(head):]
    n = len(tokenizer(head, add_special_tokens=False)["input_ids"])
    rows = [tokenizer(head + tail + c, add_special_tokens=False)["input_ids"] for c in choices]
    if any(len(ids) <= n for ids in rows):
        raise ValueError("a choice melts into the prompt")
    scores = []
    for start in range(0, len(rows), batch_size):
        batch = rows[start : start + batch_size]
        longest = max(len(ids) for ids in batch)
        input_ids = torch.full((len(batch), longest), tokenizer.pad_token_id)
        mask = torch.zeros(len(batch), longest, dtype=torch.long)
        for r, ids in enumerate(batch):
            input_ids[r, : len(ids)] = torch.tensor(ids)
            mask[r, : len(ids)] = 1
        with torch.no_grad():
            logits = model(input_ids=input_ids, attention_mask=mask).logits.float()
        logp = logits.log_softmax(-1)
        for r, ids in enumerate(batch):
            scores.append(sum(logp[r, i - 1, ids[i]].item() for i in range(n, len(ids))))
    result = []
    for c, ids, s in zip(choices, rows, scores):
        z = {"none": 1, "token": len(ids) - n, "char": len(c), "byte": len(c.encode("utf-8"))}[norm]
        result.append(s / z)
    return result
