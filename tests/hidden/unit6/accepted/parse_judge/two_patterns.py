# One pattern for the first line, one with a label for the whole text in MULTILINE mode.
# source: learners
import re

S = r"[^\S\n*]*(?:\*[^\S\n*]*)*"
N = r"([0-9]+(?:[.][0-9]+)?)"
REST = rf"{S}(?:\[\[{N}\]\]|{N}){S}(?:/{S}{N}{S})?(?:(?:-|\u2013|\u2014|:)(?=\s|\Z)([^\n]*))?$"
FIRST = re.compile(REST, re.MULTILINE)
LABELLED = re.compile(rf"^{S}(?:[Ss][Cc][Oo][Rr][Ee]|[Rr][Aa][Tt][Ii][Nn][Gg]){S}:{REST}", re.MULTILINE)


def parse_judge(text, lo=1, hi=5):
    if not isinstance(text, str):
        raise TypeError(type(text))
    if lo > hi:
        raise ValueError((lo, hi))
    text = text.strip()
    m = FIRST.match(text) or LABELLED.search(text)
    if m is None:
        return None
    score = float(m.group(1) or m.group(2))
    if not (lo <= score <= hi and (m.group(3) is None or float(m.group(3)) == hi)):
        return None
    parts = [text[: m.start()], m.group(4) or "", text[m.end() :]]
    return dict(score=score, rationale="\n".join(s.strip() for s in parts if s.strip()))
