# Accepted: a scanner that goes from position to position, and reads all lines before it chooses.
# source: stub
"""Exercise 6.2: the score and the reason in what a judging model wrote."""

DIGITS = "0123456789"


def _skip(line, at):
    while at < len(line) and (line[at].isspace() or line[at] == "*"):
        at += 1
    return at


def _number(line, at):
    end = at
    while end < len(line) and line[end] in DIGITS:
        end += 1
    if end == at:
        return None, at
    if line[end : end + 1] == "." and line[end + 1 : end + 2] and line[end + 1] in DIGITS:
        end += 1
        while end < len(line) and line[end] in DIGITS:
            end += 1
    return float(line[at:end]), end


def _verdict(line):
    """Return (label, score, scale, reason), or None."""
    at = _skip(line, 0)
    label = False
    for name in ("score", "rating"):
        if line[at : at + len(name)].lower() == name:
            colon = _skip(line, at + len(name))
            if line[colon : colon + 1] != ":":
                return None
            at = _skip(line, colon + 1)
            label = True
            break
    brackets = line.startswith("[[", at)
    score, at = _number(line, at + 2 if brackets else at)
    if score is None:
        return None
    if brackets:
        if not line.startswith("]]", at):
            return None
        at += 2
    at = _skip(line, at)
    scale = None
    if line[at : at + 1] == "/":
        scale, at = _number(line, _skip(line, at + 1))
        if scale is None:
            return None
        at = _skip(line, at)
    rest = line[at:]
    if not rest:
        return label, score, scale, ""
    if rest[0] in "-\u2013\u2014:" and (len(rest) == 1 or rest[1].isspace()):
        return label, score, scale, rest[1:].strip()
    return None


def parse_judge(text: str, lo: float = 1, hi: float = 5) -> dict[str, str | float] | None:
    """Return the score and the rationale that a judge gives, or None."""
    if not isinstance(text, str):
        raise TypeError("not a str")
    if lo > hi:
        raise ValueError("lo > hi")
    lines = text.split("\n")
    filled = [i for i, line in enumerate(lines) if line.strip()]
    verdicts = [(i, _verdict(lines[i])) for i in filled]
    chosen = [(i, v) for i, v in verdicts if v is not None and (i == filled[0] or v[0])]
    if not chosen:
        return None
    i, (_, score, scale, reason) = chosen[0]
    if score < lo or score > hi or (scale is not None and scale != hi):
        return None
    before, after = "\n".join(lines[:i]).strip(), "\n".join(lines[i + 1 :]).strip()
    return {"score": score, "rationale": "\n".join(filter(None, (before, reason, after)))}
