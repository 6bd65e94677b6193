# A list of patterns, tried in order, for each line.
# source: learners
import re

NUM = r"(\d+\.\d+|\d+)"
SCALE = rf"(?:[\s*]*/[\s*]*{NUM})?"
TAIL = r"[\s*]*(?:[:–—-](?:\s+(.*))?)?$"
LABEL = r"^[\s*]*(?i:score|rating)[\s*]*:[\s*]*"
BARE = r"^[\s*]*"
SCORES = (NUM, rf"\[\[{NUM}\]\]")


def find(line, head):
    for score in SCORES:
        m = re.match(head + score + SCALE + TAIL, line.rstrip())
        if m:
            return m.groups()


def parse_judge(text, lo=1, hi=5):
    if not isinstance(text, str):
        raise TypeError(text)
    if lo > hi:
        raise ValueError(lo)
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines:
        return None
    where, groups = 0, find(lines[0], BARE)
    if groups is None:
        for where, line in enumerate(lines):
            groups = find(line, LABEL)
            if groups is not None:
                break
        else:
            return None
    score, scale, reason = groups
    score = float(score)
    if lo <= score <= hi and (scale is None or float(scale) == hi):
        before, after = "\n".join(lines[:where]), "\n".join(lines[where + 1 :])
        return {"score": score, "rationale": "\n".join(filter(None, map(str.strip, (before, reason or "", after))))}
    return None
