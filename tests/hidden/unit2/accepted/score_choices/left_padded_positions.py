# source: stub
import torch


class ChoiceScorer:
    def __init__(self, norms):
        self.norms = norms

    def __call__(self, model, tokenizer, prompt, choices, *, norm="none", batch_size=8):
        if isinstance(choices, (str, bytes)):
            raise TypeError("choices must be a list")
        choices = list(choices)
        if not choices or not all(choices):
            raise ValueError("no choices, or an empty one")
        if norm not in self.norms or batch_size < 1 or not prompt.strip():
            raise ValueError("norm, batch_size or prompt")
        n = len(tokenizer.encode(prompt.rstrip(), add_special_tokens=False))
        encoded = tokenizer([prompt + c for c in choices], add_special_tokens=False)["input_ids"]
        spans = [len(ids) - n for ids in encoded]
        if min(spans) < 1:
            raise ValueError("no token left to score")
        totals = []
        for i in range(0, len(encoded), batch_size):
            totals += self.batch(model, encoded[i : i + batch_size], spans[i : i + batch_size])
        return [t / self.norms[norm](c, k) for t, c, k in zip(totals, choices, spans)]

    @torch.no_grad()
    def batch(self, model, encoded, spans):
        width = max(len(ids) for ids in encoded)
        # any id will do as padding: it is masked
        ids = torch.tensor([[0] * (width - len(row)) + row for row in encoded])
        mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in encoded])
        positions = (mask.cumsum(1) - 1).clamp(min=0)
        logits = model(input_ids=ids, attention_mask=mask, position_ids=positions).logits.double()
        found = logits[:, :-1].gather(2, ids[:, 1:, None])[..., 0] - logits[:, :-1].logsumexp(2)
        return [found[r, -k:].sum().item() for r, k in enumerate(spans)]


score_choices = ChoiceScorer(
    {
        "none": lambda c, k: 1,
        "token": lambda c, k: k,
        "char": lambda c, k: len(c),
        "byte": lambda c, k: len(c.encode("utf-8")),
    }
)
