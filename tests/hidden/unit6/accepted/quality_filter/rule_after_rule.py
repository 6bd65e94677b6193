# source: learners
import unicodedata


def too_repetitive(text, limit):
    w = text.lower().split()
    t = [" ".join(w[i : i + 3]) for i in range(len(w) - 2)]
    return bool(t) and 1 - len(set(t)) / len(t) > limit


def too_foreign(text, limit):
    letters = list(filter(str.isalpha, text))
    latin = sum(unicodedata.name(c)[:5] == "LATIN" for c in letters)
    return bool(letters) and (len(letters) - latin) / len(letters) > limit


TESTS = {
    "min_words": lambda text, n: len(text.split()) < n,
    "max_words": lambda text, n: len(text.split()) > n,
    "max_repetition": too_repetitive,
    "max_non_latin": too_foreign,
    "refusals": lambda text, phrases: any(p.lower() in text.lower() for p in phrases),
}


def quality_filter(rows, rules):
    for name in rules:
        if name not in TESTS:
            raise ValueError(name)
        if name != "refusals" and rules[name] < 0:
            raise ValueError(name)
        if name in ("max_repetition", "max_non_latin") and rules[name] > 1:
            raise ValueError(name)
    removed = {}
    for name in rules:
        left = [row for row in rows if not TESTS[name](row["text"], rules[name])]
        removed[name] = len(rows) - len(left)
        rows = left
    return {"kept": rows, "removed": removed}
