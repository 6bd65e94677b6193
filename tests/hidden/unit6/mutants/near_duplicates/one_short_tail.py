# mistake: one n-gram too many, a shorter one at the end
# hint: ngrams
# source: learners
import re


def near_duplicates(docs, *, threshold=0.8, ngram=3):
    if not 0 < threshold <= 1:
        raise ValueError("threshold must be above 0 and at most 1")
    if ngram < 1:
        raise ValueError("ngram must be at least 1")
    kept, sets = [], []
    for index, doc in enumerate(docs):
        words = re.findall(r"\w+", doc.lower())
        grams = {" ".join(words[i : i + ngram]) for i in range(max(1, len(words) - ngram + 2))}
        if all(len(grams & other) / len(grams | other) < threshold for other in sets):
            kept.append(index)
            sets.append(grams)
    return kept
