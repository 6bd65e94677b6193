# mistake: indices in the order of the items
# hint: unordered
# source: learners
import re


def words_of(text):
    return re.findall(r"\w+", text.lower())


def decontaminate(train, benchmark, n=8):
    if n < 1:
        raise ValueError("n")
    if isinstance(train, str) or isinstance(benchmark, str):
        raise TypeError("lists")
    drop = []
    for item in benchmark:
        theirs = words_of(item)
        size = min(n, len(theirs))
        runs = [theirs[i : i + size] for i in range(len(theirs) - size + 1)] if size else []
        for index, row in enumerate(train):
            ours = words_of(row)
            mine = [ours[i : i + size] for i in range(len(ours) - size + 1)]
            if index not in drop and any(run in mine for run in runs):
                drop.append(index)
    return [i for i in range(len(train)) if i not in drop], drop
