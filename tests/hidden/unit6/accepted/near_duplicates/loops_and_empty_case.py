# source: learners
def words_in(text):
    cleaned = "".join(c if c.isalnum() or c == "_" else " " for c in text.lower())
    return cleaned.split()


def grams_in(text, n):
    words = words_in(text)
    if not words:
        return set()
    if len(words) <= n:
        return {tuple(words)}
    found = set()
    for start in range(len(words) - n + 1):
        found.add(tuple(words[start : start + n]))
    return found


def jaccard(left, right):
    if not left and not right:
        return 1.0
    common = len([gram for gram in left if gram in right])
    return common / (len(left) + len(right) - common)


def near_duplicates(docs, *, threshold=0.8, ngram=3):
    if ngram < 1:
        raise ValueError(ngram)
    if threshold <= 0 or threshold > 1:
        raise ValueError(threshold)
    kept = []
    for i, doc in enumerate(docs):
        mine = grams_in(doc, ngram)
        duplicate = False
        for j in kept:
            if jaccard(mine, grams_in(docs[j], ngram)) >= threshold:
                duplicate = True
                break
        if not duplicate:
            kept.append(i)
    return kept
