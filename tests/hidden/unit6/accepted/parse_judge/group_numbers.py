# A next() over a generator, and string building.
# source: learners
import re

V = re.compile(
    r"^[*\s]*(?:(score|rating)[*\s]*:[*\s]*)?(\[\[\d+(?:\.\d+)?\]\]|\d+(?:\.\d+)?)[*\s]*"
    r"(?:/[*\s]*(\d+(?:\.\d+)?)[*\s]*)?(?:[—–:\-](?!\S)(.*))?$",
    re.I,
)


def parse_judge(text: str, lo=1, hi=5) -> dict | None:
    if not isinstance(text, str):
        raise TypeError("parse_judge: text")
    elif lo > hi:
        raise ValueError("parse_judge: lo > hi")
    lines = text.strip().split("\n")
    i, m = next(((i, m) for i, m in enumerate(map(V.match, lines)) if m and (i == 0 or m.group(1))), (0, None))
    if not m:
        return None
    score = float(m.group(2).strip("[]"))
    if score > hi or score < lo or float(m.group(3) or hi) != hi:
        return None
    rationale = ""
    for part in ["\n".join(lines[0:i]), m.group(4) or "", "\n".join(lines[i + 1 :])]:
        if part.strip():
            rationale = rationale + "\n" + part.strip()
    return {"score": score, "rationale": rationale[1:]}
