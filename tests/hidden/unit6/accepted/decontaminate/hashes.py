# source: learners
import hashlib
import re


def digest(words):
    return hashlib.sha256("\0".join(words).encode()).digest()


def decontaminate(train, benchmark, n=8):
    if n < 1:
        raise ValueError("n must be positive")
    if isinstance(train, (str, bytes)) or isinstance(benchmark, (str, bytes)):
        raise TypeError("lists, please")
    seen, lengths = set(), set()
    for item in benchmark:
        words = [word.lower() for word in re.findall(r"\w+", item)]
        length = min(len(words), n)
        lengths.add(length)
        for start in range(len(words) - length + 1):
            seen.add(digest(words[start : start + length]))
    lengths.discard(0)
    result = ([], [])
    for number, row in enumerate(train):
        words = [word.lower() for word in re.findall(r"\w+", row)]
        hits = (digest(words[s : s + k]) in seen for k in lengths for s in range(len(words) - k + 1))
        result[any(hits)].append(number)
    return result
