# mistake: runs may end within a word
# hint: inside_words
# source: learners
import re


def words_of(text):
    return re.findall(r"\w+", text.lower())


def decontaminate(train, benchmark, n=8):
    if n < 1:
        raise ValueError("n must be at least 1")
    if isinstance(train, str) or isinstance(benchmark, str):
        raise TypeError("lists of texts are needed")
    runs = set()
    for item in benchmark:
        words = words_of(item)
        if not words:
            continue
        size = min(n, len(words))
        for i in range(len(words) - size + 1):
            runs.add(tuple(words[i : i + size]))
    sizes = {len(run) for run in runs}
    keep_idx, drop_idx = [], []
    for index, row in enumerate(train):
        words = words_of(row)
        hit = any(" " + " ".join(run) in " " + " ".join(words) for run in runs)
        if hit:
            drop_idx.append(index)
        else:
            keep_idx.append(index)
    return keep_idx, drop_idx
