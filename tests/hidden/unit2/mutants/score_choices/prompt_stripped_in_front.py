# mistake: white space in front of the prompt is removed
# hint: border
# source: learners
from transformers import PreTrainedModel, PreTrainedTokenizerBase

def score_choices(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, prompt: str, choices: list[str], *, norm: str='none', batch_size: int=8) -> list[float]:
    import torch
    if isinstance(choices, str):
        raise TypeError('choices must be a list of str')
    if not choices or not all(choices):
        raise ValueError('there must be choices, and none may be empty')
    if norm not in ('none', 'token', 'char', 'byte'):
        raise ValueError(f'unknown norm: {norm!r}')
    if batch_size < 1:
        raise ValueError('batch_size must be at least 1')
    context = prompt.strip()
    if not context:
        raise ValueError('the prompt is blank')
    n = len(tokenizer(context, add_special_tokens=False)['input_ids'])
    rows = [tokenizer(prompt.lstrip() + choice, add_special_tokens=False)['input_ids'] for choice in choices]
    if any((len(row) <= n for row in rows)):
        raise ValueError('a choice has no token of its own')
    scores: list[float] = []
    for start in range(0, len(rows), batch_size):
        batch = rows[start:start + batch_size]
        longest = max(map(len, batch))
        ids = torch.tensor([row + [tokenizer.pad_token_id] * (longest - len(row)) for row in batch])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in batch])
        with torch.no_grad():
            logits = model(input_ids=ids, attention_mask=mask).logits
        logps = logits[:, :-1].float().log_softmax(dim=-1).gather(-1, ids[:, 1:, None])[..., 0]
        scores += [float(logps[at, n - 1:len(row) - 1].sum()) for at, row in enumerate(batch)]
    units = {'none': [1] * len(choices), 'token': [len(row) - n for row in rows], 'char': [len(choice) for choice in choices], 'byte': [len(choice.encode('utf-8')) for choice in choices]}
    return [score / unit for score, unit in zip(scores, units[norm], strict=True)]
