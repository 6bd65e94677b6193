"""Frozen cases of exercise 6.5: which runs of words lm-eval's own decontamination finds in common, in plain texts.

It cuts texts at white space, so the texts are small words with single spaces, in which both ways of reading are the same.
"""

import random

WORDS = ("a", "in", "rain", "the", "two")


def freeze():
    """Ask lm-eval."""
    from lm_eval.decontamination.janitor import word_ngrams

    cases = []
    for seed in range(60):
        draw = random.Random(seed)
        n = draw.randint(1, 5)
        row, item = (" ".join(draw.choices(WORDS, k=draw.randint(n, 9))) for _ in range(2))
        shared = sorted(set(word_ngrams(row, n)) & set(word_ngrams(item, n)))
        cases.append({"row": row, "item": item, "n": n, "shared": shared})
    return cases


def check(case, suite):
    """The suite's oracle drops a row exactly where lm-eval finds a run in common."""
    row, item, n = case["row"], case["item"], case["n"]
    assert suite.words_of(row) == row.split(" ")
    assert suite.shares_run(row, item, n) == bool(case["shared"]), case
    assert suite.split([row], [item], n) == ([[], [0]] if case["shared"] else [[0], []])
