# mistake: Returns the letter of the right choice as gold_index.
# hint: gold_letter
# source: stub
import random
import string


def make_mcq(question, answer, distractors, rng, n_choices=4):
    if isinstance(distractors, str):
        raise TypeError("distractors must be a list")
    for text in [question, answer, *distractors]:
        if not isinstance(text, str):
            raise TypeError(f"{text!r} is not a str")
    question, answer = question.strip(), answer.strip()
    if not question or not answer:
        raise ValueError("blank question or answer")
    if not 2 <= n_choices <= 26:
        raise ValueError("n_choices must be from 2 to 26")
    wrong = []
    for text in distractors:
        text = text.strip()
        if text and text != answer and text not in wrong:
            wrong.append(text)
    if len(wrong) < n_choices - 1:
        raise ValueError("too few distractors")
    choices = [answer] + rng.sample(wrong, n_choices - 1)
    rng.shuffle(choices)
    lines = [question]
    lines += [f"{letter}. {choice}" for letter, choice in zip(string.ascii_uppercase, choices)]
    lines += ["Answer:"]
    return {"query": "\n".join(lines), "choices": choices, "gold_index": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[choices.index(answer)]}
