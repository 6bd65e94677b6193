# Collects everything first, then filters with list comprehensions.
# source: learners
import re


def parse_instructions(text: str, existing=None, max_words: int = 40) -> list[str]:
    if isinstance(text, str) is False:
        raise TypeError("text must be str")
    if not max_words >= 1:
        raise ValueError("max_words must be positive")
    items = []
    for line in text.split("\n"):
        line = line.strip()
        if m := re.match(r"^\d+[.)]\s+(.*)$", line):
            item = m.group(1)
        elif m := re.match(r"^[•*-]\s+(.*)$", line):
            item = m.group(1)
        elif re.match(r"^[\"“][^\"“”]+[\"”]$", line):
            item = line
        else:
            continue
        if re.match(r"^[\"“][^\"“”]+[\"”]$", item):
            item = item[1:-1]
        items.append(item.strip())
    norm = [re.sub(r"\W+", " ", i).strip().lower() for i in items]
    old = [re.sub(r"\W+", " ", e).strip().lower() for e in (existing or [])]
    return [
        item
        for at, (item, key) in enumerate(zip(items, norm))
        if key and len(key.split(" ")) <= max_words and key not in old and key not in norm[:at]
    ]
