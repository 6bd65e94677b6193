# source: learners
import re


def decontaminate(train, benchmark, n=8):
    if n < 1:
        raise ValueError("n < 1")
    if isinstance(train, str) or isinstance(benchmark, str):
        raise TypeError("one text")
    runs = set()
    for item in benchmark:
        words = re.findall(r"\w+", item.lower())
        size = min(n, len(words)) or 1
        runs |= {r"\W+".join(map(re.escape, words[i : i + size])) for i in range(len(words) - size + 1)}
    patterns = [re.compile(rf"(?<!\w){run}(?!\w)") for run in runs]
    drop = [i for i, row in enumerate(train) if any(p.search(row.lower()) for p in patterns)]
    return sorted(set(range(len(train))) - set(drop)), drop
