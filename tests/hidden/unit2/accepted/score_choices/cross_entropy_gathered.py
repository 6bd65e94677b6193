# source: stub
import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence

_LENGTH = {
    "none": lambda text, tokens: 1,
    "token": lambda text, tokens: tokens,
    "char": lambda text, tokens: len(text),
    "byte": lambda text, tokens: len(text.encode()),
}


@torch.inference_mode()
def score_choices(model, tokenizer, prompt, choices, *, norm="none", batch_size=8):
    if isinstance(choices, str):
        raise TypeError("one str is not a list of choices")
    if len(choices) == 0 or "" in choices:
        raise ValueError("no choices, or an empty one")
    if norm not in _LENGTH:
        raise ValueError("norm")
    if batch_size < 1:
        raise ValueError("batch_size")
    if not prompt or prompt.isspace():
        raise ValueError("prompt")

    def encode(text):
        return torch.tensor(tokenizer.encode(text, add_special_tokens=False), dtype=torch.long)

    n = encode(prompt.rstrip()).numel()
    texts = [encode(prompt + c) for c in choices]
    if min(t.numel() for t in texts) <= n:
        raise ValueError("nothing to score")
    # longest first: little padding; the places are kept to put the scores back
    places = sorted(range(len(texts)), key=lambda j: -texts[j].numel())
    result = [0.0] * len(texts)
    for chunk in torch.tensor(places).split(batch_size):
        chunk = chunk.tolist()
        ids = pad_sequence([texts[j] for j in chunk], batch_first=True, padding_value=tokenizer.pad_token_id)
        lengths = torch.tensor([texts[j].numel() for j in chunk])
        position = torch.arange(ids.shape[1])
        attention = (position < lengths[:, None]).long()
        logits = model(ids, attention_mask=attention, use_cache=False).logits
        nll = F.cross_entropy(logits[:, :-1].float().transpose(1, 2), ids[:, 1:], reduction="none")
        scored = (position[1:] >= n) & (position[1:] < lengths[:, None])
        total = -(nll * scored).double().sum(1)
        for j, value in zip(chunk, total.tolist()):
            result[j] = value / _LENGTH[norm](choices[j], texts[j].numel() - n)
    return result
