# source: learners
import re
import unicodedata
from collections import Counter
from functools import lru_cache, partial
from itertools import islice


@lru_cache(maxsize=None)
def script(letter):
    return unicodedata.name(letter, "NONE ").split(" ", 1)[0]


def fewer(n, text):
    return sum(1 for _ in re.finditer(r"\S+", text)) < n


def more(n, text):
    return next(islice(iter(text.split()), n, None), None) is not None


def circles(limit, text):
    words = text.split()
    grams = Counter("\n".join(words[i - 3 : i]).lower() for i in range(3, len(words) + 1))
    again = sum(grams.values()) - len(grams)
    return again > 0 and again / sum(grams.values()) > limit


def refuses(phrases, text):
    pattern = "|".join(re.escape(phrase.lower()) for phrase in phrases)
    return bool(phrases) and re.search(pattern, text.lower()) is not None


def foreign(limit, text):
    scripts = Counter(script(letter) for letter in text if letter.isalpha())
    return bool(scripts) and sum(scripts.values()) - scripts["LATIN"] > limit * sum(scripts.values())


WAYS = {"min_words": fewer, "max_words": more, "max_repetition": circles, "refusals": refuses, "max_non_latin": foreign}


def quality_filter(rows, rules):
    unknown = rules.keys() - WAYS.keys()
    if unknown:
        raise ValueError(f"unknown rules: {unknown}")
    numbers = [(name, value) for name, value in rules.items() if name != "refusals"]
    if any(value < 0 or (name[4:] != "words" and value > 1) for name, value in numbers):
        raise ValueError("a setting is out of range")
    tests = [partial(WAYS[name], rules[name]) for name in rules]
    first = [[test(row["text"]) for test in tests].index(True) if any(test(row["text"]) for test in tests) else -1 for row in rows]
    names = list(rules)
    return {
        "kept": [row for row, index in zip(rows, first) if index < 0],
        "removed": {name: first.count(names.index(name)) for name in names[::-1]},
    }
