# source: learners
import unicodedata
from collections import Counter


def reason(text, rules):
    for rule, setting in rules.items():
        match rule:
            case "min_words":
                bad = len(text.split()) < setting
            case "max_words":
                bad = len(text.split()) > setting
            case "max_repetition":
                words, seen, again, total = text.lower().split(), set(), 0, 0
                for gram in zip(words, words[1:], words[2:]):
                    again += gram in seen
                    total += 1
                    seen.add(gram)
                bad = total > 0 and again / total > setting
            case "max_non_latin":
                kinds = Counter(unicodedata.name(c, "?").split()[0] == "LATIN" for c in text if c.isalpha())
                bad = kinds.total() > 0 and kinds[False] / kinds.total() > setting
            case "refusals":
                bad = any(text.lower().count(phrase.lower()) for phrase in setting)
        if bad:
            return rule
    return None


def quality_filter(rows, rules):
    known = {"min_words": 10**9, "max_words": 10**9, "max_repetition": 1, "max_non_latin": 1, "refusals": None}
    for rule, setting in rules.items():
        if rule not in known or (known[rule] is not None and not 0 <= setting <= known[rule]):
            raise ValueError(f"bad rule {rule}={setting}")
    reasons = [reason(row["text"], rules) for row in rows]
    counts = Counter(reasons)
    kept = [dict(row) for row, why in zip(rows, reasons) if why is None]
    return {"removed": {rule: counts[rule] for rule in rules}, "kept": kept, "total": len(rows)}
