# Keys in a sorted copy of existing; bisect by hand.
# source: learners
import re
from bisect import bisect_left, insort


def parse_instructions(text, existing=(), max_words=40):
    if not isinstance(text, str):
        raise TypeError("not a str")
    if max_words < 1:
        raise ValueError("max_words < 1")
    keys = sorted(re.findall(r"\w+", e.lower()) for e in existing)
    kept = []
    for line in re.split(r"\r?\n", text):
        line = line.strip()
        head, *tail = re.split(r"(?<=[.)])\s+|(?<=^[-*•])\s+", line, maxsplit=1)
        if tail and re.fullmatch(r"\d+[.)]|[-*•]", head):
            item, marked = tail[0], True
        else:
            item, marked = line, False
        if re.fullmatch(r"[\"“][^\"“”]+[\"”]", item):
            item, marked = item[1:-1].strip(), True
        key = re.findall(r"\w+", item.lower())
        at = bisect_left(keys, key)
        if marked and 0 < len(key) <= max_words and keys[at : at + 1] != [key]:
            insort(keys, key)
            kept.append(item)
    return kept
