# mistake: letters for four choices only
# hint: query
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
    choices = rng.sample(wrong, n_choices - 1) + [answer]
    rng.shuffle(choices)
    gold_index = choices.index(answer)
    query = question + "\n"
    for letter, choice in zip("ABCD", choices):
        query += f"{letter}. {choice}\n"
    query += "Answer:"
    return {"query": query, "choices": choices, "gold_index": gold_index}
