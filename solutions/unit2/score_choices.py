"""Exercise 2.4 🐕: the log-likelihood of each choice.

A base model does not answer "B". What it can do is say how likely each choice is as a continuation of the prompt: this
is how lm-evaluation-harness and lighteval score multiple choice. The most likely choice is the model's answer.

Read: https://github.com/EleutherAI/lm-evaluation-harness/blob/main/docs/model_guide.md and
https://blog.eleuther.ai/multiple-choice-normalization/
Check: smol-grade unit2/score_choices   Stuck: smol-grade hint score_choices
"""

from transformers import PreTrainedModel, PreTrainedTokenizerBase


def score_choices(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompt: str,
    choices: list[str],
    *,
    norm: str = "none",
    batch_size: int = 8,
) -> list[float]:
    r"""Return the log-likelihood of each choice as the continuation of the prompt.

    score(c) = 1/Z * sum over i = n … T-1 of log p(ids[i] | ids[0], …, ids[i - 1])

    ids are the T tokens of prompt + c, tokenized together as one text; n is the number of tokens of the prompt alone;
    p is the model's softmax over its whole vocabulary; log is the natural logarithm. So the prompt's tokens are read,
    not scored, and all tokens of the choice are scored. Z depends on norm:
        "none"   1
        "token"  the number of scored tokens, T - n
        "char"   the number of characters of c: len(c)
        "byte"   the number of bytes of c in UTF-8

    Where prompt and choice meet: white space at the end of the prompt is first moved to the front of the choice
    (tokens hold the space before a word, and rarely end with one). So ("Answer: ", "Lima") is tokenized as
    ("Answer:", " Lima"); Z still counts "Lima". Tokenized together, the choice's first letters may get other tokens
    than they get alone; n stays the prompt's own count. lm-evaluation-harness cuts at the same n; where the prompt's
    last token changes, it reads the prompt's own tokens before the cut, and we read those of the whole text, ids.

    Args:
        model: a causal language model on the CPU, in evaluation mode, such as LlamaForCausalLM, float32.
        tokenizer: the model's own. It adds no special tokens with add_special_tokens=False, which is what is meant by
            the tokens of a text; without it, it may. It has a pad token, whose id may be any; where its text stands in
            a choice, it is a token of the choice like others. It may be set to pad on the right or on the left.
        prompt: e.g. "Question: What is the capital of Peru?\nAnswer:"
        choices: e.g. [" Lima", " La Paz"]. They may differ in length, and the same text may come twice.
        norm: "none", "token", "char" or "byte".
        batch_size: how many choices go through the model at once, at most; 1 or more. The scores do not depend on it,
            nor on which other choices there are, nor on their order. Padding is never scored.

    Returns:
        A list of floats (not tensors), one for each choice, in the order of choices. Each is below 0; the largest is
        the model's answer. Computed in float32 or better: right to four digits.

    Edge cases:
        ValueError: choices is empty; a choice is the empty text; norm is none of the four; batch_size is below 1; the
        prompt is empty or only white space (nothing comes before the first token); T <= n for a choice, which melts
        into the prompt's last token and leaves none to score.
        TypeError: choices is one str instead of a list.

    Example (a model that finds each of V = 100 tokens equally likely; " Lima" is 2 tokens, " La Paz" 3):
        >>> score_choices(model, tokenizer, "The capital of Peru is", [" Lima", " La Paz"])
        [-9.2103, -13.8155]
        >>> score_choices(model, tokenizer, "The capital of Peru is", [" Lima", " La Paz"], norm="char")
        [-1.8421, -1.9736]
    """
    # TODO 2.4: tokenize, run the model in batches, pick and add log-probabilities, normalise
    # BEGIN SOLUTION
    import torch  # noqa: PLC0415 - the stub does not need it

    if isinstance(choices, str):
        raise TypeError("choices must be a list of str")
    if not choices or not all(choices):
        raise ValueError("there must be choices, and none may be empty")
    if norm not in ("none", "token", "char", "byte"):
        raise ValueError(f"unknown norm: {norm!r}")
    if batch_size < 1:
        raise ValueError("batch_size must be at least 1")
    context = prompt.rstrip()
    if not context:
        raise ValueError("the prompt is blank")
    n = len(tokenizer(context, add_special_tokens=False)["input_ids"])
    rows = [tokenizer(prompt + choice, add_special_tokens=False)["input_ids"] for choice in choices]
    if any(len(row) <= n for row in rows):
        raise ValueError("a choice has no token of its own")
    scores: list[float] = []
    for start in range(0, len(rows), batch_size):
        batch = rows[start : start + batch_size]
        longest = max(map(len, batch))
        ids = torch.tensor([row + [tokenizer.pad_token_id] * (longest - len(row)) for row in batch])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in batch])
        with torch.no_grad():
            logits = model(input_ids=ids, attention_mask=mask).logits
        logps = logits[:, :-1].float().log_softmax(dim=-1).gather(-1, ids[:, 1:, None])[..., 0]
        scores += [float(logps[at, n - 1 : len(row) - 1].sum()) for at, row in enumerate(batch)]
    units = {
        "none": [1] * len(choices),
        "token": [len(row) - n for row in rows],
        "char": [len(choice) for choice in choices],
        "byte": [len(choice.encode("utf-8")) for choice in choices],
    }
    return [score / unit for score, unit in zip(scores, units[norm], strict=True)]
    # END SOLUTION
