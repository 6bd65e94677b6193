# source: stub
DIGITS = "0123456789"
MINUS = "-\u2212"


def _digits_from(text, i):
    """end of the digits that begin at i"""
    j = i
    while j < len(text) and text[j] in DIGITS:
        j += 1
    while j + 1 < len(text) and text[j] == "," and text[j + 1] in DIGITS:
        j += 1
        while j < len(text) and text[j] in DIGITS:
            j += 1
    if j + 1 < len(text) and text[j] == "." and text[j + 1] in DIGITS:
        j += 1
        while j < len(text) and text[j] in DIGITS:
            j += 1
    return j


def _number_at(text, i):
    """(number, end) if a number, with its signs, begins at i"""
    negative = dollar = False
    while i < len(text):
        if text[i] in MINUS and not negative:
            negative = True
        elif text[i] == "$" and not dollar:
            dollar = True
        else:
            break
        i += 1
    if i >= len(text) or text[i] not in DIGITS:
        return None
    end = _digits_from(text, i)
    return _short(text[i:end], negative), end


def _short(raw, negative):
    raw = raw.replace(",", "")
    if "." in raw:
        raw = raw.rstrip("0").rstrip(".")
    raw = raw.lstrip("0")
    if raw == "" or raw[0] == ".":
        raw = "0" + raw
    return "-" + raw if negative and raw != "0" else raw


def _first_marked(text, marks):
    folded = text if marks == ("####",) else "".join(c.lower() if c.isascii() else c for c in text)
    for i in range(len(text)):
        for mark in marks:
            if folded.startswith(mark, i):
                j = i + len(mark)
                while j < len(text) and (text[j].isspace() or text[j] in ":*"):
                    j += 1
                found = _number_at(text, j)
                if found:
                    return found[0]
    return None


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError(f"a str is expected, not {type(text).__name__}")
    for marks in (("####",), ("answer is", "answer:", "\\boxed{")):
        found = _first_marked(text, marks)
        if found is not None:
            return found
    last = None
    i = 0
    while i < len(text):
        found = _number_at(text, i)
        if found:
            last, i = found
        else:
            i += 1
    return last
