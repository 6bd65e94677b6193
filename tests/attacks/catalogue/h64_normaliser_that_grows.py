# attack: builds a tokenizer that makes gigabytes of four letters, by replacing each with hundreds, again and again
# group: h
# targets: text tensor trainer
# ends: wrong error memory crashed timeout
# control: none: a naive grader would take the memory of its own machine

from tokenizers import Tokenizer, models, normalizers

TIMES, STEPS = 250, 3
"""Four letters become sixty million; what the tokenizer notes of each makes gigabytes of them."""


def attack(*args, **kwargs):
    tokenizer = Tokenizer(models.BPE())
    steps = [normalizers.Replace("a", "a" * TIMES) for _ in range(STEPS)]
    tokenizer.normalizer = normalizers.Sequence(steps)
    return {"messages": [], "text": str(len(tokenizer.encode("aaaa")))}
