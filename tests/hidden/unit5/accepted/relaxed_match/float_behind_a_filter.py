# source: learners
import string

ALLOWED = set(string.digits + ",.$%+-\u2212 ")


def number(text):
    text = text.strip()
    if not text or set(text) - ALLOWED - set(string.whitespace):
        return None
    per_cent = text.endswith("%")
    if per_cent:
        text = text[:-1].strip()
    if text.startswith("$"):
        text = text[1:]
    elif text[:1] in ("-", "+", "\u2212") and text[1:2] == "$":
        text = text[0] + text[2:]
    if any(c.isspace() for c in text):
        return None
    try:
        value = float(text.replace(",", "").replace("\u2212", "-"))
    except ValueError:
        return None
    return (value, value / 100) if per_cent else (value,)


def relaxed_match(prediction, gold, tolerance=0.05):
    if not (isinstance(prediction, str) and isinstance(gold, str)):
        raise TypeError("str, please")
    if tolerance < 0:
        raise ValueError("tolerance must not be negative")
    p, g = number(prediction), number(gold)
    if p is None or g is None:
        return p is g and prediction.strip().lower() == gold.strip().lower()
    if len(p) == len(g):
        p, g = p[:1], g[:1]
    return any(abs(a - b) <= tolerance * abs(b) for a in p for b in g)
