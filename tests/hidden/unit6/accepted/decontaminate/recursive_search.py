# source: learners
import re


def has(row, run):
    if len(row) < len(run):
        return False
    start = 0
    while run[0] in row[start:]:
        start = row.index(run[0], start)
        if row[start : start + len(run)] == run:
            return True
        start += 1
    return False


def decontaminate(train, benchmark, n=8):
    if n < 1:
        raise ValueError("n")
    if isinstance(train, str) or isinstance(benchmark, str):
        raise TypeError("str")
    rows = [re.split(r"\W+", row.lower()) for row in train]
    rows = [[word for word in row if word] for row in rows]
    runs = []
    for item in benchmark:
        words = [word for word in re.split(r"\W+", item.lower()) if word]
        if 0 < len(words) < n:
            runs.append(words)
        for i in range(n, len(words) + 1):
            runs.append(words[i - n : i])
    drop = [i for i, row in enumerate(rows) if any(has(row, run) for run in runs)]
    return [i for i, _ in enumerate(rows) if i not in drop], drop
