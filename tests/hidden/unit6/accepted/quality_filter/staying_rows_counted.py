# source: stub
"""Exercise 6.9: filters that say what they removed."""

import unicodedata
from typing import Any


def _stays(text, name, setting):
    words = text.lower().split()
    match name:
        case "min_words":
            return len(words) >= setting
        case "max_words":
            return len(words) <= setting
        case "max_repetition":
            seen, repeated = set(), 0
            for trigram in zip(words, words[1:], words[2:]):
                repeated += trigram in seen
                seen.add(trigram)
            return repeated <= setting * max(len(words) - 2, 0)
        case "refusals":
            low = text.lower()
            return not [phrase for phrase in setting if low.find(phrase.lower()) >= 0]
        case _:
            all_letters = latin = 0
            for char in text:
                if char.isalpha():
                    all_letters += 1
                    latin += unicodedata.name(char, "?")[:5] == "LATIN"
            return all_letters - latin <= setting * all_letters


def quality_filter(rows: list[dict[str, Any]], rules: dict[str, Any]) -> dict[str, Any]:
    """Return the rows that no rule removes, and how many rows each rule removed."""
    highest = {"min_words": float("inf"), "max_words": float("inf"), "max_repetition": 1, "max_non_latin": 1}
    for name, setting in rules.items():
        if name == "refusals":
            continue
        if name not in highest or setting < 0 or setting > highest[name]:
            raise ValueError(f"{name}: {setting}")
    left = [dict(row) for row in rows]
    removed = {}
    for name, setting in rules.items():
        after = [row for row in left if _stays(row["text"], name, setting)]
        removed[name] = len(left) - len(after)
        left = after
    return {"kept": left, "removed": removed}
