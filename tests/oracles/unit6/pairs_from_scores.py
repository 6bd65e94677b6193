"""Frozen cases of exercise 6.6: what TRL makes of the same answers given as whole conversations, and what it calls it."""

import random

PROMPTS = ("Tea?", "¿Qué hora es?", "Write it\nout.")
ANSWERS = ("Yes.", "No.", " Maybe ", "Sí, a las cinco.", "Yes, but\nlater")


def freeze():
    """Ask TRL."""
    from trl import extract_prompt, is_conversational

    cases = []
    for seed in range(20):
        draw = random.Random(seed)
        prompt, (chosen, rejected) = draw.choice(PROMPTS), draw.sample(ANSWERS, 2)
        asked = {"role": "user", "content": prompt}
        whole = {
            name: [asked, {"role": "assistant", "content": text}]
            for name, text in (("chosen", chosen), ("rejected", rejected))
        }
        row = extract_prompt(whole)
        texts = {"prompt": prompt, "chosen": chosen, "rejected": rejected}
        found = {"row": row, "conversational": is_conversational(row), "texts_are": is_conversational(texts)}
        cases.append(texts | found)
    return cases


def check(case, suite):
    """The suite's row is the one that TRL makes, and a conversational one, which bare texts would not be."""
    pair = suite.row(case["prompt"], case["chosen"], case["rejected"])
    assert pair._asdict() == case["row"], pair
    assert case["conversational"]
    assert not case["texts_are"]
