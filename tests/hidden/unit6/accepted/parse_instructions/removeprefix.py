# Marks and quotes found by hand, words by a translation table.
# source: learners
import string

SIGNS = str.maketrans({c: " " for c in string.punctuation.replace("_", "") + "“”‘’«»…–—¿¡•·"})


def norm(s):
    return s.lower().translate(SIGNS).split()


def body(line):
    for bullet in "-*•":
        if line.startswith(bullet) and line[1:2].isspace():
            return line[1:].strip()
    digits = len(line) - len(line.lstrip(string.digits))
    if digits and line[digits : digits + 1] in (".", ")") and line[digits + 1 : digits + 2].isspace():
        return line[digits + 1 :].strip()
    return None


def unquoted(s):
    if s.startswith(("\"", "“")) and s.endswith(("\"", "”")) and sum(map(s.count, "\"“”")) == 2 and len(s) > 2:
        return s[1:-1].strip()
    return s


def parse_instructions(text, existing=(), max_words=40):
    if not isinstance(text, str):
        raise TypeError("text")
    if max_words < 1:
        raise ValueError("max_words")
    taken = [norm(s) for s in existing]
    out = []
    for line in (line.strip() for line in text.split("\n")):
        item = body(line)
        if item is None:
            item = line if unquoted(line) != line else None
        if item is None:
            continue
        item = unquoted(item)
        ws = norm(item)
        if ws and len(ws) <= max_words and ws not in taken:
            taken.append(ws)
            out.append(item)
    return out
