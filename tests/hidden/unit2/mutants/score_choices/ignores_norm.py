# mistake: ignores norm
# hint: norm_ignored
# source: learners
import torch


def score_choices(model, tokenizer, prompt, choices, *, norm="none", batch_size=8):
    if isinstance(choices, str):
        raise TypeError("choices must be a list")
    if len(choices) == 0:
        raise ValueError("no choices")
    if any(choice == "" for choice in choices):
        raise ValueError("empty choice")
    if norm not in ("none", "token", "char", "byte"):
        raise ValueError(norm)
    if batch_size < 1:
        raise ValueError("batch_size")
    if not prompt.strip():
        raise ValueError("blank prompt")
    n = len(tokenizer(prompt.rstrip(), add_special_tokens=False)["input_ids"])
    rows = [tokenizer(prompt + choice, add_special_tokens=False)["input_ids"] for choice in choices]
    for row in rows:
        if len(row) <= n:
            raise ValueError("nothing to score")
    sums = []
    for start in range(0, len(rows), batch_size):
        batch = rows[start : start + batch_size]
        width = max(len(row) for row in batch)
        ids = torch.full((len(batch), width), tokenizer.pad_token_id)
        mask = torch.zeros((len(batch), width), dtype=torch.long)
        for i, row in enumerate(batch):
            ids[i, : len(row)] = torch.tensor(row)
            mask[i, : len(row)] = 1
        with torch.no_grad():
            logits = model(input_ids=ids, attention_mask=mask).logits
        logps = torch.log_softmax(logits[:, :-1].float(), dim=-1)
        picked = logps.gather(-1, ids[:, 1:].unsqueeze(-1)).squeeze(-1)
        for i, row in enumerate(batch):
            sums.append(picked[i, n - 1 : len(row) - 1].sum().item())
    scores = []
    for total, row, choice in zip(sums, rows, choices):
        if norm == "token":
            pass
        elif norm == "char":
            pass
        elif norm == "byte":
            pass
        scores.append(total)
    return scores
