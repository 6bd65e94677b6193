# source: stub
def _clean(value):
    if not isinstance(value, str):
        raise TypeError("texts only, not " + type(value).__name__)
    return value.strip()


def make_mcq(question, answer, distractors, rng, n_choices=4):
    if isinstance(distractors, str):
        raise TypeError("distractors is one str")
    q = _clean(question)
    a = _clean(answer)
    pool = dict.fromkeys(map(_clean, distractors))  # keeps the order
    pool.pop("", None)
    pool.pop(a, None)
    pool = list(pool)
    if q == "" or a == "":
        raise ValueError("question and answer must not be blank")
    if n_choices < 2 or n_choices > 26 or n_choices > len(pool) + 1:
        raise ValueError("n_choices")
    taken = []
    while len(taken) < n_choices - 1:
        taken.append(pool.pop(rng.randrange(len(pool))))
    gold_index = rng.randint(0, n_choices - 1)
    taken.insert(gold_index, a)
    query = q
    for i, choice in enumerate(taken):
        query += "\n" + chr(ord("A") + i) + ". " + choice
    query += "\nAnswer:"
    return dict(choices=taken, gold_index=gold_index, query=query)
