# mistake: divided by the new text's set
# hint: other_ratio
# source: learners
import re


def ngrams(text, n):
    words = re.findall(r"\w+", text.lower())
    if len(words) < n:
        return {" ".join(words)}
    return {" ".join(words[i : i + n]) for i in range(len(words) - n + 1)}


def similarity(a, b):
    return len(a & b) / len(a)


def near_duplicates(docs, *, threshold=0.8, ngram=3):
    if not 0 < threshold <= 1:
        raise ValueError("threshold must be above 0 and at most 1")
    if ngram < 1:
        raise ValueError("ngram must be at least 1")
    sets = [ngrams(doc, ngram) for doc in docs]
    kept = []
    for i in range(len(docs)):
        if not any(similarity(sets[i], sets[j]) >= threshold for j in kept):
            kept.append(i)
    return kept
