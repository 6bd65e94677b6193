# mistake: n shared words in any order are enough
# hint: any_order
# source: learners
import re


def decontaminate(train, benchmark, n=8):
    if n < 1:
        raise ValueError("n")
    if isinstance(train, str) or isinstance(benchmark, str):
        raise TypeError("lists")
    keep, drop = [], []
    items = [set(re.findall(r"\w+", item.lower())) for item in benchmark]
    for i, row in enumerate(train):
        words = set(re.findall(r"\w+", row.lower()))
        (drop if any(item and len(item & words) >= min(n, len(item)) for item in items) else keep).append(i)
    return keep, drop
