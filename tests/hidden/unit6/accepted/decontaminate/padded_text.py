# source: learners
import re


def decontaminate(train, benchmark, n=8):
    if n < 1:
        raise ValueError("n")
    for some in (train, benchmark):
        if isinstance(some, str):
            raise TypeError("a list of str is needed")
    spaced = lambda text: " " + " ".join(re.findall(r"\w+", text.lower())) + " "
    forbidden = []
    for item in benchmark:
        words = spaced(item).split()
        if len(words) <= n:
            forbidden += [spaced(item)] if words else []
        else:
            forbidden += [" " + " ".join(words[i : i + n]) + " " for i in range(len(words) - n + 1)]
    drop = [i for i, row in enumerate(train) if any(run in spaced(row) for run in forbidden)]
    keep = [i for i in range(len(train)) if i not in set(drop)]
    return keep, drop
