# source: learners
import unicodedata as ud


def quality_filter(rows, rules):
    def share(flags):
        flags = list(flags)
        return sum(flags) / max(len(flags), 1)

    def repeats(text):
        words = [word.lower() for word in text.split()]
        grams = [words[i : i + 3] for i in range(len(words) - 2)]
        return share(gram in grams[:i] for i, gram in enumerate(grams))

    def foreign(text):
        return share("LATIN" != ud.name(c).partition(" ")[0] for c in text if c.isalpha())

    removed = {}
    for rule, value in rules.items():
        if rule in {"min_words", "max_words"}:
            if value < 0:
                raise ValueError("a number of words below 0")
        elif rule in {"max_repetition", "max_non_latin"}:
            if value < 0 or 1 < value:
                raise ValueError("no share")
        elif rule != "refusals":
            raise ValueError("unknown: " + rule)
        removed[rule] = 0
    kept = list(rows)
    for row in rows:
        text = row["text"]
        for rule, value in rules.items():
            bad = (
                (rule == "min_words" and len(text.split()) < value)
                or (rule == "max_words" and len(text.split()) > value)
                or (rule == "max_repetition" and repeats(text) > value)
                or (rule == "max_non_latin" and foreign(text) > value)
                or (rule == "refusals" and any(map(text.lower().__contains__, map(str.lower, value))))
            )
            if bad:
                removed[rule] = removed[rule] + 1
                kept = [other for other in kept if other is not row]
                break
    return dict(kept=kept, removed=removed)
