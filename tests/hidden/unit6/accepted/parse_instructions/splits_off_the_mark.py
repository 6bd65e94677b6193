# Accepted: splits the mark off at the first white space, and keeps a dict of joined words.
# source: stub
"""Exercise 6.1: the new instructions in what a model wrote."""

import re


def _words(text):
    return " ".join(re.findall(r"\w+", text)).lower()


def _mark_off(line):
    parts = line.split(None, 1)
    if len(parts) < 2:
        return None
    head, rest = parts
    if head in ("-", "*", "•"):
        return rest
    if len(head) > 1 and head[-1] in ".)" and head[:-1].isdecimal():
        return rest
    return None


def _quotes_off(body):
    if len(body) < 3 or body[0] not in '"“' or body[-1] not in '"”':
        return None
    inner = body[1:-1]
    if any(sign in inner for sign in '"“”'):
        return None
    return inner.strip()


def parse_instructions(text: str, existing: list[str] | tuple[str, ...] = (), max_words: int = 40) -> list[str]:
    """Return the new instructions of a list that a model wrote."""
    if not isinstance(text, str):
        raise TypeError(f"text is a {type(text).__name__}, not a str")
    if max_words < 1:
        raise ValueError("max_words is less than 1")
    known = [_words(item) for item in existing]
    result = {}
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.strip()
        body = _mark_off(line)
        if body is None:
            body = _quotes_off(line)
            if body is None:
                continue
        else:
            inner = _quotes_off(body)
            body = body if inner is None else inner
        words = _words(body)
        if not words or len(words.split(" ")) > max_words or words in known:
            continue
        result.setdefault(words, body)
    return list(result.values())
