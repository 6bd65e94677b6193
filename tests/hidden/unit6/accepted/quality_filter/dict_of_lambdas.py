# source: stub
"""Exercise 6.9: filters that say what they removed."""

import unicodedata
from typing import Any


def _repetition(text):
    words = text.lower().split()
    trigrams = [tuple(words[i : i + 3]) for i in range(len(words) - 2)]
    return 1 - len(set(trigrams)) / len(trigrams) if trigrams else 0


def _non_latin(text):
    letters = [char for char in text if char.isalpha()]
    others = [char for char in letters if not unicodedata.name(char, "").startswith("LATIN")]
    return len(others) / len(letters) if letters else 0


RULES = {
    "min_words": lambda text, n: len(text.split()) < n,
    "max_words": lambda text, n: len(text.split()) > n,
    "max_repetition": lambda text, s: _repetition(text) > s,
    "refusals": lambda text, phrases: any(phrase.lower() in text.lower() for phrase in phrases),
    "max_non_latin": lambda text, s: _non_latin(text) > s,
}


def quality_filter(rows: list[dict[str, Any]], rules: dict[str, Any]) -> dict[str, Any]:
    """Return the rows that no rule removes, and how many rows each rule removed."""
    for name, setting in rules.items():
        if name not in RULES:
            raise ValueError(f"unknown rule: {name}")
        if name in ("min_words", "max_words") and setting < 0:
            raise ValueError(f"{name} is below 0")
        if name in ("max_repetition", "max_non_latin") and not 0 <= setting <= 1:
            raise ValueError(f"{name} must be from 0 to 1")
    kept = []
    removed = {name: 0 for name in rules}
    for row in rows:
        for name, setting in rules.items():
            if RULES[name](row["text"], setting):
                removed[name] += 1
                break
        else:
            kept.append(row)
    return {"kept": kept, "removed": removed}
