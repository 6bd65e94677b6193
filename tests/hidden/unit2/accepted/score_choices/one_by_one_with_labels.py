# source: stub
import torch


def score_choices(model, tokenizer, prompt, choices, *, norm="none", batch_size=8):
    # one choice at a time: no padding at all
    if type(choices) is str:
        raise TypeError("choices")
    if norm not in {"none", "token", "char", "byte"} or batch_size < 1 or len(choices) < 1:
        raise ValueError("arguments")
    stem = prompt.rstrip()
    if stem == "":
        raise ValueError("prompt")
    n = len(tokenizer.encode(stem, add_special_tokens=False))
    out = []
    for choice in choices:
        if choice == "":
            raise ValueError("empty choice")
        ids = tokenizer.encode(prompt + choice, add_special_tokens=False)
        k = len(ids) - n
        if k <= 0:
            raise ValueError("choice melts into the prompt")
        labels = [-100] * n + ids[n:]
        with torch.no_grad():
            # loss is the mean over the k labels that are not -100
            loss = model(input_ids=torch.tensor([ids]), labels=torch.tensor([labels])).loss.item()
        if norm == "none":
            out.append(-loss * k)
        elif norm == "token":
            out.append(-loss)
        elif norm == "char":
            out.append(-loss * k / len(choice))
        else:
            out.append(-loss * k / len(bytes(choice, "utf-8")))
    return out
