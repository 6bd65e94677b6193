# A generator of items and itertools.groupby for words.
# source: learners
from itertools import groupby
import re


def to_words(s):
    return ["".join(g) for ok, g in groupby(s.lower(), lambda c: c == "_" or c.isalnum()) if ok]


def items(text):
    for line in text.split("\n"):
        m = re.match(r"\s*(?:(\d+[.)]|[-*•])\s+)?(.*\S)?\s*\Z", line, re.S)
        mark, rest = m.groups()
        if not rest:
            continue
        q = re.match(r"[\x22\u201c]([^\x22\u201c\u201d]+)[\x22\u201d]\Z", rest)
        if q:
            yield q.group(1).strip()
        elif mark:
            yield rest


def parse_instructions(text, existing=(), max_words=40):
    if not isinstance(text, str):
        raise TypeError(type(text))
    if max_words < 1:
        raise ValueError(max_words)
    memory = [to_words(e) for e in existing]
    result = []
    for item in items(text):
        ws = to_words(item)
        if len(ws) in range(1, max_words + 1) and ws not in memory:
            memory.append(ws)
            result.append(item)
    return result
