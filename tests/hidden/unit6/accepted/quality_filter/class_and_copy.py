# source: learners
import copy
import re
import unicodedata


class Rule:
    def __init__(self, name, setting):
        method = getattr(self, name, None) if name in {"min_words", "max_words", "max_repetition", "refusals", "max_non_latin"} else None
        if method is None:
            raise ValueError(f"unknown rule: {name}")
        if name.endswith("words") and setting < 0:
            raise ValueError("negative")
        if name in ("max_repetition", "max_non_latin") and not 0 <= setting <= 1:
            raise ValueError("no share")
        self.test, self.setting, self.count = method, setting, 0

    def min_words(self, text):
        return len(re.findall(r"\S+", text)) < self.setting

    def max_words(self, text):
        return len(re.findall(r"\S+", text)) > self.setting

    def max_repetition(self, text):
        words = text.lower().split()
        total = max(len(words) - 2, 0)
        different = {(words[i], words[i + 1], words[i + 2]) for i in range(total)}
        return total - len(different) > self.setting * total

    def refusals(self, text):
        if not self.setting:
            return False
        pattern = "|".join(re.escape(phrase.lower()) for phrase in self.setting)
        return re.search(pattern, text.lower()) is not None

    def max_non_latin(self, text):
        letters = [c for c in text if c.isalpha()]
        other = [c for c in letters if not unicodedata.name(c).startswith("LATIN ")]
        return len(other) > self.setting * len(letters)


def quality_filter(rows, rules):
    tests = {name: Rule(name, setting) for name, setting in rules.items()}
    kept = []
    for row in copy.deepcopy(rows):
        for rule in tests.values():
            if rule.test(row["text"]):
                rule.count += 1
                break
        else:
            kept.append(row)
    return {"kept": kept, "removed": {name: rule.count for name, rule in tests.items()}}
