# No regular expression at all: partition, isdecimal, isalnum.
# source: learners
QUOTES = "\"“”"


def split_words(text):
    return "".join(c if c.isalnum() or c == "_" else " " for c in text.casefold()).split()


def unquote(text):
    inner = text[1:-1]
    if len(text) > 2 and text[0] in "\"“" and text[-1] in "\"”" and not any(q in inner for q in QUOTES):
        return inner
    return None


def unmark(line):
    parts = line.split(maxsplit=1)
    if len(parts) < 2:
        return None
    mark, rest = parts
    if mark in ("-", "*", "•") or (mark[-1] in ".)" and mark[:-1].isdigit()):
        return rest
    return None


def parse_instructions(text, existing=(), max_words=40):
    if not isinstance(text, str):
        raise TypeError
    if max_words <= 0:
        raise ValueError
    seen = [split_words(e) for e in existing]
    result = []
    for raw in text.splitlines():
        line = raw.strip()
        body = unmark(line)
        inner = unquote(line if body is None else body)
        if body is None and inner is None:
            continue
        item = (body if inner is None else inner).strip()
        ws = split_words(item)
        if 1 <= len(ws) <= max_words and ws not in seen:
            seen += [ws]
            result += [item]
    return result
