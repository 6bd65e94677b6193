# source: stub
from string import ascii_uppercase as LETTERS


def make_mcq(question, answer, distractors, rng, n_choices=4):
    """every text gets a random number; the smallest numbers win"""
    if isinstance(distractors, (str, bytes)):
        raise TypeError("a list of distractors, please")
    if not all(isinstance(t, str) for t in (question, answer, *distractors)):
        raise TypeError("all texts must be str")
    question, answer, *rest = [t.strip() for t in (question, answer, *distractors)]
    if n_choices not in range(2, 27):
        raise ValueError("from 2 to 26 choices")
    if not (question and answer):
        raise ValueError("blank")
    rest = sorted(set(rest) - {answer, ""})
    if len(rest) + 1 < n_choices:
        raise ValueError("distractors run short")
    ranked = sorted(rest, key=lambda _: rng.random())[: n_choices - 1]
    choices = sorted([*ranked, answer], key=lambda _: rng.random())
    body = "\n".join(". ".join(pair) for pair in zip(LETTERS, choices))
    return {
        "query": f"{question}\n{body}\nAnswer:",
        "choices": choices,
        "gold_index": next(i for i, c in enumerate(choices) if c == answer),
        "answer_letter": LETTERS[choices.index(answer)],
    }
