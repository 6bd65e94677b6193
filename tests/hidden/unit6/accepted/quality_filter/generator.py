# source: learners
import unicodedata


def shares(text):
    words = text.lower().split()
    grams = list(zip(words, words[1:], words[2:]))
    letters = [unicodedata.name(c).startswith("LATIN") for c in text if c.isalpha()]
    repetition = 1 - len(dict.fromkeys(grams)) / len(grams) if grams else 0
    foreign = 1 - sum(letters) / len(letters) if letters else 0
    return repetition, foreign


def removed_by(text, rules):
    length = len(text.split())
    repetition, foreign = shares(text)
    for name, value in rules.items():
        if name == "min_words" and length < value:
            yield name
        elif name == "max_words" and length > value:
            yield name
        elif name == "max_repetition" and repetition > value:
            yield name
        elif name == "max_non_latin" and foreign > value:
            yield name
        elif name == "refusals" and any(text.lower().find(p.lower()) != -1 for p in value):
            yield name


def quality_filter(rows, rules):
    limits = dict(min_words=float("inf"), max_words=float("inf"), max_repetition=1, max_non_latin=1)
    for name, value in rules.items():
        if name == "refusals":
            continue
        if name not in limits or value < 0 or value > limits[name]:
            raise ValueError(name)
    firsts = [next(removed_by(row["text"], rules), "") for row in rows]
    return {
        "kept": [row for row, first in zip(rows, firsts) if not first],
        "removed": {name: firsts.count(name) for name in rules},
    }
