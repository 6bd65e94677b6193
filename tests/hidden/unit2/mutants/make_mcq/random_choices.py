# mistake: draws with replacement (the course's random.choices)
# hint: with_replacement
# source: learners
def make_mcq(question, answer, distractors, rng, n_choices=4):
    if isinstance(distractors, str):
        raise TypeError("distractors must be a list")
    for text in [question, answer, *distractors]:
        if not isinstance(text, str):
            raise TypeError(f"not a str: {text!r}")
    question = question.strip()
    answer = answer.strip()
    if not question or not answer:
        raise ValueError("blank")
    if n_choices < 2 or n_choices > 26:
        raise ValueError("n_choices")
    wrong = []
    for text in distractors:
        text = text.strip()
        if text and text != answer and text not in wrong:
            wrong.append(text)
    if len(wrong) < n_choices - 1:
        raise ValueError("too few distractors")
    choices = rng.choices(wrong, k=n_choices - 1) + [answer]
    rng.shuffle(choices)
    gold_index = choices.index(answer)
    query = question + "\n"
    for i, choice in enumerate(choices):
        query += f"{chr(65 + i)}. {choice}\n"
    query += "Answer:"
    return {"query": query, "choices": choices, "gold_index": gold_index}
