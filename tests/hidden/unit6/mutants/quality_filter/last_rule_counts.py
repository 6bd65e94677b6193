# mistake: the last rule counts
# hint: own_order
# source: learners
import unicodedata


def repeated(text):
    words = text.lower().split()
    grams = [tuple(words[i : i + 3]) for i in range(len(words) - 2)]
    if not grams:
        return 0.0
    return (len(grams) - len(set(grams))) / len(grams)


def foreign(text):
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return 0.0
    return sum(not unicodedata.name(c).startswith("LATIN") for c in letters) / len(letters)


def hit(rule, setting, text):
    if rule == "min_words":
        return len(text.split()) < setting
    if rule == "max_words":
        return len(text.split()) > setting
    if rule == "max_repetition":
        return repeated(text) > setting
    if rule == "max_non_latin":
        return foreign(text) > setting
    return any(phrase.lower() in text.lower() for phrase in setting)


def check(rules):
    for rule, setting in rules.items():
        if rule in ("min_words", "max_words"):
            good = setting >= 0
        elif rule in ("max_repetition", "max_non_latin"):
            good = 0 <= setting <= 1
        else:
            good = rule == "refusals"
        if not good:
            raise ValueError(f"{rule}: {setting}")


def quality_filter(rows, rules):
    check(rules)
    kept = []
    removed = {rule: 0 for rule in rules}
    for row in rows:
        for rule, setting in reversed(rules.items()):
            if hit(rule, setting, row["text"]):
                removed[rule] += 1
                break
        else:
            kept.append(row)
    return {"kept": kept, "removed": removed}
