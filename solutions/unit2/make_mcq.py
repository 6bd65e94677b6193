"""Exercise 2.3 🐕: a multiple-choice question.

Most benchmarks of knowledge (MMLU, ARC) are multiple choice. What they measure hangs on how the items were made: when
the right answer often stands at the same place, or a choice comes twice, a model scores without knowing anything.

Read: https://arxiv.org/abs/2009.03300 (MMLU) and https://docs.python.org/3/library/random.html#random.sample
Check: smol-grade unit2/make_mcq   Stuck: smol-grade hint make_mcq
"""

import random
from typing import Any


def make_mcq(
    question: str, answer: str, distractors: list[str], rng: random.Random, n_choices: int = 4
) -> dict[str, Any]:
    r"""Return a multiple-choice item: the question with lettered choices, the choices, and which of them is right.

    Args:
        question: what is asked, e.g. "Which gas do plants take in?"
        answer: the right answer, e.g. "Carbon dioxide"
        distractors: wrong answers to choose from, e.g. ["Oxygen", "Helium", "Nitrogen", "Argon"]
        rng: the only source of chance. The same arguments with an rng in the same state give the same item, whatever
            state the module random's own generator is in.
        n_choices: how many choices the item has, the right one among them, from 2 to 26.

    Returns:
        A dict with these keys (others are ignored):
        "choices": a list of n_choices different texts: the answer and n_choices - 1 of the distractors.
        "gold_index": an int, the place of the answer in choices, counted from 0. Every place is equally likely.
        "query": a str of n_choices + 2 lines, as MMLU has them: the question; a letter, a full stop, a space and the
            choice, for each choice in their order, letters from A on; and "Answer:". Nothing follows the colon.
        If there are more distractors than places, rng draws which are taken: each is equally likely, the last of the
        list as well as the first. The order among the wrong choices may be any.

    Edge cases:
        White space at both ends of the question, the answer and each distractor is removed first (str.strip); the item
        holds, and comparisons look at, what is left. Nothing else is changed: "lima" and "Lima" differ.
        A distractor that equals the answer, comes again, or is blank is left out: it takes no place, and a text that
        comes twice is not more likely than others.
        ValueError: fewer than n_choices - 1 distractors remain; n_choices is below 2 or above 26; the question or the
        answer is blank.
        TypeError: the question, the answer or one of the distractors is not a str (the number 4 is not the text "4"),
        or distractors is itself one str instead of a list.
        The list of distractors is not changed.

    Example (which choices, and in which order, is up to rng):
        >>> make_mcq("Which gas do plants take in?", "Carbon dioxide", ["Oxygen", " Oxygen", "Argon"], rng, 3)
        {'query': 'Which gas do plants take in?\nA. Oxygen\nB. Carbon dioxide\nC. Argon\nAnswer:',
         'choices': ['Oxygen', 'Carbon dioxide', 'Argon'], 'gold_index': 1}
    """
    # TODO 2.3: clean and check the texts, draw the choices, shuffle them, write the query
    # BEGIN SOLUTION
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if isinstance(distractors, str) or not all(isinstance(text, str) for text in (question, answer, *distractors)):
        raise TypeError("question, answer and every distractor must be str")
    question, answer = question.strip(), answer.strip()
    if not question or not answer:
        raise ValueError("the question or the answer is blank")
    if not 2 <= n_choices <= len(letters):
        raise ValueError(f"n_choices must be from 2 to 26, not {n_choices}")
    wrong = list(dict.fromkeys(text.strip() for text in distractors))
    wrong = [text for text in wrong if text and text != answer]
    if len(wrong) < n_choices - 1:
        raise ValueError(f"{n_choices - 1} different distractors are needed, there are {len(wrong)}")
    choices = [answer, *rng.sample(wrong, n_choices - 1)]
    rng.shuffle(choices)
    lettered = [f"{letter}. {choice}" for letter, choice in zip(letters, choices, strict=False)]
    query = "\n".join([question, *lettered, "Answer:"])
    return {"query": query, "choices": choices, "gold_index": choices.index(answer)}
    # END SOLUTION
